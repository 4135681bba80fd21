/** Certificate revocation lists for tests, made from a recipe: broken ones too. What a recipe leaves out is that of a good list. */
import { DER_TAG } from '../../src/core/encoding/der.ts';
import { derEncode, derEncodeUnsigned } from '../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { parseRevocationList, type RevocationList } from '../../src/core/x509/revocation-list.ts';
import { extension, time, toGeneralName, toName } from './certificates.ts';

const NOTHING = new Uint8Array();
const ED25519 = hexDecode('300506032b6570');

export interface ListRecipe {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly thisUpdate?: string;
  /** Null leaves it out. */
  readonly nextUpdate?: string | null;
  readonly entries?: readonly Uint8Array[];
  readonly extensions?: readonly Uint8Array[];
  /** 1 or 2. */
  readonly version?: number;
  readonly algorithm?: readonly [Uint8Array, Uint8Array];
  readonly signature?: Uint8Array;
}

export interface EntryRecipe {
  readonly serial: Uint8Array;
  readonly revokedAt?: string;
  /** Number of the CRLReason. */
  readonly reason?: number;
  readonly invalidityDate?: string;
  readonly extensions?: readonly Uint8Array[];
}

/** CertificateList, DER. */
export function makeList(recipe: ListRecipe): Uint8Array {
  const {
    issuer,
    key,
    entries = [],
    extensions = [],
    version = 2,
    nextUpdate = '2025-02-01T00:00:00Z',
  } = recipe;
  const [inner, outer] = recipe.algorithm ?? [ED25519, ED25519];
  const tbs = derEncode(
    0x30,
    version === 1 ? NOTHING : derEncodeUnsigned(Uint8Array.of(version - 1)),
    inner,
    toName(issuer),
    time(recipe.thisUpdate ?? '2025-01-01T00:00:00Z'),
    nextUpdate === null ? NOTHING : time(nextUpdate),
    entries.length === 0 ? NOTHING : derEncode(0x30, ...entries),
    extensions.length === 0 ? NOTHING : derEncode(0xa0, derEncode(0x30, ...extensions)),
  );
  const signature = recipe.signature ?? key.sign(tbs);
  return derEncode(0x30, tbs, outer, derEncode(0x03, Uint8Array.of(0), signature));
}

export function readList(recipe: ListRecipe, source = 'ca.crl'): RevocationList {
  return parseRevocationList(makeList(recipe), source);
}

/** An entry of revokedCertificates. */
export function makeEntry({
  serial,
  revokedAt,
  reason,
  invalidityDate,
  extensions = [],
}: EntryRecipe): Uint8Array {
  const all = [
    ...(reason === undefined ? [] : [extension(21, derEncode(DER_TAG.enumerated, Uint8Array.of(reason)))]),
    ...(invalidityDate === undefined ? [] : [extension(24, generalizedTime(invalidityDate))]),
    ...extensions,
  ];
  return derEncode(
    0x30,
    derEncode(DER_TAG.integer, serial),
    time(revokedAt ?? '2024-12-01T00:00:00Z'),
    all.length === 0 ? NOTHING : derEncode(0x30, ...all),
  );
}

/** issuingDistributionPoint of these members. */
export function issuingDistributionPoint(...members: readonly Uint8Array[]): Uint8Array {
  return extension(28, derEncode(0x30, ...members), true);
}

/** DistributionPointName under [0]: the full names. */
export function fullName(...names: readonly (string | Uint8Array)[]): Uint8Array {
  return derEncode(0xa0, derEncode(0xa0, ...names.map(toGeneralName)));
}

/** cRLDistributionPoints of these points. */
export function crlDistributionPoints(...points: readonly Uint8Array[]): Uint8Array {
  return extension(31, derEncode(0x30, ...points.map((point) => derEncode(0x30, point))));
}

export function generalizedTime(text: string): Uint8Array {
  return derEncode(DER_TAG.generalizedTime, new TextEncoder().encode(text.replace(/[-:T]/g, '')));
}
