/** Going back to an earlier kit, and taking away old ones, for people. */
import type { PruneReport } from '../../app/kit/prune-store.ts';
import type { KitName, KitRollbackReport } from '../../app/kit/rollback-kit.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderList, renderPairs } from './layout.ts';
import { pruneHeadline } from './prune-headline.ts';

export function renderRollback(report: KitRollbackReport, style: Style): string {
  const { from, to, reason, feed, sequenceFloor, rules, policies, trustRoots } = report;
  return [
    `${style.chalk.green.bold('Rolled back')}: ${safeText(to.kitId)} is active again\n\n`,
    renderPairs(
      [
        ['active', `${to.kitId} (sequence ${to.sequence})`],
        ['digest', to.digest],
        ['rolled back', `${from.kitId} (sequence ${from.sequence})`],
        ['', from.digest],
        ['why', reason],
        ['feed', feed ?? 'none'],
        ['next kit', `must have a sequence above ${sequenceFloor}`],
      ],
      style,
    ),
    renderList('Rules no longer offered', rules, style),
    renderList('Policies no longer offered', policies, style),
    renderList('No longer trusted', trustRoots, style),
  ].join('');
}

export function renderPrune(report: PruneReport, style: Style): string {
  const { result, kept, kits, feeds, feedsKeptForScans, blobs, quarantined, database } = report;
  return [
    `${pruneHeadline(result, style)}\n\n`,
    renderPairs(
      [
        ['kits', kits.length],
        ['feed snapshots', feeds.length],
        ['blobs', `${blobs.count} (${blobs.bytes} bytes)`],
        ['quarantined', quarantined.length],
        ...(database === null
          ? []
          : [['database', `${database.bytesBefore} bytes before, ${database.bytesAfter} now`] as const]),
      ],
      style,
    ),
    renderList('Kits that go', kits.map(kitText), style),
    renderList('Feed snapshots that go', feeds, style),
    renderList('Kits that stay', kept.map(kitText), style),
    renderList('Feed snapshots that stay because scans name them', feedsKeptForScans, style),
  ].join('');
}

function kitText({ kitId, sequence, digest }: KitName): string {
  return `${kitId} (sequence ${sequence}), ${digest}`;
}
