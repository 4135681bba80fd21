/**
 * A Sigstore instance of our own, for tests: certificate authority, certificate log, transparency logs of both generations and
 * timestamp authority, with fixed keys.
 */
import { createHash } from 'node:crypto';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { derChildren, parseDer } from '../../src/core/encoding/der.ts';
import { derEncode } from '../../src/core/encoding/der-writer.ts';
import { hexDecode, hexEncode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { ed25519KeyBytes } from '../../src/core/keys/signature.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import {
  altNames,
  type CertificateRecipe,
  EKU,
  extendedKeyUsage,
  extension,
  generalName,
  keyUsage,
  makeCa,
  makeCertificate,
} from './certificates.ts';
import { ecdsaKey, ed25519Key } from './test-keys.ts';
import { makeAuthority, makeResponse } from './timestamps.ts';

export const IDENTITY = {
  subject: 'https://ci.example/release.yml@refs/tags/v1',
  issuer: 'https://issuer.example',
} as const;

/** When the bundles are signed, and how long their certificates live. */
export const SIGNED_AT = '2025-03-01T12:05:00Z';
const NOT_BEFORE = '2025-03-01T12:00:00Z';
const NOT_AFTER = '2025-03-01T12:10:00Z';

export const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'app.tar.gz', digest: { sha256: sha256Hex(utf8Encode('the artifact\n')) } }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: { builder: 'ci' },
};
export const ARTIFACT = utf8Encode('the artifact\n');

const ECDSA_SHA256 = '300a06082a8648ce3d040302';
const OID = {
  issuerV1: '060a2b0601040183bf300101',
  issuerV2: '060a2b0601040183bf300108',
  username: '060a2b0601040183bf300107',
  sctList: '060a2b06010401d679020402',
} as const;

export const KEYS = {
  root: ecdsaKey('P-384', 1),
  intermediate: ecdsaKey('P-384', 2),
  leaf: ecdsaKey('P-256', 3),
  rekor: ecdsaKey('P-256', 4),
  rekor2: ed25519Key(5),
  certificateLog: ecdsaKey('P-256', 6),
  tsaRoot: ecdsaKey('P-384', 7),
  tsa: ecdsaKey('P-256', 8),
  other: ecdsaKey('P-256', 9),
} as const;

const FULCIO_ROOT = makeCa('Fulcio root', KEYS.root);
const FULCIO = makeCa(
  'Fulcio',
  KEYS.intermediate,
  { name: 'Fulcio root', key: KEYS.root },
  {
    pathLength: 0,
    extensions: [extendedKeyUsage([EKU.codeSigning])],
  },
);
const TSA_ROOT = makeCa('TSA root', KEYS.tsaRoot);
const TSA = makeAuthority({ name: 'TSA root', key: KEYS.tsaRoot }, { key: KEYS.tsa });

const VALID = { start: '2024-01-01T00:00:00Z' };

/** The trusted root of this Sigstore, as protobuf's JSON. */
export function trustedRoot(): Record<string, unknown> & { tlogs: LogJson[]; ctlogs: LogJson[] } {
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      logJson('https://rekor.example', KEYS.rekor, 'PKIX_ECDSA_P256_SHA_256', logIdOf(KEYS.rekor)),
      logJson(
        'https://log2025.example',
        KEYS.rekor2,
        'PKIX_ED25519',
        noteKeyId('log2025.example', KEYS.rekor2),
      ),
    ],
    certificateAuthorities: [authorityJson('https://fulcio.example', FULCIO, FULCIO_ROOT)],
    ctlogs: [
      logJson(
        'https://ct.example/2025',
        KEYS.certificateLog,
        'PKIX_ECDSA_P256_SHA_256',
        logIdOf(KEYS.certificateLog),
      ),
    ],
    timestampAuthorities: [authorityJson('https://tsa.example', TSA.certificate, TSA_ROOT)],
  };
}

interface LogJson {
  baseUrl: string;
  publicKey: { rawBytes: string; keyDetails: string; validFor: { start: string; end?: string } };
  logId: { keyId: string };
}

function logJson(baseUrl: string, key: SigningKey, keyDetails: string, keyId: Uint8Array): LogJson {
  return {
    baseUrl,
    ...{ hashAlgorithm: 'SHA2_256' },
    publicKey: { rawBytes: base64Encode(key.publicKey.spkiDer), keyDetails, validFor: { ...VALID } },
    logId: { keyId: base64Encode(keyId) },
  };
}

