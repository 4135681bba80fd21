/** The index that grows while feeds come in is that over all of them, or it is not known. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { packageLeafText } from '../../../../src/core/feed/index-leaf.ts';
import { feedIndexOf } from '../../../../src/core/feed/index-tree.ts';
import type { Database } from '../../../../src/io/store/database.ts';
import { packageLeaves } from '../../../../src/io/store/feed-rows.ts';
import { GrowingPackageIndex } from '../../../../src/io/store/growing-index.ts';

/** A database with what the index is read from; content i + 1 has the packages `contents[i]`, each with two records. */
function databaseOf(contents: readonly (readonly string[])[]): Database {
  const database = new SqliteDatabase(':memory:');
  database.exec(`CREATE TABLE advisory (advisory_id INTEGER PRIMARY KEY, digest BLOB NOT NULL);
    CREATE TABLE package_advisory (content_id, package_key TEXT, advisory_id,
      PRIMARY KEY (content_id, package_key, advisory_id)) WITHOUT ROWID`);
  const addRecord = database.prepare('INSERT INTO advisory (digest) VALUES (?)');
  const addLink = database.prepare('INSERT INTO package_advisory VALUES (?, ?, ?)');
  for (const [i, keys] of contents.entries())
    for (const key of keys)
      for (const n of [1, 2]) {
        const digest = createHash('sha256').update(`${key} ${n}`).digest();
        addLink.run(i + 1, key, addRecord.run(digest).lastInsertRowid);
      }
  return database as Database;
}

function grown(contents: readonly (readonly string[])[]) {
  const database = databaseOf(contents);
  const index = new GrowingPackageIndex(database);
  const ids = contents.map((_, i) => i + 1);
  for (const id of ids) index.add(id);
  return { database, index, ids };
}

/** With a character beyond U+FFFF and one below it that UTF-16 puts behind: `compareUtf8` does not. */
const key = fc
  .stringMatching(/^[a-c]{1,3}$/)
  .chain((text) => fc.constantFrom(text, `${text}\u{1f600}`, `${text}\uff5e`));

describe('the growing package index', () => {
  it('is that over all contents, when each has keys behind those of the one before', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 12 }),
        fc.array(fc.nat(12), { maxLength: 4 }),
        (keys, cuts) => {
          const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const ends = [...cuts.map((cut) => Math.min(cut, sorted.length)), sorted.length].toSorted(
            (a, b) => a - b,
          );
          const { database, index, ids } = grown(ends.map((end, i) => sorted.slice(ends[i - 1] ?? 0, end)));
          assert.deepEqual(index.take(ids), feedIndexOf(packageLeaves(database, ids), packageLeafText));
        },
      ),
    );
  });

  it('is that over all contents or not known, however they come', () => {
    let known = 0;
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(key, { maxLength: 3 }), { maxLength: 4 }), (contents) => {
        const { database, index, ids } = grown(contents);
        const taken = index.take(ids);
        if (taken === null) return;
        known++;
        assert.deepEqual(taken, feedIndexOf(packageLeaves(database, ids), packageLeafText));
      }),
    );
    assert.ok(known > 0);
  });

  it('is not known for other contents, a package in two of them, contents out of order, and a second time', () => {
    assert.equal(grown([['a'], ['b']]).index.take([1]), null);
    assert.equal(grown([['a'], ['b']]).index.take([1, 3]), null);
    assert.equal(grown([['a'], ['a', 'b']]).index.take([1, 2]), null);
    assert.equal(grown([['b'], ['a']]).index.take([1, 2]), null);
    const { index } = grown([['a'], ['b']]);
    assert.equal(index.take([2, 1])?.treeSize, 2);
    assert.equal(index.take([2, 1]), null);
  });
});
