/**
 * Makes a store with many scans, without a kit or an SBOM for each: `node scripts/bench/many-scans.ts HOME COUNT`. Every scan has
 * a manifest and a score of its own; what they share is shared. For benchmarks and tests of export, verification and retention.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goldenManifest, goldenScore } from '../../fixtures/generate/vectors-documents.ts';
import type { LedgerAuthor } from '../../src/app/ports/ledger.ts';
import type { Digest } from '../../src/core/digest/sha256.ts';
import { canonicalBytes } from '../../src/core/json/canonical-json.ts';
import { manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { rootHashOf } from '../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../src/core/proof/score-leaves.ts';
import { formatTimestamp } from '../../src/core/time/timestamp.ts';
import { openDatabase } from '../../src/io/store/database.ts';
import { SqliteLedger } from '../../src/io/store/ledger.ts';
import { DATABASE_FILE, openStore } from '../../src/io/store/open-store.ts';

const FIRST_SCAN_MS = Date.parse('2024-01-01T00:00:00Z');
/** What the ledger says of who made these scans. */
const AUTHOR: LedgerAuthor = {
  actor: { user: 'bench', host: 'bench' },
  tool: { name: 'many-scans', version: '1' },
  now: () => '2024-01-01T00:00:00Z',
};

const BETWEEN_SCANS_MS = 47 * 60 * 1000;

/** Ids `scan-00000` and so on, one every 47 minutes from the first day of 2024. */
export function makeManyScans(home: string, count: number): void {
  const store = openStore(home, 'create', AUTHOR);
  const golden = goldenManifest('a');
  insertFeed(home, golden.inputs.feed.digest);
  for (let i = 0; i < count; i++) {
    const scannedAt = formatTimestamp(FIRST_SCAN_MS + i * BETWEEN_SCANS_MS) as string;
    const scanId = `scan-${String(i).padStart(5, '0')}`;
    const manifest = { ...golden, scanId, scannedAt, freezeTimestamp: scannedAt };
    const manifestHash = manifestHashOf(manifest);
    const score = { ...goldenScore('a'), scanId, manifestHash, freezeTimestamp: scannedAt };
    store.scans.record(
      { scanId, manifestHash, scannedAt, recordedAt: scannedAt, importedBundle: null, environment: null },
      {
        scanId,
        manifestHash,
        kind: 'original',
        derivation: null,
        manifest,
        createdAt: scannedAt,
        rootHash: rootHashOf(scoreLeaves(manifest, score)),
        scoreDigest: store.blobs.put(canonicalBytes(score)),
        score: score.score,
        severity: score.severity,
        verdict: score.verdict,
        findingsCount: score.findings.length,
      },
    );
  }
  store.close();
}

/** Manifests refer to a snapshot that the store knows, and its ledger too. */
function insertFeed(home: string, digest: Digest): void {
  const database = openDatabase(join(home, DATABASE_FILE), () => undefined);
  const insert = database.prepare(
    `INSERT OR IGNORE INTO feed_snapshot (feed_hash, captured_at, imported_at, kit_id, descriptor)
     VALUES (?, '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z', 'many-scans', x'7b7d')`,
  );
  const note = { action: 'kit.activate', subject: 'many-scans' } as const;
  const scope = { table: 'feed_snapshot', key: digest } as const;
  const ledger = new SqliteLedger(database, AUTHOR);
  database.transaction(() => ledger.recorded(note, [scope], () => insert.run(digest))).immediate();
  database.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [home, count] = process.argv.slice(2);
  if (home === undefined) throw new Error('usage: node scripts/bench/many-scans.ts HOME [COUNT]');
  makeManyScans(home, Number(count ?? 10_000));
}
