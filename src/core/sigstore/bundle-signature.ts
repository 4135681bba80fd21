/** The signature of a bundle: over an envelope's payload, or over an artifact that somebody else reads. */
import { preAuthenticationEncoding } from '../dsse/pae.ts';
import { base64Encode } from '../encoding/base64.ts';
import { hexDecode } from '../encoding/hex.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { distinctKeys } from '../keys/distinct-keys.ts';
import { isEcdsaSignatureValid } from '../keys/ecdsa.ts';
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey } from '../keys/types.ts';
import type { TrustRoots } from '../trust/trust-roots.ts';
import { parseCertificate } from '../x509/certificate.ts';
import type { SigstoreBundle } from './sigstore-bundle.ts';

/**
 * The keys of which one may have signed: that of the bundle's certificate, whether it can be relied on or not, else every trusted
 * one. None when the certificate cannot be read.
 */
export function candidateKeys({ chain }: SigstoreBundle, trust: TrustRoots): readonly PublicKey[] {
  if (chain === null) return distinctKeys(trust.keys);
  try {
    const { publicKey } = parseCertificate(chain.leaf);
    return typeof publicKey === 'string' ? [] : [publicKey];
  } catch (error) {
    if (isStellaError(error)) return [];
    throw error;
  }
}

/**
 * Those of `keys` whose signature the bundle has.
 * @param artifactSigners for a signature over an artifact: the keys with which it was found to verify
 * @throws StellaError SIGNATURE_INVALID or KEY_UNKNOWN (formats.md section 7) when they are fewer than `threshold`
 */
export function acceptBundleSignature(
  bundle: SigstoreBundle,
  keys: readonly PublicKey[],
  artifactSigners: readonly PublicKey[],
  threshold: number,
): readonly PublicKey[] {
  const signers = signersOf(bundle, keys, artifactSigners);
  if (signers.length >= Math.max(threshold, 1)) return signers;
  const details = { expected: keys.map(({ keyid }) => keyid), found: signers.length, required: threshold };
  if (signers.length > 0) {
    throw new StellaError('KEY_UNKNOWN', `a bundle has one signature, and ${threshold} are required`, {
      details,
    });
  }
  if (bundle.chain !== null || keys.some((key) => isNamed(bundle, key))) {
    throw new StellaError(
      'SIGNATURE_INVALID',
      'the signature does not verify with the key that the bundle names',
      {
        details,
        hint: 'what was signed was altered, or the signature was; ask the signer for the original',
      },
    );
  }
  throw new StellaError('KEY_UNKNOWN', 'the signature is not by a trusted key', {
    details,
    hint: 'compare the key ids with those that the signer published; a signature by a stranger proves nothing',
  });
}

/**
 * DSSE takes SHA-256 with every curve in older Sigstore clients (protobuf-specs, PKIX_ECDSA_P384_SHA_256), so that is tried
 * beside the curve's own hash.
 */
function signersOf(
  { content }: SigstoreBundle,
  keys: readonly PublicKey[],
  artifactSigners: readonly PublicKey[],
): readonly PublicKey[] {
  if (content.kind === 'message')
    return keys.filter(({ keyid }) => artifactSigners.some((signer) => signer.keyid === keyid));
  const { envelope, signature } = content;
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  return keys.filter(
    (key) =>
      isSignatureValid(key, message, signature) || isEcdsaSignatureValid(key, message, signature, 'sha256'),
  );
}

/** cosign's hint is the key id in base64, that of DSSE tools the key id itself, in hex. */
function isNamed({ keyHint, content }: SigstoreBundle, { keyid }: PublicKey): boolean {
  const hints = [keyHint, content.kind === 'envelope' ? content.envelope.signatures[0]?.keyidHint : null];
  return hints.includes(keyid) || hints.includes(base64Encode(hexDecode(keyid)));
}
