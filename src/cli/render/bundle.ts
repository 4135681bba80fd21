/** Bundles that were written, for people. */
import type { ExportReport } from '../../app/bundle/export-bundles.ts';
import type { BundleRow } from '../../app/ports/scans.ts';
import type { BundleComparison } from '../../app/score/root-hash.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export function renderBundle(
  { bundle, ...row }: BundleRow & { readonly bundle: string },
  style: Style,
): string {
  return renderPairs(
    [
      ['bundle', bundle],
      ['scan', row.scanId],
      ['size', `${row.bundleSizeBytes} bytes`],
      ['digest', row.bundleDigest],
      ['root hash', row.rootHash],
      ['key', row.keyid],
      ['signature', row.origin === 'imported' ? "the issuer's, as imported" : 'made here'],
    ],
    style,
  );
}

export function renderExport(output: string, report: ExportReport, style: Style): string {
  return renderPairs(
    [
      ['archive', output],
      ['days', `${report.since ?? 'the first'} to ${report.until ?? 'the last'}`],
      ...(report.scan === null ? [] : [['scans', report.scan] as const]),
      ['bundles', report.exported],
      ['bytes', report.totalBytes],
      ['files there already', report.unchanged],
      ['index', report.indexDigest],
      ['index signed by', report.indexKeyid ?? 'nobody'],
    ],
    style,
  );
}

export function renderComparison({ same, a, b }: BundleComparison, style: Style): string {
  const { chalk } = style;
  const rows = [a, b].map(({ rootHash, scanId, manifestHash }) => [rootHash, scanId, manifestHash]);
  return [
    same ? chalk.green('The same root hash.') : chalk.red('Different root hashes.'),
    '\n\n',
    renderTable([{ head: 'ROOT HASH' }, { head: 'SCAN' }, { head: 'MANIFEST' }], rows, style),
    '\nThe signatures were not looked at.\n',
  ].join('');
}
