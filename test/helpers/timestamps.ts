/**
 * RFC 3161 responses for tests, made from a recipe: unlike a real authority it makes broken ones too. What a recipe leaves out
 * is that of a good token.
 */
import { createHash } from 'node:crypto';
import { DER_TAG } from '../../src/core/encoding/der.ts';
import { derEncode, derEncodeUnsigned } from '../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { EKU, extendedKeyUsage, makeCa, makeCertificate, toName } from './certificates.ts';
import { ed25519Key } from './test-keys.ts';

const NOTHING = new Uint8Array();

/** DER of the object identifiers that tokens have. */
export const TOKEN_OID = {
  signedData: '06092a864886f70d010702',
  tstInfo: '060b2a864886f70d0109100104',
  contentType: '06092a864886f70d010903',
  messageDigest: '06092a864886f70d010904',
  signingTime: '06092a864886f70d010905',
  signingCertificate: '060b2a864886f70d010910020c',
  signingCertificateV2: '060b2a864886f70d010910022f',
} as const;

/** DER of the AlgorithmIdentifiers that tokens have. */
export const ALGORITHM = {
  sha1: '300906052b0e03021a0500',
  sha256: '300d06096086480165030402010500',
  sha384: '300d06096086480165030402020500',
  sha512: '300d06096086480165030402030500',
  sha256Bare: '300b0609608648016503040201',
  ed25519: '300506032b6570',
  rsaEncryption: '300d06092a864886f70d0101010500',
} as const;

type Hash = 'sha256' | 'sha384' | 'sha512';

export interface Authority {
  readonly name: string;
  readonly key: SigningKey;
  readonly certificate: Uint8Array;
  readonly issuer: string;
  readonly serial: Uint8Array;
}

export interface TokenRecipe {
  readonly authority: Authority;
  /** The bytes that the token is over. */
  readonly over: Uint8Array;
  readonly genTime?: string;
  readonly imprintHash?: Hash;
  readonly digestHash?: Hash;
  /** Magnitude. */
  readonly nonce?: Uint8Array;
  /** Elements of TSTInfo after genTime, in place of the nonce alone. */
  readonly infoTail?: readonly Uint8Array[];
  /** The whole TSTInfo. */
  readonly info?: Uint8Array;
  readonly contentOid?: string;
  /** In the SET of the token, in place of the authority's own. */
  readonly certificates?: readonly Uint8Array[];
  readonly ess?: readonly Uint8Array[];
  /** Changes the list of signed attributes, before they are sorted. */
  readonly attributes?: (attributes: Uint8Array[]) => Uint8Array[];
  readonly isUnsorted?: boolean;
  readonly sid?: Uint8Array;
  readonly signerVersion?: number;
  readonly version?: number;
  readonly digestAlgorithms?: readonly string[];
  readonly signatureAlgorithm?: string;
  readonly signer?: SigningKey;
  readonly signerInfos?: (info: Uint8Array) => Uint8Array[];
  readonly unsigned?: Uint8Array;
  readonly crls?: Uint8Array;
}

const TSA_EXTENSIONS = [extendedKeyUsage([EKU.timeStamping], true)];

/** A time-stamping authority below the CA `root`; the recipe may break its certificate. */
export function makeAuthority(
  root: { readonly name: string; readonly key: SigningKey },
  recipe: Partial<Parameters<typeof makeCertificate>[0]> = {},
): Authority {
  const key = recipe.key ?? ed25519Key(31);
  const serial = recipe.serial ?? Uint8Array.of(7);
  const name = typeof recipe.subject === 'string' ? recipe.subject : 'TSA';
  const certificate = makeCertificate({
    subject: name,
    issuer: root.name,
    signer: root.key,
    serial,
    extensions: TSA_EXTENSIONS,
    ...recipe,
    key,
  });
  return { name, key, certificate, issuer: root.name, serial };
}

/** A root for authorities, and one authority below it. */
export function makeTsa(): {
  readonly root: Uint8Array;
  readonly rootKey: SigningKey;
  readonly authority: Authority;
} {
  const rootKey = ed25519Key(30);
  return {
    root: makeCa('TSA root', rootKey),
    rootKey,
    authority: makeAuthority({ name: 'TSA root', key: rootKey }),
  };
}

/** TimeStampResp that grants the token of the recipe. */
export function makeResponse(recipe: TokenRecipe): Uint8Array {
  return wrapToken(makeToken(recipe));
}

/** TimeStampResp with a status and, unless it is left out, a token. */
export function wrapToken(
  token: Uint8Array | undefined,
  status = 0,
  ...info: readonly Uint8Array[]
): Uint8Array {
  const statusInfo = derEncode(0x30, derEncodeUnsigned(Uint8Array.of(status)), ...info);
  return derEncode(0x30, statusInfo, token ?? NOTHING);
}

