/** What the store's logs say, for people. */
import type { BundleStatistics, NondeterminismReport } from '../../app/audit/audit-queries.ts';
import type { ManifestHistoryRow } from '../../app/ports/audit-queries.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export function renderManifestHistory(manifests: readonly ManifestHistoryRow[], style: Style): string {
  return manifests
    .map(({ manifestHash, sbomHash, rulesHash, policyHash, feedHash, createdAt }) =>
      renderPairs(
        [
          ['manifest', manifestHash],
          ['created at', createdAt],
          ['sbom', sbomHash],
          ['rules', rulesHash],
          ['policy', policyHash],
          ['feed', feedHash],
        ],
        style,
      ),
    )
    .join('\n');
}

export function renderNondeterminism({ scans, mismatches }: NondeterminismReport, style: Style): string {
  if (scans.length + mismatches.length === 0) return 'Every replay gave the root hash that is recorded.\n';
  return [
    scans.length === 0 ? 'No scan has replays of different root hashes.\n' : '',
    scans.length === 0
      ? ''
      : renderTable(
          [
            { head: 'SCAN' },
            { head: 'ROOT HASHES', align: 'right' },
            { head: 'FIRST REPLAY' },
            { head: 'LAST REPLAY' },
          ],
          scans.map((row) => [row.scanId, row.uniqueHashes, row.firstReplay, row.lastReplay]),
          style,
        ),
    ...mismatches.map(
      (row) =>
        `\n${renderPairs(
          [
            ['scan', row.scanId],
            ['manifest', row.manifestHash],
            ['recorded root', row.expectedRootHash],
            ['replayed root', row.rootHash],
            ['replays', row.replays],
            ['last', row.lastReplay],
          ],
          style,
        )}`,
    ),
  ].join('');
}

export function renderBundleStatistics({ after, days }: BundleStatistics, style: Style): string {
  if (days.length === 0) return `No bundle was made after ${after}.\n`;
  return renderTable(
    [
      { head: 'DAY' },
      { head: 'BUNDLES', align: 'right' },
      { head: 'AVERAGE BYTES', align: 'right' },
      { head: 'TOTAL BYTES', align: 'right' },
    ],
    days.map((row) => [row.day, row.bundlesCreated, Math.round(row.avgSize), row.totalSize]),
    style,
  );
}
