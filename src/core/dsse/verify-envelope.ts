/** Verifying and making DSSE signatures (protocol.md of DSSE v1; formats.md section 7). */
import { StellaError } from '../errors.ts';
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey, SigningKey } from '../keys/types.ts';
import type { UnverifiedEnvelope } from './envelope.ts';
import { preAuthenticationEncoding } from './pae.ts';

/** The bytes that were signed, and who signed them. */
export interface VerifiedPayload {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** Every key of which a signature verified, each once. */
  readonly signers: readonly PublicKey[];
}

/**
 * Verifies an envelope with the keys that the caller trusts. `keyid` is a hint: every key is tried on every signature.
 * @throws StellaError SIGNATURE_INVALID when nothing verifies although a keyid names one of `keys`, or there is no
 * signature at all; KEY_UNKNOWN when nothing verifies and no keyid names one of `keys`
 */
export function verifyEnvelope(envelope: UnverifiedEnvelope, keys: readonly PublicKey[]): VerifiedPayload {
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  const signers = keys.filter((key) =>
    envelope.signatures.some(({ signature }) => isSignatureValid(key, message, signature)),
  );
  if (signers.length === 0) throw unverified(envelope, keys);
  return { payloadType: envelope.payloadType, payload: envelope.payload, signers };
}

/** Signs a payload: an envelope with one signature. */
export function signEnvelope(payloadType: string, payload: Uint8Array, key: SigningKey): UnverifiedEnvelope {
  const signature = key.sign(preAuthenticationEncoding(payloadType, payload));
  return { payloadType, payload, signatures: [{ keyidHint: key.publicKey.keyid, signature }] };
}

function unverified(envelope: UnverifiedEnvelope, keys: readonly PublicKey[]): StellaError {
  const trustedKeyids = keys.map((key) => key.keyid);
  const receivedKeyids = envelope.signatures.map(({ keyidHint }) => keyidHint);
  const details = { expected: trustedKeyids, received: receivedKeyids };
  if (envelope.signatures.length === 0) {
    return new StellaError('SIGNATURE_INVALID', 'the envelope has no signature', { details });
  }
  if (receivedKeyids.some((keyid) => keyid !== null && trustedKeyids.includes(keyid))) {
    return new StellaError('SIGNATURE_INVALID', 'no signature verifies, although one names a trusted key', {
      details,
      hint: 'the document was altered after signing, or the signature was; ask the issuer for the original',
    });
  }
  return new StellaError('KEY_UNKNOWN', 'no signature is by a trusted key', {
    details,
    hint: 'compare the key ids with those that the issuer published; a bundle from a stranger proves nothing',
  });
}
