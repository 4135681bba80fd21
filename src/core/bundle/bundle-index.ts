/** `index.json` of an export: which bundle file is of which scan, with digests (docs/formats.md, bundle index). */
import * as v from 'valibot';
import type { DocumentFormat } from '../json/document.ts';
import { countShape, digestShape, scanIdShape, timestampShape } from '../json/shapes.ts';

const dayShape = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

const bundleIndexShape = v.strictObject({
  schema: v.literal('stella.bundle-index/v1'),
  since: dayShape,
  until: dayShape,
  /** Sorted by `file`. */
  bundles: v.array(
    v.strictObject({
      file: v.string(),
      digest: digestShape,
      size: countShape,
      scanId: scanIdShape,
      scannedAt: timestampShape,
      manifestHash: digestShape,
      rootHash: digestShape,
    }),
  ),
});

export type BundleIndex = v.InferOutput<typeof bundleIndexShape>;

export const BUNDLE_INDEX_FORMAT = {
  schemaName: 'stella.bundle-index/v1',
  what: 'index.json',
  shape: bundleIndexShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof bundleIndexShape>;
