/** The signature on a token (RFC 5652 section 5.4), by the algorithm that it names. */
import { DER_TAG, type DerElement, derChildren } from '../encoding/der.ts';
import { derOid } from '../encoding/der-values.ts';
import { isRsaPkcs1SignatureValid, RSA_ENCRYPTION_OID } from '../keys/rsa.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readSignatureAlgorithm, type SignatureVerifier } from '../x509/certificate-signature.ts';
import type { SignedToken } from './signed-data.ts';

/**
 * Why the token's signature is not one by `authority`, or undefined when it verifies.
 * @throws StellaError INPUT_INVALID for an algorithm identifier that is not of its form
 */
export function findTokenSignatureFault(token: SignedToken, { publicKey }: Certificate): string | undefined {
  if (typeof publicKey === 'string') return `is signed with a key that cannot be used: ${publicKey}`;
  const verifier = readTokenAlgorithm(token);
  if (typeof verifier === 'string') return `cannot be verified: ${verifier}`;
  return verifier(publicKey, token.signedAttributes, token.signature)
    ? undefined
    : 'has a signature that does not verify with the key of its authority';
}

/** RFC 3370 section 3.2: rsaEncryption names no hash, the signer's digest algorithm is it. */
function readTokenAlgorithm({
  signatureAlgorithm,
  digestAlgorithm,
}: SignedToken): SignatureVerifier | string {
  if (!isRsaEncryption(signatureAlgorithm)) return readSignatureAlgorithm(signatureAlgorithm);
  return (key, message, signature) => isRsaPkcs1SignatureValid(key, digestAlgorithm, message, signature);
}

function isRsaEncryption(identifier: DerElement): boolean {
  const [oid, parameters, ...more] = derChildren(identifier);
  const isNull = parameters?.tag === DER_TAG.null && parameters.content.length === 0;
  const isPlain = more.length === 0 && (parameters === undefined || isNull);
  return isPlain && oid?.tag === DER_TAG.oid && derOid(oid) === RSA_ENCRYPTION_OID;
}
