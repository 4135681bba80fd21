/**
 * Signatures on certificates (RFC 3279, 4055, 5758, 8410): the algorithm is the one that the certificate names, with exactly
 * the parameters that its RFC gives it. Node's own crypto is used synchronously; nothing here needs WebCrypto.
 */

import { contextTag, DER_TAG, type DerElement, DerFields, derChildren, expectTag } from '../encoding/der.ts';
import { derCount, derOid } from '../encoding/der-values.ts';
import { isStellaError } from '../errors.ts';
import { isEcdsaDerSignatureValid } from '../keys/ecdsa.ts';
import { ED25519_OID } from '../keys/ed25519.ts';
import { isRsaPkcs1SignatureValid, isRsaPssSignatureValid } from '../keys/rsa.ts';
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey, SignatureHash } from '../keys/types.ts';
import { limit } from '../limits.ts';

/** The signed half of a certificate, and what signs it. */
export interface SignedBytes {
  /** TBSCertificate, DER. */
  readonly tbsDer: Uint8Array;
  /** AlgorithmIdentifier as it was signed, and beside the signature: both must be the same bytes (section 4.1.1.2). */
  readonly innerAlgorithm: DerElement;
  readonly algorithm: DerElement;
  readonly signature: Uint8Array;
}

/** Whether `signature` over `message` verifies under `key`. Never throws. */
export type SignatureVerifier = (key: PublicKey, message: Uint8Array, signature: Uint8Array) => boolean;

const HASHES_BY_OID: ReadonlyMap<string, SignatureHash> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const RSA_HASHES: ReadonlyMap<string, SignatureHash> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);
const ECDSA_HASHES: ReadonlyMap<string, SignatureHash> = new Map([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);
const RSA_PSS_OID = '1.2.840.113549.1.1.10';
const MGF1_OID = '1.2.840.113549.1.1.8';
/** RFC 4055 section 3.1: the salt is as long as SHA-1's output unless the parameters say otherwise. */
const PSS_SALT_BYTES_DEFAULT = 20;
const PSS_SALT_BYTES_MAX = limit('pssSaltBytes');

/** Collisions can be made for these, so a signature over one certificate may be moved to another. */
const BROKEN_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.2', 'MD2 with RSA'],
  ['1.2.840.113549.1.1.4', 'MD5 with RSA'],
  ['1.2.840.113549.1.1.5', 'SHA-1 with RSA'],
  ['1.3.14.3.2.29', 'SHA-1 with RSA'],
  ['1.2.840.10045.4.1', 'SHA-1 with ECDSA'],
  ['1.2.840.10040.4.3', 'SHA-1 with DSA'],
]);

/** Why the signature on `signed` is not one by `issuerKey`, or undefined when it verifies. Never throws. */
export function findSignatureFault(signed: SignedBytes, issuerKey: PublicKey): string | undefined {
  try {
    const verifier = readSignatureAlgorithm(signed.algorithm);
    if (typeof verifier === 'string') return verifier;
    return verifier(issuerKey, signed.tbsDer, signed.signature)
      ? undefined
      : 'its signature does not verify with the key of the issuer';
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return `its signature algorithm cannot be read: ${error.message}`;
  }
}

/**
 * How to verify with the algorithm of an AlgorithmIdentifier, or the reason why not.
 * @throws StellaError INPUT_INVALID for one that is not of its form
 */
export function readSignatureAlgorithm(identifier: DerElement): SignatureVerifier | string {
  const [oidElement, parameters, ...more] = derChildren(expectTag(identifier, DER_TAG.sequence));
  const oid = oidElement === undefined || more.length > 0 ? '' : derOid(oidElement);
  const broken = BROKEN_ALGORITHMS.get(oid);
  if (broken !== undefined) return `it is signed with ${broken}, which can be forged`;
  const rsaHash = RSA_HASHES.get(oid);
  // RFC 4055 section 5: NULL, and readers take its absence too.
  if (rsaHash !== undefined && (parameters === undefined || isNull(parameters))) {
    return (...args) => isRsaPkcs1SignatureValid(args[0], rsaHash, args[1], args[2]);
  }
  if (oid === RSA_PSS_OID && parameters !== undefined) return readPssParameters(parameters);
  const ecdsaHash = ECDSA_HASHES.get(oid);
  if (ecdsaHash !== undefined && parameters === undefined) {
    return (...args) => isEcdsaDerSignatureValid(args[0], ecdsaHash, args[1], args[2]);
  }
  if (oid === ED25519_OID && parameters === undefined) {
    return (key, message, signature) =>
      key.algorithm === 'ed25519' && isSignatureValid(key, message, signature);
  }
  return `its signature algorithm ${oid} (or its parameters) is not supported`;
}

/** RSASSA-PSS-params, RFC 4055 section 3.1. Left-out members mean SHA-1, so hash and mask function must be there. */
function readPssParameters(parameters: DerElement): SignatureVerifier | string {
  const fields = new DerFields(parameters);
  const hash = readHashAlgorithm(onlyChild(fields.take(contextTag(0))));
  const mask = new DerFields(onlyChild(fields.take(contextTag(1))));
  const salt = fields.takeOptional(contextTag(2));
  fields.end();
  const isMgf1 = derOid(mask.take(DER_TAG.oid)) === MGF1_OID;
  const maskHash = readHashAlgorithm(mask.take());
  mask.end();
  const saltLength = salt === undefined ? PSS_SALT_BYTES_DEFAULT : derCount(onlyChild(salt));
  if (hash === undefined || !isMgf1 || maskHash !== hash || saltLength > PSS_SALT_BYTES_MAX) {
    return 'it is signed with RSASSA-PSS parameters other than SHA-2 with MGF1 of the same hash';
  }
  return (key, message, signature) => isRsaPssSignatureValid(key, hash, saltLength, message, signature);
}

/** The hash function that an AlgorithmIdentifier names, with NULL parameters or none; undefined for any but SHA-2. */
export function readHashAlgorithm(identifier: DerElement): SignatureHash | undefined {
  const [oid, parameters, ...more] = derChildren(expectTag(identifier, DER_TAG.sequence));
  const isPlain = more.length === 0 && (parameters === undefined || isNull(parameters));
  return oid !== undefined && isPlain ? HASHES_BY_OID.get(derOid(oid)) : undefined;
}

function onlyChild(element: DerElement): DerElement {
  const fields = new DerFields(element, element.tag);
  const child = fields.take();
  fields.end();
  return child;
}

function isNull(element: DerElement): boolean {
  return element.tag === DER_TAG.null && element.content.length === 0;
}
