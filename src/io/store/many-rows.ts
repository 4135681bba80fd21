/** Inserts rows many at a time: calling SQLite costs more than a small row. */
import type { Database } from './database.ts';

const ROWS_PER_STATEMENT = 32;

/** Rows are inserted in the order in which they are given, the last ones by `end`. Within a transaction of the caller. */
export class ManyRows {
  readonly #one: ReturnType<Database['prepare']>;
  readonly #many: ReturnType<Database['prepare']>;
  readonly #columns: number;
  #values: unknown[] = [];

  /** @param insert `INSERT INTO t (a, b)`, without the values */
  constructor(database: Database, insert: string, columns: number) {
    const row = `(${Array(columns).fill('?').join(', ')})`;
    this.#one = database.prepare(`${insert} VALUES ${row}`);
    this.#many = database.prepare(`${insert} VALUES ${Array(ROWS_PER_STATEMENT).fill(row).join(', ')}`);
    this.#columns = columns;
  }

  add(...row: readonly unknown[]): void {
    this.#values.push(...row);
    if (this.#values.length < ROWS_PER_STATEMENT * this.#columns) return;
    this.#many.run(this.#values);
    this.#values = [];
  }

  end(): void {
    for (let i = 0; i < this.#values.length; i += this.#columns)
      this.#one.run(this.#values.slice(i, i + this.#columns));
    this.#values = [];
  }
}
