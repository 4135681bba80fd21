/** The query that is carried to a time-stamping authority (RFC 3161 section 2.4.1). */
import { DER_TAG, DerFields, parseDer } from '../encoding/der.ts';
import { derCount, derOid, derUnsigned } from '../encoding/der-values.ts';
import { derEncode, derEncodeUnsigned } from '../encoding/der-writer.ts';
import { hexDecode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';
import { hashOf, type MessageImprint, parseMessageImprint } from './message-imprint.ts';

/** AlgorithmIdentifier of SHA-256; with NULL, as every authority takes it. */
const SHA_256_IDENTIFIER = hexDecode('300d06096086480165030402010500');

/** What of a query its answer must fit. */
export interface TimestampRequest {
  readonly imprint: MessageImprint;
  /** Big-endian magnitude without leading zeros; null when the query has none. */
  readonly nonce: Uint8Array | null;
}

/**
 * TimeStampReq, DER: a token with the authority's certificate is asked for, over the SHA-256 of `signature`. `nonce` is a
 * number of the caller's choice that the answer must repeat, big-endian.
 */
export function formatTimestampRequest(signature: Uint8Array, nonce: Uint8Array): Uint8Array {
  const hash = derEncode(DER_TAG.octetString, hashOf('sha256', signature));
  return derEncode(
    DER_TAG.sequence,
    derEncodeUnsigned(Uint8Array.of(1)),
    derEncode(DER_TAG.sequence, SHA_256_IDENTIFIER, hash),
    derEncodeUnsigned(nonce),
    derEncode(DER_TAG.boolean, Uint8Array.of(0xff)),
  );
}

/**
 * Reads a query, to hold its answer against it.
 * @throws StellaError INPUT_INVALID
 */
export function parseTimestampRequest(bytes: Uint8Array): TimestampRequest {
  const fields = new DerFields(parseDer(bytes));
  const version = derCount(fields.take(DER_TAG.integer));
  if (version !== 1)
    throw new StellaError('INPUT_INVALID', `a timestamp query of version ${version}, expected 1`);
  const imprint = parseMessageImprint(fields.take(DER_TAG.sequence));
  const policy = fields.takeOptional(DER_TAG.oid);
  if (policy !== undefined) derOid(policy);
  const nonce = fields.takeOptional(DER_TAG.integer);
  return { imprint, nonce: nonce === undefined ? null : derUnsigned(nonce) };
}
