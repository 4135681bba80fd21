/**
 * Every way in which a timestamp can fail is TIMESTAMP_INVALID: a time that is not proven is no time. `details.reason` tells
 * the ways apart.
 */
import { type ErrorDetails, isStellaError, StellaError } from '../errors.ts';

/**
 * `malformed`: not a response of RFC 3161's form. `refused`: the authority answered with a refusal. `imprint`: a token over
 * other bytes. `nonce`: the answer to another query. `signature`: not signed by the certificate that it names. `authority`:
 * that certificate does not lead to a trust anchor, or was not good for time stamping then.
 */
export type TimestampFault = 'malformed' | 'refused' | 'imprint' | 'nonce' | 'signature' | 'authority';

const HINTS: Readonly<Record<TimestampFault, string>> = {
  malformed: 'ask the issuer for the original bundle, or the authority for its response again',
  refused: 'ask the authority why; "stella proof timestamp --request" writes a new query',
  imprint: 'the timestamp belongs to another signature; ask the issuer for the original bundle',
  nonce: 'attach the response to the query that was sent, not one to another query',
  signature: 'the token was altered, or is not by the authority that it names; ask for the original',
  authority: 'stop, and ask the signer which authority made the timestamp',
};

/** TIMESTAMP_INVALID. `message` goes on after "the timestamp"; `details` come beside the reason. */
export function timestampError(
  reason: TimestampFault,
  message: string,
  details: ErrorDetails = {},
  cause?: unknown,
): StellaError {
  return new StellaError('TIMESTAMP_INVALID', `the timestamp ${message}`, {
    hint: HINTS[reason],
    details: { reason, ...details },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** True when the token itself is in order, and only its authority is not trusted. */
export function isUntrustedAuthority({ code, details }: StellaError): boolean {
  const reason: TimestampFault = 'authority';
  return code === 'TIMESTAMP_INVALID' && details?.['reason'] === reason;
}

/** What `read` returns; whatever our strict readers throw makes the timestamp malformed. */
export function readTimestampPart<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isStellaError(error) || error.code === 'TIMESTAMP_INVALID') throw error;
    throw timestampError('malformed', `cannot be read: ${what} ${error.message}`, {}, error);
  }
}
