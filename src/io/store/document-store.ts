/** Rules and policies by name and version; their bytes are blobs. */
import type { DocumentKind, DocumentRow, DocumentStore } from '../../app/ports.ts';
import { StellaError } from '../../core/errors.ts';
import type { Database } from './database.ts';

const COLUMNS = 'kind, name, version, digest, size, origin, added_at AS addedAt';

export class SqliteDocumentStore implements DocumentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(kind: DocumentKind): readonly DocumentRow[] {
    return this.#database
      .prepare<[string], DocumentRow>(
        `SELECT ${COLUMNS} FROM document WHERE kind = ? ORDER BY name, added_at, version`,
      )
      .all(kind);
  }

  add(row: DocumentRow): void {
    const existing = this.#database
      .prepare<[string, string, string], DocumentRow>(
        `SELECT ${COLUMNS} FROM document WHERE kind = ? AND name = ? AND version = ?`,
      )
      .get(row.kind, row.name, row.version);
    if (existing !== undefined && existing.digest !== row.digest) throw otherContent(existing, row);
    if (existing !== undefined) return;
    this.#database
      .prepare(
        `INSERT INTO document (kind, name, version, digest, size, origin, added_at)
         VALUES (@kind, @name, @version, @digest, @size, @origin, @addedAt)`,
      )
      .run(row);
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
