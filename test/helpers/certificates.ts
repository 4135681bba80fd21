/**
 * Certificates for tests, made from a recipe: unlike the tools that make real ones it makes broken ones too. Names are texts
 * (`CN`); what a recipe leaves out is that of a plain leaf.
 */

import { sha256 } from '../../src/core/digest/sha256.ts';
import { DER_TAG } from '../../src/core/encoding/der.ts';
import { derEncode, derEncodeUnsigned } from '../../src/core/encoding/der-writer.ts';
import { hexDecode, hexEncode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import type { CertificateAnchor } from '../../src/core/trust/trust-roots.ts';

export interface CertificateRecipe {
  readonly subject?: string | Uint8Array;
  readonly issuer?: string | Uint8Array;
  /** The certified key. */
  readonly key: SigningKey;
  /** The key that signs; by default the certified one. */
  readonly signer?: SigningKey;
  readonly serial?: Uint8Array;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly extensions?: readonly Uint8Array[];
  /** 1, 2 or 3. */
  readonly version?: number;
  /** AlgorithmIdentifier, in both places or in the two. */
  readonly algorithm?: Uint8Array | readonly [Uint8Array, Uint8Array];
  readonly spkiDer?: Uint8Array;
  /** Bytes to sign and put instead of the true signature. */
  readonly signature?: Uint8Array;
}

const ALGORITHMS = {
  ed25519: '300506032b6570',
  'ecdsa-p256': '300a06082a8648ce3d040302',
  'ecdsa-p384': '300a06082a8648ce3d040303',
  'ecdsa-p521': '300a06082a8648ce3d040304',
  rsa: '300d06092a864886f70d01010b0500',
} as const;

export const EKU = {
  codeSigning: '06082b06010505070303',
  timeStamping: '06082b06010505070308',
  serverAuth: '06082b06010505070301',
  any: '0604551d2500',
} as const;

/** Certificate, DER. */
export function makeCertificate(recipe: CertificateRecipe): Uint8Array {
  const { key, signer = key, subject = 'leaf', issuer = subject, extensions = [], version = 3 } = recipe;
  const algorithm = recipe.algorithm ?? hexDecode(ALGORITHMS[signer.publicKey.algorithm]);
  const [inner, outer] = algorithm instanceof Uint8Array ? [algorithm, algorithm] : algorithm;
  const tbs = derEncode(
    0x30,
    version === 1 ? new Uint8Array() : derEncode(0xa0, derEncodeUnsigned(Uint8Array.of(version - 1))),
    derEncode(DER_TAG.integer, recipe.serial ?? Uint8Array.of(1)),
    inner,
    toName(issuer),
    derEncode(
      0x30,
      time(recipe.notBefore ?? '2020-01-01T00:00:00Z'),
      time(recipe.notAfter ?? '2040-01-01T00:00:00Z'),
    ),
    toName(subject),
    recipe.spkiDer ?? key.publicKey.spkiDer,
    extensions.length === 0 ? new Uint8Array() : derEncode(0xa3, derEncode(0x30, ...extensions)),
  );
  return derEncode(0x30, tbs, outer, derEncode(0x03, Uint8Array.of(0), recipe.signature ?? signer.sign(tbs)));
}

/** A CA certificate by `signer`; self-signed without one. */
export function makeCa(
  subject: string,
  key: SigningKey,
  by?: { readonly name: string; readonly key: SigningKey },
  recipe: Partial<CertificateRecipe> & { readonly pathLength?: number } = {},
): Uint8Array {
  const { pathLength, extensions = [], ...rest } = recipe;
  return makeCertificate({
    subject,
    key,
    issuer: by?.name ?? subject,
    signer: by?.key ?? key,
    extensions: [basicConstraints(true, pathLength), keyUsage(0x06, 1), ...extensions],
    ...rest,
  });
}

export function toAnchor(der: Uint8Array, source = 'root.pem'): CertificateAnchor {
  return { der, fingerprint: hexEncode(sha256(der)), source };
}

/** A name of one CN, as UTF8String unless `tag` says another type; the empty text is the empty name. */
export function toName(name: string | Uint8Array, tag = 0x0c): Uint8Array {
  if (name instanceof Uint8Array) return name;
  if (name === '') return derEncode(0x30);
  return derEncode(0x30, rdn('0603550403', utf8Encode(name), tag));
}

/** A relative distinguished name of one attribute, whose type is given as a DER object identifier in hex. */
export function rdn(typeHex: string, value: Uint8Array, tag = 0x0c): Uint8Array {
  return derEncode(0x31, derEncode(0x30, hexDecode(typeHex), derEncode(tag, value)));
}

/** UTCTime to 2049, then GeneralizedTime. */
export function time(text: string): Uint8Array {
  const digits = text.replace(/[-:T]/g, '');
  return text < '2050' ? derEncode(0x17, utf8Encode(digits.slice(2))) : derEncode(0x18, utf8Encode(digits));
}

/** An extension; `id` is the last arc of 2.5.29, or a DER object identifier in hex. */
export function extension(id: number | string, value: Uint8Array, isCritical = false): Uint8Array {
  const oid = typeof id === 'number' ? Uint8Array.of(0x06, 3, 0x55, 0x1d, id) : hexDecode(id);
  const critical = isCritical ? hexDecode('0101ff') : new Uint8Array();
  return derEncode(0x30, oid, critical, derEncode(0x04, value));
}

export function basicConstraints(isCa: boolean, pathLength?: number, isCritical = true): Uint8Array {
  const ca = isCa ? hexDecode('0101ff') : new Uint8Array();
  const length = pathLength === undefined ? new Uint8Array() : derEncodeUnsigned(Uint8Array.of(pathLength));
  return extension(19, derEncode(0x30, ca, length), isCritical);
}

/** `bits` as in the first octet, of which `unused` are left out: 0x80, 7 is digitalSignature; 0x06, 1 CA uses. */
export function keyUsage(bits: number, unused: number): Uint8Array {
  return extension(15, derEncode(0x03, Uint8Array.of(unused, bits)), true);
}

export function extendedKeyUsage(oids: readonly string[], isCritical = false): Uint8Array {
  return extension(37, derEncode(0x30, ...oids.map(hexDecode)), isCritical);
}

/** GeneralNames of dNSNames, and of names already encoded. */
export function altNames(names: readonly (string | Uint8Array)[], isCritical = false): Uint8Array {
  return extension(17, derEncode(0x30, ...names.map(toGeneralName)), isCritical);
}

export function nameConstraints(
  permitted: readonly (string | Uint8Array)[],
  excluded: readonly (string | Uint8Array)[] = [],
  isCritical = true,
): Uint8Array {
  const subtrees = (tag: number, names: readonly (string | Uint8Array)[]) =>
    names.length === 0
      ? new Uint8Array()
      : derEncode(tag, ...names.map((name) => derEncode(0x30, toGeneralName(name))));
  return extension(30, derEncode(0x30, subtrees(0xa0, permitted), subtrees(0xa1, excluded)), isCritical);
}

/** GeneralName: a text is a dNSName. */
export function toGeneralName(name: string | Uint8Array): Uint8Array {
  return name instanceof Uint8Array ? name : derEncode(0x82, utf8Encode(name));
}

/** The other kinds of GeneralName. */
export const generalName = {
  email: (text: string) => derEncode(0x81, utf8Encode(text)),
  uri: (text: string) => derEncode(0x86, utf8Encode(text)),
  ip: (hex: string) => derEncode(0x87, hexDecode(hex)),
  directory: (cn: string) => derEncode(0xa4, toName(cn)),
  registeredId: () => derEncode(0x88, hexDecode('2a03')),
} as const;
