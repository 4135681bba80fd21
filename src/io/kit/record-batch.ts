/**
 * Reads OSV records from their zip, a batch at a time: strict JSON, the members that the program looks at, and for the store the
 * digest of the canonical text. This is most of the work of an import, so it can be done in several threads; a batch comes out
 * the same wherever it is read.
 */
import { hash } from 'node:crypto';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { type OsvRecord, parseOsvRecord } from '../../core/feed/osv-record.ts';
import { packageKeysOf } from '../../core/feed/package-index.ts';
import { parseCanonically } from '../../core/json/canonical-document.ts';
import { parseRfc3339 } from '../../core/time/timestamp.ts';
import { ZipContent, type ZipEntry } from './zip-file.ts';

/** Plain data: it can be sent to another thread. */
export interface BatchTask {
  /** Of the zip. */
  readonly path: string;
  /** Names the zip in errors. */
  readonly what: string;
  readonly entries: readonly ZipEntry[];
  /** False where only the facts are wanted. */
  readonly isForStore: boolean;
}

/** A record that names a package. The others are counted, but nobody can ever ask for them. */
export interface PreparedRecord {
  /** Which of the task's entries it is. */
  readonly index: number;
  readonly osvId: string;
  /** SHA-256 of the canonical text, in hex. */
  readonly digest: string;
  readonly packageKeys: readonly string[];
}

/** What came of a task. Plain data. */
export interface RecordBatch {
  /** The latest `modified`, or null; for who wants the facts only. */
  readonly latestMs: number | null;
  /** For the store. */
  readonly prepared: readonly PreparedRecord[];
}

export class BatchReader {
  #open: { readonly path: string; readonly content: ZipContent } | null = null;

  /** @throws StellaError INPUT_INVALID naming the record, UNSUPPORTED_VERSION or LIMIT_EXCEEDED */
  read(task: BatchTask): RecordBatch {
    const content = this.#content(task);
    const prepared: PreparedRecord[] = [];
    let latestMs: number | null = null;
    let index = 0;
    for (const bytes of content.readAll(task.entries)) {
      const { name } = task.entries[index] as ZipEntry;
      const { canonicalText, record } = readRecord(bytes, name, task.what);
      if (task.isForStore) {
        const packageKeys = packageKeysOf(record);
        if (packageKeys.length > 0)
          prepared.push({ index, osvId: record.id, digest: hash('sha256', canonicalText), packageKeys });
      } else latestMs = later(latestMs, record.modified === null ? null : parseRfc3339(record.modified));
      index++;
    }
    return { latestMs, prepared };
  }

  close(): void {
    this.#open?.content.close();
    this.#open = null;
  }

  #content({ path, what }: BatchTask): ZipContent {
    if (this.#open?.path !== path) {
      this.close();
      this.#open = { path, content: new ZipContent(path, what) };
    }
    return this.#open.content;
  }
}

/** The id of a record that may not be readable: the name of its file without `.json`. */
export function recordIdOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1, -'.json'.length);
}

/** The later of two times, of which either may be unknown. */
export function later(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function readRecord(
  bytes: Uint8Array,
  name: string,
  what: string,
): { canonicalText: string; record: OsvRecord } {
  const place = `${what}: ${name}`;
  try {
    const { value, canonicalText } = parseCanonically(bytes, place);
    return { canonicalText, record: parseOsvRecord(value, place) };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    const id = recordIdOf(name);
    throw new StellaError(error.code, error.message, {
      cause: error,
      details: { ...error.details, record: id },
      hint: `tell its publisher; to make a kit without the record: stella offline build --exclude-record ${id} --reason REASON`,
    });
  }
}
