/** What verifying a proof bundle found out: each check by name, and what follows from them. */
import type { Digest } from '../digest/sha256.ts';
import { type ErrorCode, type ErrorDetails, StellaError } from '../errors.ts';
import type { Finding, Severity, Verdict } from '../score/score-document.ts';
import type { ReplayFacts } from './replay-evidence.ts';

export const CHECK_NAMES = [
  'archive',
  'manifest',
  'score',
  'merkle',
  'signature',
  'certificate',
  'timestamp',
  'replay',
] as const;

/** Checks that are made of a bundle only where they are asked for; they stand behind the others. */
export const FURTHER_CHECK_NAMES = ['index', 'receipts'] as const;

export type CheckName = (typeof CHECK_NAMES)[number] | (typeof FURTHER_CHECK_NAMES)[number];

/** One check of those with the names `Name`. A `skipped` check did not run; it never counts as passed. */
export type Check<Name extends string = CheckName> =
  | { readonly name: Name; readonly status: 'pass'; readonly reason: string }
  | {
      readonly name: Name;
      readonly status: 'skipped';
      readonly reason: string;
      readonly code?: ErrorCode;
    }
  | {
      readonly name: Name;
      readonly status: 'fail';
      readonly code: ErrorCode;
      readonly reason: string;
      readonly hint?: string;
      readonly details?: ErrorDetails;
    };

/** What the signed documents say; known only once everything that was asked for is verified. */
export interface ProvenScore {
  readonly scanId: string;
  readonly score: number;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly findingsCount: number;
  /** Null where it is not shown: in a disclosure. */
  readonly uncoveredCount: number | null;
  readonly manifestHash: Digest;
  readonly rootHash: Digest;
  readonly freezeTimestamp: string;
  /** Key ids of which a signature verified. */
  readonly signers: readonly string[];
  /** What a trusted authority says of when it was signed; null without a verified timestamp. */
  readonly timestamp: { readonly time: string; readonly authority: string } | null;
  /** What the replay from the bundle's own inputs rests on; null when none was asked for. */
  readonly replay: ReplayFacts | null;
  /** The one finding that a disclosure shows; null for a bundle. */
  readonly finding: Finding | null;
}

export interface ProofReport {
  readonly verified: boolean;
  /** The code of the lowest layer that failed; null when verified. */
  readonly code: ErrorCode | null;
  /** Null unless verified: nothing unauthenticated is told as if it were true. */
  readonly proven: ProvenScore | null;
  readonly checks: readonly Check[];
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

/**
 * From the lowest layer up: unreadable, integrity, signature, trust, replay (formats.md section 10). What stands on a
 * broken base means nothing, so the lowest one decides.
 */
const PRECEDENCE: readonly ErrorCode[] = [
  'BUNDLE_NOT_FOUND',
  'PERMISSION_DENIED',
  'LIMIT_EXCEEDED',
  'BUNDLE_INVALID',
  'INPUT_INVALID',
  'UNSUPPORTED_VERSION',
  'MANIFEST_MISSING',
  'MERKLE_MISMATCH',
  'DIGEST_MISMATCH',
  'SUBJECT_MISMATCH',
  'ROOT_HASH_MISMATCH',
  'SIGNATURE_INVALID',
  'TIMESTAMP_INVALID',
  'TRUST_ROOT_MISSING',
  'KEY_UNKNOWN',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_USAGE',
  'CERTIFICATE_NOT_YET_VALID',
  'CERTIFICATE_EXPIRED',
  'ENGINE_UNSUPPORTED',
  'INPUT_MISSING',
  'FEED_INCOMPLETE',
  'REPLAY_MISMATCH',
];

/** The code that decides, among those of the checks that did not pass; null when none has one. */
export function decidingCode(checks: readonly Check<string>[]): ErrorCode | null {
  const codes = checks.flatMap((check) =>
    check.status !== 'pass' && check.code !== undefined ? [check.code] : [],
  );
  return codes.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** The failure that decided, as an error: what its check says, with the code that `decidingCode` gave. */
export function decidingError(code: ErrorCode, checks: readonly Check<string>[]): StellaError {
  const check = checks.find((candidate) => candidate.status !== 'pass' && candidate.code === code);
  const { hint, details } = check?.status === 'fail' ? check : {};
  return new StellaError(code, check?.reason ?? 'it is not verified', {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

function rank(code: ErrorCode): number {
  const position = PRECEDENCE.indexOf(code);
  return position === -1 ? PRECEDENCE.length : position;
}
