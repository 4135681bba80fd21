/**
 * The one error of the program. A `code` is an API: scripts act on it, `docs/exit-status.md` lists it, and its exit
 * status is in `src/cli/exit-status.ts` (formats.md section 10).
 */

/** Every code that leaves the program. The order is that of the table in `docs/exit-status.md`. */
export const ERROR_CODES = [
  'SIGNATURE_INVALID',
  'MERKLE_MISMATCH',
  'DIGEST_MISMATCH',
  'SUBJECT_MISMATCH',
  'ROOT_HASH_MISMATCH',
  'REPLAY_MISMATCH',
  'FEED_INCOMPLETE',
  'TIMESTAMP_INVALID',
  'USAGE',
  'SCAN_NOT_FOUND',
  'MANIFEST_MISSING',
  'BUNDLE_NOT_FOUND',
  'KIT_NOT_FOUND',
  'FEED_MISSING',
  'INPUT_MISSING',
  'RULES_NOT_FOUND',
  'POLICY_NOT_FOUND',
  'BUNDLE_INVALID',
  'KIT_INVALID',
  'INPUT_INVALID',
  'UNSUPPORTED_VERSION',
  'ENGINE_UNSUPPORTED',
  'LIMIT_EXCEEDED',
  'STORE_BUSY',
  'STORE_CORRUPT',
  'STORE_TOO_NEW',
  'STORAGE_FULL',
  'PERMISSION_DENIED',
  'OUTPUT_EXISTS',
  'NODE_UNSUPPORTED',
  'TRUST_ROOT_MISSING',
  'KEY_UNKNOWN',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_NOT_YET_VALID',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_USAGE',
  'POLICY_FAILED',
  'KIT_ROLLBACK',
  'KIT_EXPIRED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain JSON beside an error: for a mismatch always `expected` and `actual`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface StellaErrorOptions {
  /** What to do next; often a command line. Never suggests trusting more to get past a failed verification. */
  readonly hint?: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** A failure with a stable code. `message` says what is wrong, with the value that was received. */
export class StellaError extends Error {
  override readonly name = 'StellaError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, options: StellaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }
}

/** True for an error of this program, whatever its code. */
export function isStellaError(error: unknown): error is StellaError {
  return error instanceof StellaError;
}

/** The result of `work`, or the StellaError that it throws; anything else it throws is thrown on. */
export async function attempt<T>(work: () => T | Promise<T>): Promise<T | StellaError> {
  try {
    return await work();
  } catch (error) {
    if (isStellaError(error)) return error;
    throw error;
  }
}
