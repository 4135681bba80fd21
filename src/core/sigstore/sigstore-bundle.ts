/**
 * Sigstore bundles (protobuf-specs, sigstore_bundle.proto): a signature with all that is needed to check it offline.
 *
 * | member                                             | proves                                                  |
 * | -------------------------------------------------- | ------------------------------------------------------- |
 * | dsseEnvelope or messageSignature                   | that a key signed a payload, or an artifact             |
 * | verificationMaterial.certificate (or chain)        | whose key that was, at the time of signing              |
 * | verificationMaterial.tlogEntries                   | that the signature stands in a public log, and since when |
 * | verificationMaterial.timestampVerificationData     | when it was made, by an RFC 3161 authority              |
 *
 * Parsing checks form alone; nothing in the value is verified.
 */

import * as v from 'valibot';
import { readEnvelope, type UnverifiedEnvelope } from '../dsse/envelope.ts';
import { StellaError } from '../errors.ts';
import { readShape } from '../json/document.ts';
import { isJsonObject, type JsonValue, textOf } from '../json/json-value.ts';
import { limit } from '../limits.ts';
import type { UnverifiedChain } from '../x509/certificate-pem.ts';
import { INTERMEDIATES_MAX } from '../x509/verify-chain.ts';
import { bytesShape, int64Shape, listShape, someBytesShape, textShape } from './proto-json.ts';

/** Most log entries, and most timestamps, in one bundle; each costs some signature checks. */
export const EVIDENCE_MAX = limit('sigstoreEvidence');
/** Most hashes in an inclusion proof: a tree of 2^64 leaves needs no more. */
const PROOF_HASHES_MAX = limit('sigstoreProofHashes');

export type BundleVersion = '0.1' | '0.2' | '0.3';

const VERSIONS: ReadonlyMap<string, BundleVersion> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', '0.1'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', '0.2'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', '0.3'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', '0.3'],
]);

const certificateShape = v.object({ rawBytes: someBytesShape });

const logEntryShape = v.object({
  /** Of the entry in the whole log, over all its shards. */
  logIndex: int64Shape,
  logId: v.object({ keyId: someBytesShape }),
  kindVersion: v.object({ kind: v.string(), version: v.string() }),
  /** Seconds since 1970. Means nothing without an inclusion promise. */
  integratedTime: int64Shape,
  inclusionPromise: v.nullish(v.object({ signedEntryTimestamp: someBytesShape }), null),
  inclusionProof: v.nullish(
    v.object({
      /** Of the entry in the tree that the proof is about. */
      logIndex: int64Shape,
      rootHash: bytesShape,
      treeSize: int64Shape,
      hashes: listShape(bytesShape, PROOF_HASHES_MAX),
      checkpoint: v.nullish(v.object({ envelope: textShape }), null),
    }),
    null,
  ),
  canonicalizedBody: someBytesShape,
});

/** What a transparency log says of the signature. */
export type LogEntry = v.InferOutput<typeof logEntryShape>;

const materialShape = v.object({
  publicKey: v.nullish(v.object({ hint: textShape })),
  x509CertificateChain: v.nullish(
    v.object({
      certificates: v.pipe(v.array(certificateShape), v.minLength(1), v.maxLength(1 + INTERMEDIATES_MAX)),
    }),
  ),
  certificate: v.nullish(certificateShape),
  tlogEntries: listShape(logEntryShape, EVIDENCE_MAX),
  timestampVerificationData: v.nullish(
    v.object({ rfc3161Timestamps: listShape(v.object({ signedTimestamp: someBytesShape }), EVIDENCE_MAX) }),
  ),
});

const HASH_NAMES = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' } as const;

const messageShape = v.object({
  messageDigest: v.nullish(
    v.object({ algorithm: v.picklist(['SHA2_256', 'SHA2_384', 'SHA2_512']), digest: someBytesShape }),
  ),
  signature: someBytesShape,
});

const bundleShape = v.object({
  verificationMaterial: materialShape,
  messageSignature: v.nullish(messageShape),
  dsseEnvelope: v.nullish(v.record(v.string(), v.any())),
});

/** What is signed: an envelope, or bytes that the bundle does not have. */
export type BundleContent =
  | { readonly kind: 'envelope'; readonly envelope: UnverifiedEnvelope; readonly signature: Uint8Array }
  | {
      readonly kind: 'message';
      readonly signature: Uint8Array;
      /** For finding the artifact; null when the bundle does not tell. */
      readonly digest: {
        readonly hash: (typeof HASH_NAMES)[keyof typeof HASH_NAMES];
        readonly value: Uint8Array;
      } | null;
    };

