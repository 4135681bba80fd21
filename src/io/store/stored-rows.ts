/**
 * The forms of rows as they are read. SQLite keeps types, but not what a text may say: a file that was edited or damaged may hold
 * anything, and nothing of it goes any further than here.
 */
import * as v from 'valibot';
import type { DocumentRow } from '../../app/ports/documents.ts';
import type { FeedRow } from '../../app/ports/feeds.ts';
import type { KitRow } from '../../app/ports/kits.ts';
import type { BundleRow, HoldRow, ManifestRow, ScanRow } from '../../app/ports/scans.ts';
import type { TrustRow } from '../../app/ports/trust.ts';
import { StellaError } from '../../core/errors.ts';
import {
  countShape,
  digestShape,
  scanIdShape,
  scoreShape,
  severityShape,
  timestampShape,
  verdictShape,
} from '../../core/json/shapes.ts';

const manifestKindShape = v.picklist(['original', 'derived']);

export const scanRowShape = v.object({
  scanId: scanIdShape,
  manifestHash: digestShape,
  scannedAt: timestampShape,
  recordedAt: timestampShape,
  importedBundle: v.nullable(digestShape),
  environment: v.nullable(v.picklist(['production', 'staging', 'development'])),
}) satisfies RowShape<ScanRow>;

export const holdRowShape = v.object({
  scanId: scanIdShape,
  reason: v.string(),
  heldAt: timestampShape,
}) satisfies RowShape<HoldRow>;

export const manifestRowShape = v.object({
  scanId: scanIdShape,
  manifestHash: digestShape,
  kind: manifestKindShape,
  derivation: v.nullable(v.picklist(['freeze', 'what-if'])),
  document: v.instance(Uint8Array),
  createdAt: timestampShape,
  rootHash: digestShape,
  scoreDigest: digestShape,
  score: scoreShape,
  severity: severityShape,
  verdict: verdictShape,
  findingsCount: countShape,
}) satisfies RowShape<Omit<ManifestRow, 'manifest'> & { document: Uint8Array }>;

export const bundleRowShape = v.object({
  scanId: scanIdShape,
  manifestHash: digestShape,
  rootHash: digestShape,
  bundleDigest: digestShape,
  bundleSizeBytes: countShape,
  createdAt: timestampShape,
  keyid: v.string(),
  origin: v.picklist(['signed', 'imported']),
}) satisfies RowShape<BundleRow>;

export const documentRowShape = v.object({
  kind: v.picklist(['rules', 'policy']),
  name: v.string(),
  version: v.string(),
  digest: digestShape,
  size: countShape,
  origin: v.string(),
  addedAt: timestampShape,
}) satisfies RowShape<DocumentRow>;

export const feedRowShape = v.object({
  digest: digestShape,
  capturedAt: timestampShape,
  importedAt: timestampShape,
  kitId: v.string(),
  isActive: v.boolean(),
}) satisfies RowShape<FeedRow>;

/** The fingerprint names a file: an edited one must not lead anywhere else. */
export const trustRowShape = v.object({
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  kind: v.picklist(['key', 'certificate']),
  pem: v.string(),
  origin: v.string(),
  addedAt: timestampShape,
}) satisfies RowShape<TrustRow>;

export const kitRowShape = v.object({
  digest: digestShape,
  kitId: v.string(),
  sequence: countShape,
  createdAt: timestampShape,
  expiresAt: v.nullable(timestampShape),
  feedDigest: v.nullable(digestShape),
  signers: v.array(v.string()),
  importedAt: timestampShape,
  active: v.nullable(
    v.object({
      activatedAt: timestampShape,
      forcedReason: v.nullable(v.string()),
      sequenceFloor: countShape,
      rolledBack: v.nullable(v.object({ from: digestShape, reason: v.string() })),
    }),
  ),
}) satisfies RowShape<KitRow>;

type RowShape<Row> = v.GenericSchema<unknown, Row>;

/**
 * Returns the row when it has this form.
 * @throws StellaError STORE_CORRUPT, naming the member
 */
export function checkRow<Row>(shape: RowShape<Row>, row: unknown, what: string): Row {
  const result = v.safeParse(shape, row, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const member = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
  throw new StellaError(
    'STORE_CORRUPT',
    `${what} in the store is malformed at ${member}: received ${issue.received.slice(0, 100)}`,
    {
      hint: 'the store was edited or damaged: see "stella audit store", then restore it from a backup',
    },
  );
}
