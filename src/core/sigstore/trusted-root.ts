/**
 * Sigstore's trusted root (protobuf-specs, sigstore_trustroot.proto): the authorities and logs of a Sigstore instance, each with
 * the time in which it may be relied on. It comes from a TUF repository or the instance's operator; here it is a file.
 */

import * as v from 'valibot';
import { DER_TAG } from '../encoding/der.ts';
import { derEncode } from '../encoding/der-writer.ts';
import { hexDecode } from '../encoding/hex.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { readShape } from '../json/document.ts';
import { isJsonObject, textOf } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { parsePublicKeyDer } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/types.ts';
import { limit } from '../limits.ts';
import {
  bytesShape,
  isWithin,
  listShape,
  someBytesShape,
  type TimeRange,
  textShape,
  timeRangeShape,
} from './proto-json.ts';

/** Most logs or authorities of one kind. */
const AUTHORITIES_MAX = limit('sigstoreAuthorities');
const CHAIN_MAX = limit('sigstoreChain');

const MEDIA_TYPES: readonly string[] = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot+json;version=0.2',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
];

const logShape = v.object({
  baseUrl: textShape,
  hashAlgorithm: v.nullish(v.string()),
  publicKey: v.object({
    rawBytes: someBytesShape,
    keyDetails: v.string(),
    validFor: v.nullish(timeRangeShape, null),
  }),
  logId: v.nullish(v.object({ keyId: bytesShape })),
  checkpointKeyId: v.nullish(v.object({ keyId: bytesShape })),
});

const authorityShape = v.object({
  uri: textShape,
  certChain: v.object({
    certificates: v.pipe(
      v.array(v.object({ rawBytes: someBytesShape })),
      v.minLength(1),
      v.maxLength(CHAIN_MAX),
    ),
  }),
  validFor: v.nullish(timeRangeShape, null),
});

const trustedRootShape = v.object({
  tlogs: listShape(logShape, AUTHORITIES_MAX),
  certificateAuthorities: listShape(authorityShape, AUTHORITIES_MAX),
  ctlogs: listShape(logShape, AUTHORITIES_MAX),
  timestampAuthorities: listShape(authorityShape, AUTHORITIES_MAX),
});

/** A log for signatures or for certificates. */
export interface TrustedLog {
  /** Where the log is, without scheme: `rekor.sigstore.dev`. The name under which it signs its checkpoints. */
  readonly name: string;
  /** Identifies the log in entries and certificates. */
  readonly logId: Uint8Array;
  /** Begins each checkpoint signature of the log; null where only `logId` tells. */
  readonly checkpointKeyId: Uint8Array | null;
  /** The key, or why it cannot be used: logs of the past may have kinds of keys that are no longer read. */
  readonly key: PublicKey | string;
  readonly validFor: TimeRange | null;
}

/** A certificate authority or a timestamp authority: certificates in issuing order, the trust anchor last. DER. */
export interface TrustedAuthority {
  readonly certificates: readonly Uint8Array[];
  readonly validFor: TimeRange | null;
}

export interface SigstoreTrustedRoot {
  readonly logs: readonly TrustedLog[];
  readonly certificateAuthorities: readonly TrustedAuthority[];
  readonly certificateLogs: readonly TrustedLog[];
  readonly timestampAuthorities: readonly TrustedAuthority[];
  /** Label of the file. */
  readonly source: string;
}

/**
 * Reads a trusted root.
 * @param source names it in errors and reports
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION for another media type
 */
export function parseTrustedRoot(bytes: Uint8Array, source: string): SigstoreTrustedRoot {
  const value = parseStrictJson(bytes, source);
  const mediaType = isJsonObject(value) ? value['mediaType'] : undefined;
  if (!MEDIA_TYPES.includes(textOf(mediaType ?? null))) {
    const received = (JSON.stringify(mediaType) ?? 'none').slice(0, 100);
    throw new StellaError(
      'UNSUPPORTED_VERSION',
      `${source} has the media type ${received}, expected a Sigstore trusted root of version 0.1 or 0.2`,
      {
        details: { expected: MEDIA_TYPES },
        hint: 'give the trusted_root.json that the operator of the Sigstore instance publishes',
      },
    );
  }
  const root = readShape(trustedRootShape, value, source, 'INPUT_INVALID');
  return {
    logs: root.tlogs.map(logOf),
    certificateAuthorities: root.certificateAuthorities.map(authorityOf),
    certificateLogs: root.ctlogs.map(logOf),
    timestampAuthorities: root.timestampAuthorities.map(authorityOf),
    source,
  };
}

/** Those that may be relied on for something that happened then. */
export function inForceAt<T extends { readonly validFor: TimeRange | null }>(
  items: readonly T[],
  milliseconds: number,
): readonly T[] {
  return items.filter(({ validFor }) => isWithin(validFor, milliseconds));
}

function logOf(log: v.InferOutput<typeof logShape>): TrustedLog {
  const { rawBytes, keyDetails, validFor } = log.publicKey;
  const checkpointKeyId = log.checkpointKeyId?.keyId ?? new Uint8Array();
  const hasOtherHash = log.hashAlgorithm != null && log.hashAlgorithm !== 'SHA2_256';
  return {
    name: log.baseUrl.replace(/^[a-z]+:\/\//, '').replace(/\/$/, ''),
    logId: log.logId?.keyId ?? new Uint8Array(),
    checkpointKeyId: checkpointKeyId.length === 0 ? null : checkpointKeyId,
    key: hasOtherHash ? 'its tree is not over SHA-256' : keyOf(rawBytes, keyDetails),
    validFor,
  };
}

function authorityOf({ certChain, validFor }: v.InferOutput<typeof authorityShape>): TrustedAuthority {
  return { certificates: certChain.certificates.map(({ rawBytes }) => rawBytes), validFor };
}

/** `PKCS1_…` are bare RSAPublicKey structures (RFC 8017 appendix A.1.1), all others SubjectPublicKeyInfo. */
function keyOf(rawBytes: Uint8Array, keyDetails: string): PublicKey | string {
  try {
    return parsePublicKeyDer(keyDetails.startsWith('PKCS1_') ? spkiOfRsaKey(rawBytes) : rawBytes);
  } catch (error) {
    if (isStellaError(error)) return error.message;
    throw error;
  }
}

function spkiOfRsaKey(rsaPublicKey: Uint8Array): Uint8Array {
  const rsaEncryption = hexDecode('300d06092a864886f70d0101010500');
  return derEncode(
    DER_TAG.sequence,
    rsaEncryption,
    derEncode(DER_TAG.bitString, Uint8Array.of(0), rsaPublicKey),
  );
}
