/** What is in force and how old it is, for people. */
import type { KitStatus } from '../../app/kit/kit-status.ts';
import type { Freshness } from '../../core/kit/feed-freshness.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderList, renderPairs, renderTable, styled } from './layout.ts';

export function renderKitStatus(status: KitStatus, style: Style): string {
  return [renderActive(status, style), renderFeeds(status, style), renderQuarantine(status, style)].join('');
}

function renderActive({ kit }: KitStatus, style: Style): string {
  if (kit === null) return 'No kit is active. Import one with "stella offline import".\n';
  const { chalk } = style;
  const expiry = kit.isExpired ? chalk.red('EXPIRED') : 'in force';
  return renderPairs(
    [
      ['active kit', styled(`${safeText(kit.kitId)} (${expiry})`)],
      ['sequence', sequenceText(kit)],
      ['digest', kit.digest],
      ['created', kit.createdAt],
      ['expires', kit.expiresAt ?? 'never'],
      ['imported', kit.importedAt],
      ['signed by', kit.signers.join(', ')],
      ['feed', kit.feedDigest ?? 'none'],
      ...(kit.active?.forcedReason ? [['forced', kit.active.forcedReason] as const] : []),
      ...(kit.active?.rolledBack
        ? [['rolled back', `from ${kit.active.rolledBack.from}: ${kit.active.rolledBack.reason}`] as const]
        : []),
    ],
    style,
  );
}

/** After a rollback the next kit must be above more than this kit's own sequence. */
function sequenceText({ sequence, active }: NonNullable<KitStatus['kit']>): string {
  const floor = active?.sequenceFloor ?? sequence;
  return floor === sequence ? String(sequence) : `${sequence} (the next kit must be above ${floor})`;
}

function renderFeeds({ feeds, budget }: KitStatus, style: Style): string {
  if (feeds.length === 0) return '';
  const table = renderTable(
    [
      { head: 'FEED' },
      { head: 'RECORDS', align: 'right' },
      { head: 'CAPTURED' },
      { head: 'AGE (DAYS)', align: 'right' },
      { head: 'STATE' },
    ],
    feeds.map(({ name, records, capturedAt, ageDays, freshness }) => [
      name,
      records,
      capturedAt,
      ageDays.toFixed(1),
      styled(freshnessText(freshness, style)),
    ]),
    style,
  );
  return `\n${table}\nFresh up to ${budget.maxAgeDays} days, tolerated for ${budget.graceDays} more.\n`;
}

function freshnessText(freshness: Freshness, { chalk }: Style): string {
  if (freshness === 'fresh') return chalk.green('fresh');
  return freshness === 'grace' ? chalk.yellow('grace') : chalk.red('STALE');
}

function renderQuarantine({ quarantined }: KitStatus, style: Style): string {
  return renderList(
    'Refused, in quarantine',
    quarantined.map(({ quarantinedAt, error, path, digest, isKept }) => {
      const kept = isKept ? '' : ' (too large to keep a copy)';
      return `${quarantinedAt} ${path} ${digest}${kept}: ${error.code}: ${error.message}`;
    }),
    style,
  );
}
