/** Feed content in the order of the snapshot's indexes, as it is asked for: SQLite sorts, and spills to disk when it must. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { EpssRow, KevRow } from '../../core/feed/feed-view.ts';
import type { PackageLeaf } from '../../core/feed/index-leaf.ts';
import type { Database } from './database.ts';

/** The text form of a digest that a column holds as 32 bytes. */
export function digestOfColumn(bytes: Uint8Array): Digest {
  return `sha256:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`;
}

/**
 * Leaves of the package index over the contents. SQLite's binary order of text is that of its UTF-8 bytes. It hands over a package at
 * a time, because a row for each of its records would cost more than finding them; two contents may have one record.
 */
export function* packageLeaves(database: Database, contentIds: readonly number[]): Generator<PackageLeaf> {
  const rows = database
    .prepare<[string], { key: string; digests: string }>(
      `SELECT p.package_key AS key, group_concat('sha256:' || lower(hex(a.digest)), ' ') AS digests
       FROM package_advisory p JOIN advisory a ON a.advisory_id = p.advisory_id
       WHERE p.content_id IN (SELECT value FROM json_each(?))
       GROUP BY p.package_key ORDER BY p.package_key`,
    )
    .iterate(JSON.stringify(contentIds));
  for (const { key, digests } of rows)
    yield { key, advisories: [...new Set(digests.split(' ') as Digest[])].sort() };
}

export function* epssRows(database: Database, contentIds: readonly number[]): Generator<EpssRow> {
  yield* database
    .prepare<[string], EpssRow>(
      `SELECT cve, probability, percentile FROM epss
       WHERE content_id IN (SELECT value FROM json_each(?)) ORDER BY cve`,
    )
    .iterate(JSON.stringify(contentIds));
}

export function* kevRows(database: Database, contentIds: readonly number[]): Generator<KevRow> {
  yield* database
    .prepare<[string], KevRow>(
      `SELECT cve, date_added AS dateAdded FROM kev
       WHERE content_id IN (SELECT value FROM json_each(?)) ORDER BY cve`,
    )
    .iterate(JSON.stringify(contentIds));
}
