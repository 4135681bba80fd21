/** Scans taken in, held, released and deleted, for people. */

import type { HoldRow } from '../../app/ports/scans.ts';
import type { ScanImport } from '../../app/scan/import-scan.ts';
import type { DeletionReport, HoldRelease } from '../../app/scan/keep-scan.ts';
import type { Style } from '../terminal.ts';
import { formatScore, renderList, renderPairs } from './layout.ts';

export function renderScanImport(imported: ScanImport, style: Style): string {
  const { chalk } = style;
  return [
    imported.isNew
      ? chalk.green('The bundle is verified; its scan is in the store.\n\n')
      : chalk.green('The bundle is verified; the store had its scan already.\n\n'),
    renderPairs(
      [
        ['scan', imported.scanId],
        ['scanned at', imported.scannedAt],
        ['score', `${formatScore(imported.score)} (${imported.severity})`],
        ['findings', imported.findingsCount],
        ['manifest', imported.manifestHash],
        ['root hash', imported.rootHash],
        ['signed by', imported.signers.join(', ')],
      ],
      style,
    ),
    renderList(
      'Not in the store, and needed to replay it',
      imported.missing.map(({ input, digest }) => `${input} ${digest}`),
      style,
    ),
  ].join('');
}

export function renderDeletion(deletion: DeletionReport, { chalk, ...style }: Style): string {
  const { scanId, manifests, replays, bundles, blobs, bytes, isDryRun } = deletion;
  return [
    isDryRun
      ? chalk.yellow(`Nothing was changed. With the scan ${scanId} would go:\n\n`)
      : `The scan ${scanId} is deleted. With it went:\n\n`,
    renderPairs(
      [
        ['manifests', manifests],
        ['replays', replays],
        ['bundles', bundles],
        ['files', `${blobs} that nothing else needs (${bytes} bytes)`],
      ],
      { chalk, ...style },
    ),
  ].join('');
}

export function renderHold({ scanId, reason, heldAt }: HoldRow, style: Style): string {
  return renderPairs(
    [
      ['scan', scanId],
      ['held since', heldAt],
      ['reason', reason],
    ],
    style,
  );
}

export function renderRelease({ scanId, released, releasedAt, reason }: HoldRelease, style: Style): string {
  return renderPairs(
    [
      ['scan', scanId],
      ['held since', `${released.heldAt}: ${released.reason}`],
      ['released at', releasedAt],
      ['reason', reason],
    ],
    style,
  );
}
