/** The first signature of an envelope: the one that a bundle's timestamp is over (formats.md section 6). */
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey } from '../keys/types.ts';
import type { UnverifiedEnvelope } from './envelope.ts';
import { preAuthenticationEncoding } from './pae.ts';

/** Its bytes, or undefined when the envelope has no signature. */
export function firstSignature({ signatures }: UnverifiedEnvelope): Uint8Array | undefined {
  return signatures[0]?.signature;
}

/**
 * True when `key` made the first signature. A time proven for that one says nothing of the others: they may have been added
 * at any time.
 */
export function isFirstSigner(envelope: UnverifiedEnvelope, key: PublicKey): boolean {
  const signature = firstSignature(envelope);
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  return signature !== undefined && isSignatureValid(key, message, signature);
}
