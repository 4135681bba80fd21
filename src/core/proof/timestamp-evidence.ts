/**
 * What is known of a bundle's timestamp before the checks run. Like certificates, timestamps are checked in code that is
 * loaded only for bundles that have one; the verifier takes the outcome as a value.
 */
import type { StellaError } from '../errors.ts';
import type { RevocationSummary } from '../x509/revocation.ts';
import type { Check, ProvenScore } from './report.ts';

/** What a timestamp proves, or why it proves nothing. */
export type TimestampEvidence =
  /** A trusted authority attests that the envelope's first signature existed at `time`. */
  | {
      readonly status: 'trusted';
      /** RFC 3339, whole seconds. */
      readonly time: string;
      /** RFC 3339: the latest moment that `time` can mean, by the accuracy that the authority states. */
      readonly latest: string;
      /** Subject of the authority's certificate. */
      readonly authority: string;
      /** Label of the file with the anchor that vouches for it. */
      readonly anchorSource: string;
      readonly revocation: RevocationSummary | null;
    }
  /** The token is over the first signature and whole, but by nobody whom an anchor vouches for. */
  | { readonly status: 'untrusted'; readonly error: StellaError }
  /** The token proves nothing, whoever made it. */
  | { readonly status: 'invalid'; readonly error: StellaError };

/** The time that a report may tell as proven: that of a check that passed. */
export function provenTime(
  checks: readonly Check[],
  timestamp: TimestampEvidence | null,
): ProvenScore['timestamp'] {
  const isProven = checks.some(({ name, status }) => name === 'timestamp' && status === 'pass');
  if (!isProven || timestamp?.status !== 'trusted') return null;
  return { time: timestamp.time, authority: timestamp.authority };
}