/** TSTInfo, DER. */
export function makeInfo(recipe: TokenRecipe): Uint8Array {
  const hash = recipe.imprintHash ?? 'sha256';
  const nonce = recipe.nonce === undefined ? [] : [derEncodeUnsigned(recipe.nonce)];
  return derEncode(
    0x30,
    derEncodeUnsigned(Uint8Array.of(1)),
    hexDecode('06042a030405'),
    derEncode(0x30, hexDecode(ALGORITHM[hash]), derEncode(0x04, digest(hash, recipe.over))),
    derEncodeUnsigned(Uint8Array.of(42)),
    derEncode(DER_TAG.generalizedTime, utf8Encode(recipe.genTime ?? '20250115000000Z')),
    ...(recipe.infoTail ?? nonce),
  );
}

/** TimeStampToken: a ContentInfo. */
export function makeToken(recipe: TokenRecipe): Uint8Array {
  const { authority } = recipe;
  const info = recipe.info ?? makeInfo(recipe);
  const contentOid = hexDecode(recipe.contentOid ?? TOKEN_OID.tstInfo);
  const signerInfo = makeSignerInfo(recipe, info);
  const algorithms = recipe.digestAlgorithms ?? [ALGORITHM[recipe.digestHash ?? 'sha256']];
  const certificates = recipe.certificates ?? [authority.certificate];
  const signedData = derEncode(
    0x30,
    derEncodeUnsigned(Uint8Array.of(recipe.version ?? 3)),
    derEncode(0x31, ...algorithms.map(hexDecode)),
    derEncode(0x30, contentOid, derEncode(0xa0, derEncode(0x04, info))),
    certificates.length === 0 ? NOTHING : derEncode(0xa0, ...certificates),
    recipe.crls ?? NOTHING,
    derEncode(0x31, ...(recipe.signerInfos?.(signerInfo) ?? [signerInfo])),
  );
  return derEncode(0x30, hexDecode(TOKEN_OID.signedData), derEncode(0xa0, signedData));
}

function makeSignerInfo(recipe: TokenRecipe, info: Uint8Array): Uint8Array {
  const { authority } = recipe;
  const hash = recipe.digestHash ?? 'sha256';
  const usual = [
    makeAttribute(TOKEN_OID.contentType, hexDecode(TOKEN_OID.tstInfo)),
    makeAttribute(TOKEN_OID.messageDigest, derEncode(0x04, digest(hash, info))),
    ...(recipe.ess ?? [essV2([authority.certificate])]),
  ];
  const attributes = recipe.attributes?.(usual) ?? usual;
  const sorted = recipe.isUnsorted ? attributes : attributes.toSorted(Buffer.compare);
  const signed = derEncode(0x31, ...sorted);
  const sid = recipe.sid ?? derEncode(0x30, toName(authority.issuer), derEncode(0x02, authority.serial));
  return derEncode(
    0x30,
    derEncodeUnsigned(Uint8Array.of(recipe.signerVersion ?? 1)),
    sid,
    hexDecode(ALGORITHM[hash]),
    Uint8Array.of(0xa0, ...signed.subarray(1)),
    hexDecode(recipe.signatureAlgorithm ?? ALGORITHM.ed25519),
    derEncode(0x04, (recipe.signer ?? authority.key).sign(signed)),
    recipe.unsigned ?? NOTHING,
  );
}

/** Attribute: a type with its values. */
export function makeAttribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return derEncode(0x30, hexDecode(oid), derEncode(0x31, ...values));
}

/** signingCertificateV2 over SHA-256. */
export function essV2(certificates: readonly Uint8Array[], issuerSerial: Uint8Array = NOTHING): Uint8Array {
  const ids = certificates.map((der) =>
    derEncode(0x30, derEncode(0x04, digest('sha256', der)), issuerSerial),
  );
  return makeAttribute(TOKEN_OID.signingCertificateV2, derEncode(0x30, derEncode(0x30, ...ids)));
}

/** signingCertificate, which is over SHA-1. */
export function essV1(certificates: readonly Uint8Array[]): Uint8Array {
  const ids = certificates.map((der) => derEncode(0x30, derEncode(0x04, digest('sha1', der))));
  return makeAttribute(TOKEN_OID.signingCertificate, derEncode(0x30, derEncode(0x30, ...ids)));
}

/** IssuerSerial of an ESSCertID. */
export function issuerSerial(issuer: string, serial: Uint8Array): Uint8Array {
  return derEncode(0x30, derEncode(0x30, derEncode(0xa4, toName(issuer))), derEncode(0x02, serial));
}

function digest(hash: Hash | 'sha1', bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(hash).update(bytes).digest());
}
