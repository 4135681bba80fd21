/**
 * Checks a whole store: the ledger against the rows, the database file, every blob against its digest, every scan's result against
 * its manifest, and every feed snapshot against its descriptor. All checks run, whatever one of them finds.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { isStellaError } from '../../core/errors.ts';
import type { LedgerProblem } from '../../core/ledger/read-ledger.ts';
import { rootHashOf } from '../../core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../core/proof/score-leaves.ts';
import type { Progress } from '../ports/progress.ts';
import type { ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { blobInputs } from '../score/input-source.ts';
import { recordedScore } from '../score/replay-score.ts';
import { type VerifyLedgerPorts, verifyLedger } from './audit-ledger.ts';
import { requireStore } from './ledger.ts';

export interface StoreCheck {
  readonly name: 'ledger' | 'database' | 'blobs' | 'scans' | 'feeds';
  readonly result: 'pass' | 'fail';
  /** Things looked at: rows, blobs, manifests, snapshots. */
  readonly checked: number;
  readonly problems: readonly LedgerProblem[];
}

export interface StoreAudit {
  readonly verified: boolean;
  readonly checkedAt: string;
  readonly checks: readonly StoreCheck[];
}

export interface AuditStorePorts extends VerifyLedgerPorts {
  readonly progress: Progress;
}

/** Collects what a check finds; `attempt` takes an error of the store itself for a finding. */
class Findings {
  readonly problems: LedgerProblem[] = [];
  checked = 0;

  add(what: string, problem: string, expected: string | null = null, received: string | null = null): void {
    this.problems.push({ what, problem, expected, received });
  }

  attempt(what: string, work: () => void): void {
    this.checked++;
    try {
      work();
    } catch (error) {
      if (!isStellaError(error)) throw error;
      this.add(what, error.message);
    }
  }
}

/** @throws StellaError INPUT_MISSING when there is no store */
export function auditStore(ports: AuditStorePorts): StoreAudit {
  const { store, clock, progress } = ports;
  requireStore(store);
  const checks: [StoreCheck['name'], (findings: Findings) => void][] = [
    ['ledger', (findings) => checkLedger(findings, ports)],
    ['database', (findings) => checkDatabase(findings, store)],
    ['blobs', (findings) => checkBlobs(findings, store)],
    ['scans', (findings) => checkScans(findings, store)],
    ['feeds', (findings) => checkFeeds(findings, store)],
  ];
  const results = checks.map(([name, check]): StoreCheck => {
    const findings = new Findings();
    progress.start(`checking ${name}`, null);
    findings.attempt(name, () => check(findings));
    progress.stop();
    const { problems, checked } = findings;
    // The check itself was one attempt.
    return { name, result: problems.length === 0 ? 'pass' : 'fail', checked: checked - 1, problems };
  });
  return {
    verified: results.every(({ result }) => result === 'pass'),
    checkedAt: clock.now(),
    checks: results,
  };
}

function checkLedger(findings: Findings, ports: VerifyLedgerPorts): void {
  const { ledger, rows, problems } = verifyLedger(ports);
  findings.checked += ledger.size + rows;
  findings.problems.push(...problems);
}

function checkDatabase(findings: Findings, store: Store): void {
  findings.checked++;
  for (const damage of store.damages()) findings.add('scanner.db', damage);
}

function checkBlobs(findings: Findings, store: Store): void {
  const present = new Set<Digest>();
  for (const { digest } of store.blobs.list()) {
    present.add(digest);
    findings.attempt(`blob ${digest}`, () => store.blobs.get(digest, 'the blob'));
  }
  const unbrought = inputsNeverBrought(store);
  for (const digest of store.blobsInUse([]))
    if (!present.has(digest) && !unbrought.has(digest))
      findings.add(`blob ${digest}`, 'it is needed, and gone from the store', digest);
}

/** Inputs that only scans from bundles name: the store need not have them. */
function inputsNeverBrought(store: Store): Set<Digest> {
  const [optional, needed] = [new Set<Digest>(), new Set<Digest>()];
  for (const { scanId, importedBundle } of store.scans.list()) {
    for (const { kind, manifest } of store.scans.history(scanId)) {
      const named = importedBundle !== null && kind === 'original' ? optional : needed;
      for (const { digest } of blobInputs(manifest)) named.add(digest);
    }
  }
  for (const kind of ['rules', 'policy'] as const)
    for (const { digest } of store.documents.list(kind)) needed.add(digest);
  for (const digest of needed) optional.delete(digest);
  return optional;
}

function checkScans(findings: Findings, store: Store): void {
  const feeds = new Set(store.feeds.list().map(({ digest }) => digest));
  for (const { scanId, importedBundle } of store.scans.list())
    findings.attempt(`scan ${scanId}`, () => {
      for (const row of store.scans.history(scanId)) {
        const what = `manifest ${row.manifestHash}`;
        findings.attempt(what, () => checkManifest(findings, what, row, store));
        for (const { bundleDigest, bundleSizeBytes } of store.scans.bundles(row.manifestHash))
          if (store.blobs.has(bundleDigest) && store.blobs.size(bundleDigest) !== bundleSizeBytes)
            findings.add(`bundle ${bundleDigest}`, `it does not have ${bundleSizeBytes} bytes`, bundleDigest);
        const { digest } = row.manifest.inputs.feed;
        if (importedBundle === null && !feeds.has(digest))
          findings.add(what, 'its feed snapshot is gone from the store', digest);
      }
    });
}

function checkManifest(findings: Findings, what: string, row: ManifestRow, store: Store): void {
  const score = recordedScore(store, row);
  const rootHash = rootHashOf(scoreLeaves(row.manifest, score));
  if (rootHash !== row.rootHash)
    findings.add(what, 'its root hash is not that of its score', row.rootHash, rootHash);
}

function checkFeeds(findings: Findings, store: Store): void {
  for (const { digest } of store.feeds.list())
    findings.attempt(`feed ${digest}`, () => checkFeed(findings, digest, store));
  for (const digest of store.feeds.alteredRecords())
    findings.add(`advisory ${digest}`, 'the record does not have this digest or this id', digest);
}

function checkFeed(findings: Findings, digest: Digest, store: Store): void {
  const what = `feed ${digest}`;
  const descriptor = store.feeds.descriptor(digest);
  if (descriptor === null) return;
  const { index, epssIndex, kevIndex } = descriptor;
  const found = store.feedIndexer.indexesOf(store.feedIndexer.sourcesOf(digest));
  for (const [name, expected, received] of [
    ['packages', index, found.index],
    ['EPSS', epssIndex, found.epssIndex],
    ['KEV', kevIndex, found.kevIndex],
  ] as const) {
    if (expected?.rootHash !== received?.rootHash || expected?.treeSize !== received?.treeSize) {
      findings.add(
        what,
        `the index of its ${name} is not the one of its descriptor: records were edited, added or taken away`,
        expected?.rootHash ?? null,
        received?.rootHash ?? null,
      );
    }
  }
}
