/**
 * Trust roots (formats.md section 8): public keys, trusted as they are, and certificates, trust anchors. PEM files have any
 * number of `PUBLIC KEY` and `CERTIFICATE` blocks, DER files one of either; keys come as JWK or JWK Set too. The content
 * tells which it is, never the name. Certificates stay DER here: their reader is only loaded once a chain must be checked.
 */

import { sha256 } from '../digest/sha256.ts';
import { DER_TAG, type DerElement, derChildren, parseDer } from '../encoding/der.ts';
import { hexEncode } from '../encoding/hex.ts';
import { parsePem } from '../encoding/pem.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { parseStrictJsonText } from '../json/strict-json.ts';
import { parseJwks } from '../keys/jwk.ts';
import { parsePublicKeyDer } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/types.ts';

/** A public key that is trusted, and where it came from. */
export interface TrustedKey extends PublicKey {
  /** Label of the file that it came in with. */
  readonly source: string;
}

/** A certificate that is trusted: chains may end in it, and a leaf may be it. */
export interface CertificateAnchor {
  readonly der: Uint8Array;
  /** Lowercase hex SHA-256 of `der`. */
  readonly fingerprint: string;
  /** Label of the file that it came in with. */
  readonly source: string;
}

export interface TrustRoots {
  readonly keys: readonly TrustedKey[];
  readonly anchors: readonly CertificateAnchor[];
}

/** No trust at all: verification against it ends in TRUST_ROOT_MISSING. */
export const NO_TRUST_ROOTS: TrustRoots = { keys: [], anchors: [] };

/**
 * The trust roots in one file: DER, JWK or JWK Set, else PEM. `source` names it in errors and reports.
 * @throws StellaError INPUT_INVALID for a file that is none of these, is not UTF-8 where it is text, or has a key that cannot be
 * used or is private; LIMIT_EXCEEDED for a file that is too long
 */
export function parseTrustRoots(bytes: Uint8Array, source: string): TrustRoots {
  const element = wholeDerElement(bytes);
  if (element !== undefined) return parseTrustRootDer(element, source);
  const text = utf8Decode(bytes, source);
  if (!/^[ \t\r\n]*\{/.test(text)) return parseTrustRootPem(text, source);
  const keys = parseJwks(parseStrictJsonText(text, source), source);
  return mergeTrustRoots([{ keys: keys.map((key) => ({ ...key, source })), anchors: [] }]);
}

/**
 * The trust roots in one PEM file. `source` names it in errors and reports.
 * @throws StellaError INPUT_INVALID for a file without a block, a block of another kind (a private key has no business in a
 * trust root) or a key that cannot be used; LIMIT_EXCEEDED for a file that is too long
 */
export function parseTrustRootPem(pem: string, source: string): TrustRoots {
  const blocks = parsePem(pem, source);
  if (blocks.length === 0)
    throw invalid(`${source}: expected PUBLIC KEY or CERTIFICATE, received no PEM block`);
  const keys: TrustedKey[] = [];
  const anchors: CertificateAnchor[] = [];
  for (const [index, { label, der }] of blocks.entries()) {
    const place = `${source}, block ${index + 1}`;
    if (label === 'PUBLIC KEY') {
      keys.push({ ...parseKey(der, place), source });
    } else if (label === 'CERTIFICATE') {
      anchors.push({ der, fingerprint: hexEncode(sha256(der)), source });
    } else {
      throw invalid(`${place}: expected PUBLIC KEY or CERTIFICATE, received ${label}`);
    }
  }
  return mergeTrustRoots([{ keys, anchors }]);
}

/** The bytes as one DER SEQUENCE, which no text is: its length covers the file to the last byte. */
function wholeDerElement(bytes: Uint8Array): DerElement | undefined {
  if (bytes[0] !== DER_TAG.sequence) return undefined;
  try {
    return parseDer(bytes);
  } catch (error) {
    if (isStellaError(error)) return undefined;
    throw error;
  }
}

/** SubjectPublicKeyInfo has two members, a certificate three (RFC 5280 section 4.1). */
function parseTrustRootDer(element: DerElement, source: string): TrustRoots {
  const { bytes: der } = element;
  const members = derChildren(element).map(({ tag }) => tag);
  const { sequence, bitString } = DER_TAG;
  if (members.length === 2 && members[1] === bitString)
    return { keys: [{ ...parseKey(der, source), source }], anchors: [] };
  if (members.length === 3 && members[1] === sequence && members[2] === bitString)
    return { keys: [], anchors: [{ der, fingerprint: hexEncode(sha256(der)), source }] };
  throw invalid(`${source}: expected a public key or a certificate, received another DER structure`);
}

/** The union, in the order given; of the same key or certificate the first one, with its source, stays. */
export function mergeTrustRoots(parts: readonly TrustRoots[]): TrustRoots {
  return {
    keys: uniqueBy(
      parts.flatMap(({ keys }) => keys),
      ({ keyid }) => keyid,
    ),
    anchors: uniqueBy(
      parts.flatMap(({ anchors }) => anchors),
      ({ fingerprint }) => fingerprint,
    ),
  };
}

/** True when there is nothing to trust. */
export function isTrustEmpty(roots: TrustRoots): boolean {
  return roots.keys.length === 0 && roots.anchors.length === 0;
}

function parseKey(der: Uint8Array, place: string): PublicKey {
  try {
    return parsePublicKeyDer(der);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new StellaError(error.code, `${place}: ${error.message}`, { cause: error, ...hint });
  }
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const byKey = new Map<string, T>();
  for (const item of items) if (!byKey.has(key(item))) byKey.set(key(item), item);
  return [...byKey.values()];
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
