/** Feed snapshots, for people. */
import type { FeedRow } from '../../app/ports/feeds.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export function renderFeedList(feeds: readonly FeedRow[], style: Style): string {
  if (feeds.length === 0)
    return 'The store has no feed snapshot yet. Import a kit with "stella offline import".\n';
  return renderTable(
    [{ head: '' }, { head: 'CAPTURED' }, { head: 'IMPORTED' }, { head: 'KIT' }, { head: 'DIGEST' }],
    feeds.map(({ isActive, capturedAt, importedAt, kitId, digest }) => [
      isActive ? '*' : '',
      capturedAt,
      importedAt,
      kitId,
      digest,
    ]),
    style,
  );
}

export function renderFeed(row: FeedRow, descriptor: FeedDescriptor, style: Style): string {
  const { index, epssIndex, kevIndex } = descriptor;
  const roots = [
    ['packages', index],
    ['EPSS', epssIndex],
    ['KEV', kevIndex],
  ] as const;
  const pairs: [string, string][] = [
    ['digest', `${row.digest}${row.isActive ? ' (active)' : ''}`],
    ['captured', row.capturedAt],
    ['imported', `${row.importedAt} with ${row.kitId}`],
    ...roots.flatMap(([name, root]): [string, string][] =>
      root === undefined ? [] : [[name, `${root.treeSize}, root ${root.rootHash}`]],
    ),
  ];
  return `${renderPairs(pairs, style)}\n${renderSources(descriptor.sources, style)}`;
}

export function renderSources(sources: FeedDescriptor['sources'], style: Style): string {
  return renderTable(
    [{ head: 'SOURCE' }, { head: 'RECORDS', align: 'right' }, { head: 'CAPTURED' }, { head: 'DIGEST' }],
    sources.map(({ name, records, capturedAt, digest }) => [name, records, capturedAt, digest]),
    style,
  );
}
