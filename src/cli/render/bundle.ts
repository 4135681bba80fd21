/** Bundles that were written, for people. */
import type { ExportReport } from '../../app/export-bundles.ts';
import type { BundleRow } from '../../app/ports.ts';
import type { Style } from '../terminal.ts';
import { renderPairs } from './layout.ts';

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

export function renderExport(folder: string, report: ExportReport, style: Style): string {
  return renderPairs(
    [
      ['folder', folder],
      ['days', `${report.since} to ${report.until}`],
      ['bundles', `${report.exported}, ${report.unchanged} of them there already`],
      ['bytes', report.totalBytes],
      ['index', report.indexDigest],
    ],
    style,
  );
}
