/** Numbers that are used once. They stand here because they need randomness, which src/core does without. */
import { randomBytes } from 'node:crypto';

const NONCE_BYTES = 8;

/** A nonce for a query to a time-stamping authority, as large as `openssl ts` makes it. */
export function randomNonce(): Uint8Array {
  return new Uint8Array(randomBytes(NONCE_BYTES));
}
