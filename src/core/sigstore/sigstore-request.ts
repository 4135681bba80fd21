/** What the verifier of a Sigstore bundle is given beside the bundle. */
import type { EnvelopeCheckName } from '../envelope/envelope-report.ts';
import type { EnvelopeRequest } from '../envelope/verify-dsse-document.ts';
import type { PublicKey } from '../keys/types.ts';
import type { CheckLog } from '../proof/check-log.ts';
import type { SigstoreTrustedRoot } from './trusted-root.ts';

export interface SigstoreRequest extends EnvelopeRequest {
  /** Null when none was given: then logs, timestamps and certificates cannot be judged. */
  readonly trustedRoot: SigstoreTrustedRoot | null;
  /** For a signature over an artifact: the keys among `candidateKeys` with which it was found to verify. */
  readonly artifactSigners: readonly PublicKey[];
}

export type SigstoreLog = CheckLog<EnvelopeCheckName>;
