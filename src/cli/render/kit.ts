/** Offline kits, for people. */
import type { KitBuild } from '../../app/kit/build-kit.ts';
import type { KitImport } from '../../app/kit/import-report.ts';
import type { KitInspection, KitVerification } from '../../app/kit/inspect-kit.ts';
import type { KitListing } from '../../app/kit/kit-status.ts';
import type { ExcludedRecord } from '../../core/kit/kit-statement.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderSources } from './feed.ts';
import { renderList, renderPairs, renderTable } from './layout.ts';

export { renderKitStatus } from './kit-status.ts';

export function renderKitBuild(build: KitBuild, style: Style): string {
  const { chalk } = style;
  const pairs: [string, string | number][] = [
    ['kit', build.kitId],
    ['sequence', build.sequence],
    ['digest', build.digest],
    ['created', build.createdAt],
    ['expires', build.expiresAt ?? 'never'],
    ...(build.base === null ? [] : [['base', build.base] as [string, string]]),
    ['signed by', build.keyid],
  ];
  return [
    `${chalk.green.bold('Written')}: ${safeText(build.kit)}\n\n`,
    `${renderPairs(pairs, style)}\n`,
    renderTable(
      [
        { head: 'FILE' },
        { head: 'KIND' },
        { head: 'RECORDS', align: 'right' },
        { head: 'BYTES', align: 'right' },
        { head: 'CAPTURED' },
      ],
      build.entries.map(({ path, kind, records, size, capturedAt }) => [
        path,
        kind,
        records,
        size,
        capturedAt ?? null,
      ]),
      style,
    ),
    renderExcluded(build.excluded, style),
  ].join('');
}

export function renderKitImport(kit: KitImport, style: Style): string {
  const pairs: [string, string | number][] = [
    ['sequence', kit.sequence],
    ['digest', kit.digest],
    ['created', kit.createdAt],
    ['expires', kit.expiresAt ?? 'never'],
    ['signed by', kit.signers.join(', ')],
    ['replaces', kit.replaces ?? 'nothing'],
    ...(kit.forcedReason === null ? [] : [['forced', kit.forcedReason] as [string, string]]),
    ['feed', kit.feed?.digest ?? 'none'],
  ];
  return [
    `${importHeadline(kit, style)}\n\n`,
    renderPairs(pairs, style),
    kit.feed === null ? '' : `\n${renderSources(kit.feed.sources, style)}`,
    renderList('Rules', kit.rules, style),
    renderList('Policies', kit.policies, style),
    renderList('Trust roots', kit.trustRoots, style),
    renderList(
      'VEX documents',
      kit.vex.map(({ path, digest }) => `${path} ${digest}`),
      style,
    ),
    renderList(
      'Scans',
      kit.scans.map(({ scanId, isNew }) => (isNew ? scanId : `${scanId}, here already`)),
      style,
    ),
    renderExcluded(kit.excluded, style),
  ].join('');
}

function importHeadline({ result, kitId }: KitImport, { chalk }: Style): string {
  const name = safeText(kitId);
  switch (result) {
    case 'activated':
      return `${chalk.green.bold('Imported')}: ${name} is active`;
    case 'already-active':
      return `${chalk.green.bold('Already active')}: ${name}, nothing was changed`;
    default:
      return `${chalk.yellow.bold('Dry run')}: ${name} would be activated, nothing was changed`;
  }
}

export function renderKitList(kits: readonly KitListing[], style: Style): string {
  if (kits.length === 0) return 'No kit was imported yet. Import one with "stella offline import".\n';
  return renderTable(
    [
      { head: '' },
      { head: 'SEQUENCE', align: 'right' },
      { head: 'KIT' },
      { head: 'IMPORTED' },
      { head: 'EXPIRES' },
      { head: 'DIGEST' },
    ],
    kits.map(({ active, sequence, kitId, importedAt, expiresAt, isExpired, digest }) => [
      active === null ? '' : '*',
      sequence,
      kitId,
      importedAt,
      expiresAt === null ? 'never' : `${expiresAt}${isExpired ? ' (expired)' : ''}`,
      digest,
    ]),
    style,
  );
}

export function renderKitVerification(kit: KitVerification, style: Style): string {
  const pairs: [string, string | number][] = [
    ['kit', kit.kitId],
    ['sequence', kit.sequence],
    ['digest', kit.digest],
    ['created', kit.createdAt],
    ['expires', kit.expiresAt ?? 'never'],
    ['signed by', kit.signers.join(', ')],
    ['content', `${kit.files} files, ${kit.bytes} bytes`],
  ];
  return `${style.chalk.green.bold('Verified OK')}: ${safeText(kit.kit)}\n\n${renderPairs(pairs, style)}`;
}

export function renderKitInspection(
  { kit, digest, signature, statement }: KitInspection,
  style: Style,
): string {
  const { chalk } = style;
  const pairs: [string, string | number][] = [
    ['kit', statement.kitId],
    ['sequence', statement.sequence],
    ['digest', digest],
    ['created', statement.createdAt],
    ['expires', statement.expiresAt ?? 'never'],
    ...(statement.base === undefined ? [] : [['base', statement.base] as [string, string]]),
    ['signed by', signature.verified ? signature.signers.join(', ') : 'nobody who is trusted'],
  ];
  return [
    signature.verified
      ? `${chalk.green.bold('Signed by someone trusted')}: ${safeText(kit)}; its files were not looked at\n\n`
      : `${chalk.red.bold('NOT VERIFIED')}: ${safeText(kit)} (${signature.code}: ${safeText(signature.reason)})\n\n`,
    `${renderPairs(pairs, style)}\n`,
    renderTable(
      [
        { head: 'FILE' },
        { head: 'KIND' },
        { head: 'BYTES', align: 'right' },
        { head: 'CAPTURED' },
        { head: 'DIGEST' },
      ],
      statement.entries.map(({ path, kind, size, capturedAt, digest: fileDigest }) => [
        path,
        kind,
        size,
        capturedAt ?? null,
        fileDigest,
      ]),
      style,
    ),
    renderExcluded(statement.excluded ?? [], style),
  ].join('');
}

function renderExcluded(excluded: readonly ExcludedRecord[], style: Style): string {
  return renderList(
    'Records left out',
    excluded.map(({ id, reason }) => `${id}: ${reason}`),
    style,
  );
}