function authorityJson(uri: string, ...chain: readonly Uint8Array[]): JsonObject {
  return {
    subject: { organization: 'example', commonName: 'example' },
    uri,
    certChain: { certificates: chain.map((der) => ({ rawBytes: base64Encode(der) })) },
    validFor: VALID,
  };
}

export interface LeafRecipe {
  readonly key?: SigningKey;
  readonly names?: readonly Uint8Array[];
  /** Null leaves it out. */
  readonly issuerV1?: string | null;
  readonly issuerV2?: string | null;
  /** Whose SCTs it has. */
  readonly sctKeys?: readonly SigningKey[];
  /** Of the SCTs, in milliseconds since 1970. */
  readonly sctTime?: number;
  readonly certificate?: Partial<CertificateRecipe>;
  readonly purpose?: readonly string[];
  readonly extra?: readonly Uint8Array[];
}

/** A certificate as Fulcio issues them: ten minutes, an identity, a certificate log's promise. */
export function makeLeaf(recipe: LeafRecipe = {}): Uint8Array {
  const {
    key = KEYS.leaf,
    names = [generalName.uri(IDENTITY.subject)],
    sctKeys = [KEYS.certificateLog],
  } = recipe;
  const { issuerV1 = IDENTITY.issuer, issuerV2 = IDENTITY.issuer } = recipe;
  const extensions = [
    keyUsage(0x80, 7),
    extendedKeyUsage(recipe.purpose ?? [EKU.codeSigning]),
    altNames(names, true),
    ...(issuerV1 === null ? [] : [extension(OID.issuerV1, utf8Encode(issuerV1))]),
    ...(issuerV2 === null ? [] : [extension(OID.issuerV2, derEncode(0x0c, utf8Encode(issuerV2)))]),
    ...(recipe.extra ?? []),
  ];
  const certificate = (sct: readonly Uint8Array[]): Uint8Array =>
    makeCertificate({
      subject: '',
      issuer: 'Fulcio',
      key,
      signer: KEYS.intermediate,
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      extensions: [...extensions, ...sct],
      ...recipe.certificate,
    });
  const [tbs] = derChildren(parseDer(certificate([])));
  const scts = sctKeys.map((logKey) => makeSct(logKey, tbs!.bytes, recipe.sctTime ?? Date.parse(NOT_BEFORE)));
  if (scts.length === 0) return certificate([]);
  const list = vector(Buffer.concat(scts.map(vector)));
  return certificate([extension(OID.sctList, derEncode(0x04, list))]);
}

/** A user name as otherName. */
export function usernameName(text: string): Uint8Array {
  return derEncode(0xa0, hexDecode(OID.username), derEncode(0xa0, derEncode(0x0c, utf8Encode(text))));
}

function makeSct(key: SigningKey, precertificate: Uint8Array, time: number): Uint8Array {
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64BE(BigInt(time));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(precertificate.length);
  const signed = Buffer.concat([
    Uint8Array.of(0, 0),
    timestamp,
    Uint8Array.of(0, 1),
    sha256(KEYS.intermediate.publicKey.spkiDer),
    length.subarray(1),
    precertificate,
    Uint8Array.of(0, 0),
  ]);
  return Buffer.concat([
    Uint8Array.of(0),
    logIdOf(key),
    timestamp,
    Uint8Array.of(0, 0, 4, 3),
    vector(key.sign(signed)),
  ]);
}

export function makeTimestamp(signature: Uint8Array, time: string): Uint8Array {
  return makeResponse({
    authority: TSA,
    over: signature,
    genTime: time.replace(/[-:T]/g, ''),
    signatureAlgorithm: ECDSA_SHA256,
  });
}

/** SHA-256 over the SubjectPublicKeyInfo. */
export function logIdOf({ publicKey }: SigningKey): Uint8Array {
  return hexDecode(publicKey.keyid);
}

/** C2SP signed-note.md, for Ed25519. */
export function noteKeyId(name: string, { publicKey }: SigningKey): Uint8Array {
  return sha256(Buffer.concat([utf8Encode(`${name}\n`), Uint8Array.of(1), ed25519KeyBytes(publicKey)]));
}

function vector(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export function sha256Hex(bytes: Uint8Array): string {
  return hexEncode(sha256(bytes));
}
