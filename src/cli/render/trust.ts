/** Trust roots, for people. */
import type { TrustRow } from '../../app/ports/trust.ts';
import type { ClockReport } from '../../app/proof/verification-time.ts';
import type { AddedRoot } from '../../app/trust/trust-roots.ts';
import { type Style, safeText } from '../terminal.ts';
import { fingerprintText, renderPairs, renderTable } from './layout.ts';

export function renderTrustList(roots: readonly TrustRow[], isGrouped: boolean, style: Style): string {
  if (roots.length === 0) return 'The store trusts nobody yet. Add an issuer with "stella trust add FILE".\n';
  return renderTable(
    [{ head: 'FINGERPRINT' }, { head: 'KIND' }, { head: 'ORIGIN' }, { head: 'ADDED' }],
    roots.map(({ fingerprint, kind, origin, addedAt }) => [
      fingerprintText(fingerprint, isGrouped),
      kind,
      origin,
      addedAt,
    ]),
    style,
  );
}

export function renderAddedRoots(roots: readonly AddedRoot[], isGrouped: boolean, { chalk }: Style): string {
  return roots
    .map(
      ({ fingerprint, kind, isNew }) =>
        `${chalk.green(isNew ? 'Trusted' : 'Already trusted')}: ${kind} ${fingerprintText(fingerprint, isGrouped)}\n`,
    )
    .join('');
}

export function renderRemovedRoot({ fingerprint, kind, origin }: TrustRow, { chalk }: Style): string {
  return `${chalk.yellow('No longer trusted')}: ${kind} ${fingerprint} (from ${safeText(origin)})\n`;
}

export function renderClock({ now, floor, isBehind }: ClockReport, style: Style): string {
  return renderPairs(
    [
      ['clock', isBehind ? `${now}, which is behind` : now],
      ['time floor', floor?.time ?? 'none: the store has seen nothing signed'],
      ...(floor === null ? [] : [['from', floor.source] as const]),
    ],
    style,
  );
}
