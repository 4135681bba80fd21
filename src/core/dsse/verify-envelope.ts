/** Verifying and making DSSE signatures (protocol.md of DSSE v1; formats.md section 7). */
import { StellaError } from '../errors.ts';
import { distinctKeys } from '../keys/distinct-keys.ts';
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
 * @param threshold how many different keys must have signed: keys are counted, not signatures
 * @throws StellaError SIGNATURE_INVALID when too few verify although a keyid names one of `keys` that has no valid signature, or
 * there is no signature at all; KEY_UNKNOWN when too few verify and no keyid names such a key
 */
export function verifyEnvelope(
  envelope: UnverifiedEnvelope,
  keys: readonly PublicKey[],
  threshold = 1,
): VerifiedPayload {
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  const verifying = keys.filter((key) =>
    envelope.signatures.some(({ signature }) => isSignatureValid(key, message, signature)),
  );
  const signers = distinctKeys(verifying);
  if (signers.length < Math.max(threshold, 1)) {
    const silent = keys.filter((key) => !verifying.includes(key));
    throw unverified(envelope, keys, silent, { found: signers.length, required: threshold });
  }
  return { payloadType: envelope.payloadType, payload: envelope.payload, signers };
}

/** Signs a payload: an envelope with one signature. */
export function signEnvelope(payloadType: string, payload: Uint8Array, key: SigningKey): UnverifiedEnvelope {
  const signature = key.sign(preAuthenticationEncoding(payloadType, payload));
  return { payloadType, payload, signatures: [{ keyidHint: key.publicKey.keyid, signature }] };
}

function unverified(
  envelope: UnverifiedEnvelope,
  keys: readonly PublicKey[],
  silent: readonly PublicKey[],
  { found, required }: { readonly found: number; readonly required: number },
): StellaError {
  const trustedKeyids = keys.map((key) => key.keyid);
  const receivedKeyids = envelope.signatures.map(({ keyidHint }) => keyidHint);
  const details = { expected: trustedKeyids, received: receivedKeyids, found, required };
  if (envelope.signatures.length === 0) {
    return new StellaError('SIGNATURE_INVALID', 'the envelope has no signature', { details });
  }
  const short = found === 0 ? '' : `: ${found} of ${required} trusted keys have signed`;
  const silentKeyids = silent.map((key) => key.keyid);
  if (receivedKeyids.some((keyid) => keyid !== null && silentKeyids.includes(keyid))) {
    const message =
      found === 0
        ? 'no signature verifies, although one names a trusted key'
        : `a signature that names a trusted key does not verify${short}`;
    return new StellaError('SIGNATURE_INVALID', message, {
      details,
      hint: 'the document was altered after signing, or the signature was; ask the issuer for the original',
    });
  }
  const named = `named in the envelope: ${listed(receivedKeyids)}; trusted: ${listed(trustedKeyids)}`;
  return new StellaError(
    'KEY_UNKNOWN',
    found === 0
      ? `no signature is by a trusted key: ${named}`
      : `too few signatures are by trusted keys${short}`,
    {
      details,
      hint: 'compare the key ids with those that the issuer published; a bundle from a stranger proves nothing',
    },
  );
}

const LISTED_MAX = 3;

/** Key ids as a person compares them; what is no key id, as a hint may be anything, is none. */
function listed(keyids: readonly (string | null)[]): string {
  const known = [...new Set(keyids)].filter((keyid) => /^[0-9a-f]{64}$/.test(keyid ?? ''));
  if (known.length === 0) return 'none';
  const more = known.length > LISTED_MAX ? ` and ${known.length - LISTED_MAX} more` : '';
  return `${known.slice(0, LISTED_MAX).join(', ')}${more}`;
}
