/** Which blobs the store needs: everything that a row of it names. */
import type { Digest } from '../../core/digest/sha256.ts';
import { parseUnverifiedKit } from '../../core/kit/verify-kit.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import type { Database } from './database.ts';

/** What does not count. */
export interface Disregarded {
  readonly kits?: readonly Digest[];
  /** Ids. */
  readonly scans?: ReadonlySet<string>;
}

/**
 * @throws StellaError for a manifest or a kit that cannot be read: then nothing may be taken away
 */
export function blobsInUse(database: Database, without: Disregarded): Set<Digest> {
  const { kits = [], scans = new Set() } = without;
  const inUse = new Set<Digest>();
  const named = database
    .prepare<[], { digest: Digest; scanId: string | null }>(
      `SELECT bundle_hash AS digest, scan_id AS scanId FROM proof_bundle
       UNION ALL SELECT score_hash, scan_id FROM manifest UNION ALL SELECT digest, NULL FROM document`,
    )
    .iterate();
  for (const { digest, scanId } of named) if (scanId === null || !scans.has(scanId)) inUse.add(digest);
  const manifests = database
    .prepare<[], { document: Buffer; scanId: string }>('SELECT document, scan_id AS scanId FROM manifest')
    .iterate();
  for (const { document, scanId } of manifests) {
    if (scans.has(scanId)) continue;
    for (const digest of inputDigests(new Uint8Array(document))) inUse.add(digest);
  }
  const envelopes = database.prepare<[], Buffer>('SELECT envelope FROM kit').pluck().iterate();
  for (const envelope of envelopes) {
    const kit = parseUnverifiedKit(envelope);
    if (kits.includes(kit.digest)) continue;
    for (const { kind, digest } of kit.statement.entries) if (kind === 'vex') inUse.add(digest);
  }
  return inUse;
}

/** The inputs that a manifest's canonical bytes name, the feed snapshot apart. */
export function inputDigests(document: Uint8Array): Digest[] {
  const { sbom, rules, policy, vex, evidence } = parseManifest(document).inputs;
  return [sbom, rules, policy, ...vex, ...(evidence === undefined ? [] : [evidence])].map(
    ({ digest }) => digest,
  );
}
