/** Rules and policies by name and version; their bytes are blobs. */
import type { DocumentKind, DocumentRow, DocumentStore } from '../../app/ports/documents.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { Database } from './database.ts';
import { checkRow, documentRowShape } from './stored-rows.ts';

const COLUMNS = 'kind, name, version, digest, size, origin, added_at AS addedAt';

export class SqliteDocumentStore implements DocumentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(kind: DocumentKind): readonly DocumentRow[] {
    return this.#database
      .prepare<[string], DocumentRow>(
        `SELECT ${COLUMNS} FROM document WHERE kind = ? AND is_withdrawn = 0 ORDER BY name, added_at, version`,
      )
      .all(kind)
      .map((row) => checkRow(documentRowShape, row, 'a document'));
  }

  /**
   * Offers a document that a kit brings, within the caller's transaction.
   * @throws StellaError INPUT_INVALID when the name and version stand for other content already
   */
  insert(row: DocumentRow, kit: Digest): void {
    const existing = this.#database
      .prepare<[string, string, string], DocumentRow>(
        `SELECT ${COLUMNS} FROM document WHERE kind = ? AND name = ? AND version = ?`,
      )
      .get(row.kind, row.name, row.version);
    if (existing !== undefined && existing.digest !== row.digest) throw otherContent(existing, row);
    this.#database
      .prepare(
        `INSERT INTO document (kind, name, version, digest, size, origin, added_at, kit_digest)
         VALUES (@kind, @name, @version, @digest, @size, @origin, @addedAt, @kit)
         ON CONFLICT (kind, name, version) DO UPDATE
         SET is_withdrawn = 0, origin = excluded.origin, added_at = excluded.added_at, kit_digest = excluded.kit_digest
         WHERE is_withdrawn = 1`,
      )
      .run({ ...row, kit });
  }

  /** Offers what these kits brought no longer, within the caller's transaction. */
  withdraw(kits: readonly Digest[]): void {
    this.#database
      .prepare('UPDATE document SET is_withdrawn = 1 WHERE kit_digest IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(kits));
  }
}

function otherContent(existing: DocumentRow, received: DocumentRow): StellaError {
  const { kind, name, version } = received;
  return new StellaError(
    'INPUT_INVALID',
    `${kind} ${JSON.stringify(name)} ${JSON.stringify(version)} is in the store with other content (${existing.digest})`,
    {
      details: { expected: existing.digest, received: received.digest },
      hint: 'one name and version means one content for ever: give changed content a new version',
    },
  );
}