export interface SigstoreBundle {
  readonly version: BundleVersion;
  readonly content: BundleContent;
  /** A certificate and what came with it; null when a key signed that must be known otherwise. */
  readonly chain: UnverifiedChain | null;
  /** Names that key, in whatever way; unauthenticated. */
  readonly keyHint: string | null;
  readonly logEntries: readonly LogEntry[];
  /** RFC 3161 responses, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/**
 * Reads a bundle of version 0.1, 0.2 or 0.3.
 * @param what names it in errors
 * @throws StellaError UNSUPPORTED_VERSION for another media type, INPUT_INVALID for a bundle of the wrong form
 */
export function parseSigstoreBundle(value: JsonValue, what: string): SigstoreBundle {
  const mediaType = isJsonObject(value) ? value['mediaType'] : undefined;
  const version = VERSIONS.get(textOf(mediaType ?? null));
  if (version === undefined) {
    const received = (JSON.stringify(mediaType) ?? 'none').slice(0, 100);
    throw new StellaError(
      'UNSUPPORTED_VERSION',
      `${what} has the media type ${received}, expected a Sigstore bundle of version 0.1, 0.2 or 0.3`,
      { details: { expected: [...VERSIONS.keys()] } },
    );
  }
  const bundle = readShape(bundleShape, value, what, 'INPUT_INVALID');
  const { tlogEntries: logEntries, timestampVerificationData } = bundle.verificationMaterial;
  checkVersion(version, bundle.verificationMaterial, what);
  return {
    version,
    content: contentOf(bundle, what),
    chain: chainOf(bundle.verificationMaterial, what),
    keyHint: bundle.verificationMaterial.publicKey?.hint ?? null,
    logEntries,
    timestamps: (timestampVerificationData?.rfc3161Timestamps ?? []).map(
      ({ signedTimestamp }) => signedTimestamp,
    ),
  };
}

type Material = v.InferOutput<typeof materialShape>;

/** What the version asks for: a promise of each entry in 0.1, a proof since 0.2, and no chain since 0.3. */
function checkVersion(
  version: BundleVersion,
  { tlogEntries, x509CertificateChain }: Material,
  what: string,
): void {
  for (const [index, entry] of tlogEntries.entries()) {
    const place = `${what}, log entry ${index + 1}`;
    if (version === '0.1' && entry.inclusionPromise === null)
      throw invalid(`${place}: expected an inclusion promise, which version 0.1 rests on`);
    if (version !== '0.1' && entry.inclusionProof?.checkpoint == null)
      throw invalid(`${place}: expected an inclusion proof with a checkpoint, as since version 0.2`);
  }
  if (version === '0.3' && x509CertificateChain != null)
    throw invalid(`${what}: expected a single certificate, as since version 0.3, received a chain`);
}

function contentOf(bundle: v.InferOutput<typeof bundleShape>, what: string): BundleContent {
  const { messageSignature, dsseEnvelope } = bundle;
  if ((messageSignature == null) === (dsseEnvelope == null))
    throw invalid(`${what}: expected either an envelope or a message signature`);
  if (messageSignature != null) {
    const { messageDigest, signature } = messageSignature;
    const digest =
      messageDigest == null
        ? null
        : { hash: HASH_NAMES[messageDigest.algorithm], value: messageDigest.digest };
    return { kind: 'message', signature, digest };
  }
  const envelope = readEnvelope(dsseEnvelope as JsonValue, `${what}, the envelope`, 'INPUT_INVALID');
  const [only, ...more] = envelope.signatures;
  // One signature: the rest of the bundle is about one, and would say nothing of a second.
  if (only === undefined || more.length > 0 || only.signature.length === 0)
    throw invalid(
      `${what}: expected an envelope with exactly one signature, received ${envelope.signatures.length}`,
    );
  return { kind: 'envelope', envelope, signature: only.signature };
}

function chainOf(
  { publicKey, x509CertificateChain, certificate }: Material,
  what: string,
): UnverifiedChain | null {
  const given = [publicKey, x509CertificateChain, certificate].filter((choice) => choice != null);
  if (given.length !== 1)
    throw invalid(
      `${what}: expected a certificate, a chain or a key identifier, received ${given.length} of them`,
    );
  if (certificate != null) return { leaf: certificate.rawBytes, intermediates: [] };
  const [leaf, ...rest] = x509CertificateChain?.certificates ?? [];
  return leaf === undefined
    ? null
    : { leaf: leaf.rawBytes, intermediates: rest.map(({ rawBytes }) => rawBytes) };
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
