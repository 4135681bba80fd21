/**
 * ECDSA (FIPS 186-5) on P-256, P-384 and P-521. The group arithmetic is OpenSSL's, through node:crypto; the encodings are
 * ours, because OpenSSL reads signatures more freely than X.690 allows. A signature comes as DER `SEQUENCE { r, s }`
 * (X.509, cosign) or as IEEE P1363 `r ‖ s` in two fixed halves (JOSE, other DSSE tools), and goes to OpenSSL as P1363.
 */
import { createPublicKey, verify } from 'node:crypto';
import { DER_TAG, DerFields, parseDer } from '../encoding/der.ts';
import { derUnsigned } from '../encoding/der-values.ts';
import { isStellaError, StellaError } from '../errors.ts';
import type { KeyAlgorithm, PublicKey, SignatureHash } from './types.ts';

/** id-ecPublicKey, RFC 5480 section 2.1.1. */
export const EC_PUBLIC_KEY_OID = '1.2.840.10045.2.1';

/** A supported curve. */
export interface Curve {
  readonly algorithm: KeyAlgorithm;
  readonly bits: number;
  /** Bytes of a coordinate, and of r and s. */
  readonly size: number;
  /** The hash that goes with the curve in DSSE (formats.md section 7). */
  readonly hash: SignatureHash;
  /** OpenSSL's name. */
  readonly name: string;
  /** Order of the base point (FIPS 186-4 appendix D.1.2). */
  readonly order: bigint;
}

const P256: Curve = {
  algorithm: 'ecdsa-p256',
  bits: 256,
  size: 32,
  hash: 'sha256',
  name: 'prime256v1',
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
};
const P384: Curve = {
  algorithm: 'ecdsa-p384',
  bits: 384,
  size: 48,
  hash: 'sha384',
  name: 'secp384r1',
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};
const P521: Curve = {
  algorithm: 'ecdsa-p521',
  bits: 521,
  size: 66,
  hash: 'sha512',
  name: 'secp521r1',
  order:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

const CURVES_BY_OID: ReadonlyMap<string, Curve> = new Map([
  ['1.2.840.10045.3.1.7', P256],
  ['1.3.132.0.34', P384],
  ['1.3.132.0.35', P521],
]);

/** The curve of an ECDSA key, or undefined for another algorithm. */
export function curveOf(key: PublicKey): Curve | undefined {
  return [P256, P384, P521].find(({ algorithm }) => algorithm === key.algorithm);
}

/**
 * Checks an EC key's curve and point, compressed or not (SEC 1 section 2.3.3; the hybrid form is refused).
 * @returns the algorithm and the curve's bits
 * @throws StellaError INPUT_INVALID
 */
export function parseEcKey(
  curveOid: string,
  point: Uint8Array,
  spkiDer: Uint8Array,
): readonly [KeyAlgorithm, number] {
  const curve = CURVES_BY_OID.get(curveOid);
  if (curve === undefined) throw invalid(`expected curve P-256, P-384 or P-521, received ${curveOid}`);
  const isUncompressed = point[0] === 4 && point.length === 1 + 2 * curve.size;
  const isCompressed = (point[0] === 2 || point[0] === 3) && point.length === 1 + curve.size;
  if (!(isUncompressed || isCompressed))
    throw invalid(`the point is not an encoding of one on ${curve.name}`);
  try {
    createPublicKey({ key: Buffer.from(spkiDer), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new StellaError('INPUT_INVALID', `ECDSA: the point is not on ${curve.name}`, { cause });
  }
  return [curve.algorithm, curve.bits];
}

/** True when `signature`, strict DER, verifies: the only form in certificates (RFC 3279 section 2.2.3). Never throws. */
export function isEcdsaDerSignatureValid(
  key: PublicKey,
  hash: SignatureHash,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const curve = curveOf(key);
  const fixed = curve === undefined ? null : fixedFromDer(signature, curve.size);
  return fixed !== null && isFixedSignatureValid(key, hash, message, fixed);
}

/** True when `signature`, strict DER or IEEE P1363, verifies with the curve's own hash, or with `hash`. Never throws. */
export function isEcdsaSignatureValid(
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
  hash?: SignatureHash,
): boolean {
  const curve = curveOf(key);
  if (curve === undefined) return false;
  return fixedSignatures(curve, signature).some((fixed) =>
    isFixedSignatureValid(key, hash ?? curve.hash, message, fixed),
  );
}

/** The `r ‖ s` that `signature` may mean: as strict DER, and as IEEE P1363 where it has that length. Never throws. */
export function fixedSignatures(curve: Curve, signature: Uint8Array): readonly Uint8Array[] {
  const fromDer = fixedFromDer(signature, curve.size);
  return [
    ...(fromDer === null ? [] : [fromDer]),
    ...(signature.length === 2 * curve.size ? [signature] : []),
  ];
}

/** OpenSSL itself refuses r and s that are zero or not below the group's order. */
function isFixedSignatureValid(
  key: PublicKey,
  hash: SignatureHash,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const publicKey = createPublicKey({ key: Buffer.from(key.spkiDer), format: 'der', type: 'spki' });
  return verify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

function fixedFromDer(signature: Uint8Array, size: number): Uint8Array | null {
  try {
    const fields = new DerFields(parseDer(signature));
    const [r, s] = [derUnsigned(fields.take(DER_TAG.integer)), derUnsigned(fields.take(DER_TAG.integer))];
    fields.end();
    if (r.length > size || s.length > size) return null;
    const fixed = new Uint8Array(2 * size);
    fixed.set(r, size - r.length);
    fixed.set(s, 2 * size - s.length);
    return fixed;
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', `ECDSA: ${message}`);
}
