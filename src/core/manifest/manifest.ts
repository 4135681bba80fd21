/** The manifest: the content-addressed record of everything that a score is computed from (formats.md section 2). */
import * as v from 'valibot';
import { type Digest, digestOf } from '../digest/sha256.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, hashHexShape, scanIdShape, timestampShape } from '../json/shapes.ts';

const inputShape = v.strictObject({ digest: digestShape, mediaType: v.string(), size: countShape });

const namedInputShape = v.strictObject({ ...inputShape.entries, name: v.string(), version: v.string() });

const sortedInputsShape = v.pipe(
  v.array(inputShape),
  v.check((inputs) => isSortedByDigest(inputs), 'expected an array sorted by digest, without repetition'),
);

export const manifestShape = v.strictObject({
  schema: v.literal('stella.manifest/v1'),
  scanId: scanIdShape,
  subject: v.exactOptional(
    v.strictObject({ name: v.string(), digest: v.strictObject({ sha256: hashHexShape }) }),
  ),
  scannedAt: timestampShape,
  freezeTimestamp: timestampShape,
  engine: v.strictObject({ name: v.string(), version: v.string() }),
  inputs: v.strictObject({
    sbom: inputShape,
    rules: namedInputShape,
    policy: namedInputShape,
    feed: v.strictObject({ digest: digestShape, capturedAt: timestampShape }),
    vex: sortedInputsShape,
    evidence: v.exactOptional(inputShape),
  }),
});

export type Manifest = v.InferOutput<typeof manifestShape>;
export type ManifestInput = v.InferOutput<typeof inputShape>;
export type NamedManifestInput = v.InferOutput<typeof namedInputShape>;

export const MANIFEST_FORMAT = {
  schemaName: 'stella.manifest/v1',
  what: 'manifest.json',
  shape: manifestShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof manifestShape>;

/**
 * Reads the canonical bytes of a manifest.
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  return parseCanonicalDocument(MANIFEST_FORMAT, bytes);
}

/** manifestHash: SHA-256 over the manifest's canonical bytes. */
export function manifestHashOf(manifest: Manifest): Digest {
  return digestOf(canonicalBytes(manifest));
}

function isSortedByDigest(inputs: readonly ManifestInput[]): boolean {
  return inputs.every((input, i) => {
    const previous = inputs[i - 1];
    return previous === undefined || compareUtf8(previous.digest, input.digest) < 0;
  });
}
