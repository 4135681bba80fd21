/** `index.json` of an export: which bundle file is of which scan, with digests (docs/formats.md, section 12). */
import * as v from 'valibot';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, scanIdShape, timestampShape } from '../json/shapes.ts';

/** Names in an archive that are no bundles. */
export const INDEX_FILE = 'index.json';
export const INDEX_ENVELOPE_FILE = 'index.dsse.json';
export const INDEX_CERTIFICATE_FILE = 'index.certificate.pem';

/** True for the index, its signature and its certificate. */
export function isIndexFile(name: string): boolean {
  return name === INDEX_FILE || name === INDEX_ENVELOPE_FILE || name === INDEX_CERTIFICATE_FILE;
}

/** What a bundle's file name ends in. */
export const BUNDLE_SUFFIX = '.tar.gz';

/** YYYY-MM-DD. */
export const dayShape = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

/** A bundle stands beside its index: one step, nothing that climbs. */
const bundleFileShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\.tar\.gz$/));

/** What was asked for; null restricts nothing. */
export const selectionEntries = {
  since: v.nullable(dayShape),
  until: v.nullable(dayShape),
  /** Glob over scan ids. */
  scan: v.nullable(v.string()),
};

const bundleIndexShape = v.strictObject({
  schema: v.literal('stella.bundle-index/v1'),
  ...selectionEntries,
  /** Sorted by `file`, each once. */
  bundles: v.pipe(
    v.array(
      v.strictObject({
        file: bundleFileShape,
        digest: digestShape,
        size: countShape,
        scanId: scanIdShape,
        scannedAt: timestampShape,
        manifestHash: digestShape,
        rootHash: digestShape,
      }),
    ),
    v.check((bundles) => isSortedByFile(bundles), 'expected bundles sorted by file, each once'),
  ),
});

export type BundleIndex = v.InferOutput<typeof bundleIndexShape>;
export type IndexedBundle = BundleIndex['bundles'][number];

export const BUNDLE_INDEX_FORMAT = {
  schemaName: 'stella.bundle-index/v1',
  what: INDEX_FILE,
  shape: bundleIndexShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof bundleIndexShape>;

/**
 * Reads the canonical bytes of an index.
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseBundleIndex(bytes: Uint8Array): BundleIndex {
  return parseCanonicalDocument(BUNDLE_INDEX_FORMAT, bytes);
}

/** File names are ASCII, so the order of the text is that of its bytes. */
function isSortedByFile(bundles: readonly { readonly file: string }[]): boolean {
  return bundles.every(({ file }, i) => i === 0 || (bundles[i - 1]?.file ?? '') < file);
}
