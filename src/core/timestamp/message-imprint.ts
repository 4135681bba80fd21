/** What a timestamp is over: the hash of some bytes, here of a signature (RFC 3161 section 2.4.1, MessageImprint). */
import { createHash } from 'node:crypto';
import { DER_TAG, type DerElement, DerFields, derError } from '../encoding/der.ts';
import type { SignatureHash } from '../keys/types.ts';
import { readHashAlgorithm } from '../x509/certificate-signature.ts';

/** A hash, and by which function. */
export interface MessageImprint {
  readonly algorithm: SignatureHash;
  readonly hash: Uint8Array;
}

/**
 * Reads a MessageImprint by SHA-256, SHA-384 or SHA-512.
 * @throws StellaError INPUT_INVALID for another algorithm, or a hash that does not have its length
 */
export function parseMessageImprint(element: DerElement): MessageImprint {
  const fields = new DerFields(element);
  const algorithm = parseHashAlgorithm(fields.take(DER_TAG.sequence));
  const hash = fields.take(DER_TAG.octetString).content;
  fields.end();
  const { length } = hashOf(algorithm, new Uint8Array());
  if (hash.length !== length) throw derError(`an imprint of ${hash.length} bytes, expected ${length}`);
  return { algorithm, hash };
}

/**
 * The hash function of an AlgorithmIdentifier.
 * @throws StellaError INPUT_INVALID for any but SHA-256, SHA-384 and SHA-512
 */
export function parseHashAlgorithm(identifier: DerElement): SignatureHash {
  const algorithm = readHashAlgorithm(identifier);
  if (algorithm === undefined) throw derError('a hash algorithm other than SHA-256, SHA-384 and SHA-512');
  return algorithm;
}

/** The hash of `bytes`. */
export function hashOf(algorithm: SignatureHash, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(algorithm).update(bytes).digest());
}
