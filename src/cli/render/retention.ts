/** Retention of scans, for people. */

import type { KeptFor } from '../../app/ports/scans.ts';
import type { ScanAssignment } from '../../app/scan/keep-scan.ts';
import type { ScanPruneReport } from '../../app/scan/prune-scans.ts';
import type { Style } from '../terminal.ts';
import { renderList, renderPairs, renderTable } from './layout.ts';
import { pruneHeadline } from './prune-headline.ts';

export function renderScanPrune(report: ScanPruneReport, style: Style): string {
  const { result, environment, retention, before, scans, kept, leftovers, feedsUnnamed } = report;
  return [
    `${pruneHeadline(result, style)}\n\n`,
    renderPairs(
      [
        ['environment', environment],
        ['kept', `${retention}: scans from before ${before} go`],
        ['scans', scans.length],
        ['manifests', report.manifests],
        ['replays', report.replays],
        ['bundles', report.bundles],
        ['files', `${report.blobs.count} that nothing else needs (${report.blobs.bytes} bytes)`],
        ...(leftovers.count === 0
          ? []
          : [
              [
                'left over',
                `${leftovers.count} files that nothing names (${leftovers.bytes} bytes)`,
              ] as const,
            ]),
        ...freedPairs(report),
      ],
      style,
    ),
    result === 'dry-run' && scans.length > 0 ? `\n${renderScans(report, style)}` : '',
    renderList(
      'As old, and kept',
      kept.map(({ scanId, scannedAt, keptFor }) => `${scanId} (${scannedAt}): ${keptText(keptFor)}`),
      style,
    ),
    renderList(
      'Feed snapshots that no scan names; "stella offline prune" takes those that no kept kit needs',
      feedsUnnamed,
      style,
    ),
  ].join('');
}

function freedPairs({ result, database, freedBytes }: ScanPruneReport): [string, string][] {
  if (result === 'dry-run') return [];
  const text = database === null ? [] : [`${database.bytesBefore} bytes before, ${database.bytesAfter} now`];
  return [...text.map((sizes): [string, string] => ['database', sizes]), ['freed', `${freedBytes} bytes`]];
}

function renderScans({ scans }: ScanPruneReport, style: Style): string {
  return renderTable(
    [{ head: 'SCAN' }, { head: 'SCANNED AT' }, { head: 'DAYS', align: 'right' }, { head: 'ENVIRONMENT' }],
    scans.map(({ scanId, scannedAt, ageDays, environment }) => [scanId, scannedAt, ageDays, environment]),
    style,
  );
}

function keptText(keptFor: KeptFor): string {
  if (keptFor.kind === 'hold') return `legal hold since ${keptFor.heldAt}: ${keptFor.reason}`;
  if (keptFor.kind === 'kit') return 'the active kit brought it';
  return `its bundle carries the feed that ${keptFor.scanId} is replayed with`;
}

export function renderAssignment({ scanId, environment, before }: ScanAssignment, style: Style): string {
  return renderPairs(
    [
      ['scan', scanId],
      ['environment', environment],
      ['before', before ?? 'none said'],
    ],
    style,
  );
}
