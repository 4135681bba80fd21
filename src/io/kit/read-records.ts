/** Reads the records of ecosystems' zips batch by batch, in the order of the archives; large ones with several threads. */
import { statSync } from 'node:fs';
import { StellaError } from '../../core/errors.ts';
import { KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import { BatchReader, type BatchTask, type RecordBatch, recordIdOf } from './record-batch.ts';
import { areThreadsWorthwhile, recordThreads } from './record-threads.ts';
import { listZip, type ZipEntry } from './zip-file.ts';

const OSV_LIMITS = {
  maxEntries: KIT_LIMITS.maxRecords,
  maxEntryBytes: KIT_LIMITS.maxRecordBytes,
  maxTotalBytes: KIT_LIMITS.maxRecordsBytes,
} as const;

/** A batch ends with the record that reaches one of these. */
const BATCH_RECORDS = 256;
const BATCH_BYTES = 2 * 2 ** 20;

/** Batches on their way: enough that no thread waits while the store writes, few enough for the memory. */
const BATCHES_PER_THREAD = 16;

/** Names go into messages: no control or format characters. */
const RECORD_NAME = /^[^\p{C}]{1,250}\.json$/u;

/** Records to pass over, by the name of their file without `.json`; those met are added to `met`. */
export interface Exclusions {
  readonly ids: ReadonlySet<string>;
  readonly met: Set<string>;
}

/** The records of an ecosystem. */
export interface RecordZip {
  readonly path: string;
  /** Names the zip in errors. */
  readonly what: string;
  readonly exclusions: Exclusions;
}

export interface ReadBatch extends RecordBatch {
  readonly entries: readonly ZipEntry[];
  /** Records in the zip, more or less: those left out are counted. */
  readonly total: number;
  /** True of the last batch of each zip, in which there may be nothing. */
  readonly isLast: boolean;
}

/**
 * Every zip's batches, one zip after the other; the next one is begun while the last batches of one are on their way.
 * @param isForStore false where only the facts are wanted
 * @throws StellaError INPUT_INVALID naming the record, UNSUPPORTED_VERSION or LIMIT_EXCEEDED
 */
export async function* readRecords(
  zips: readonly RecordZip[],
  { isForStore }: { readonly isForStore: boolean },
): AsyncGenerator<ReadBatch, void, undefined> {
  const tasks = tasksOf(zips, isForStore);
  const bytes = zips.reduce((sum, { path }) => sum + statSync(path).size, 0);
  if (areThreadsWorthwhile(bytes)) yield* readInThreads(tasks);
  else yield* readHere(tasks);
}

/** What to read, and what is known of it before. */
interface Planned extends Omit<ReadBatch, keyof RecordBatch> {
  readonly task: BatchTask;
}

async function* readHere(tasks: AsyncIterable<Planned>): AsyncGenerator<ReadBatch> {
  const reader = new BatchReader();
  try {
    for await (const { task, ...known } of tasks) yield { ...reader.read(task), ...known };
  } finally {
    reader.close();
  }
}

async function* readInThreads(tasks: AsyncIterable<Planned>): AsyncGenerator<ReadBatch> {
  const threads = recordThreads();
  const running: Promise<ReadBatch>[] = [];
  let next = 0;
  try {
    for await (const { task, ...known } of tasks) {
      const thread = threads[next++ % threads.length] as (typeof threads)[number];
      const batch = thread.run(task).then((done) => ({ ...done, ...known }));
      // Whoever asks for it later gets the failure; until then it is nobody's.
      batch.catch(() => undefined);
      running.push(batch);
      if (running.length <= threads.length * BATCHES_PER_THREAD) continue;
      yield (await running[0]) as ReadBatch;
      running.shift();
    }
  } catch (error) {
    // On any number of threads the first failure in the order of the archives is the one to tell.
    for (const batch of running) await batch;
    throw error;
  }
  for (const batch of running) yield await batch;
}

async function* tasksOf(zips: readonly RecordZip[], isForStore: boolean): AsyncGenerator<Planned> {
  for (const zip of zips) yield* tasksOfZip(zip, isForStore);
}

async function* tasksOfZip(
  { path, what, exclusions }: RecordZip,
  isForStore: boolean,
): AsyncGenerator<Planned> {
  let entries: ZipEntry[] = [];
  let bytes = 0;
  let total = 0;
  const planned = (isLast: boolean): Planned => ({
    task: { path, what, entries, isForStore },
    entries,
    total,
    isLast,
  });
  for await (const listed of listZip(path, what, OSV_LIMITS)) {
    total = listed.total;
    if (!isWanted(listed.entry.name, what, exclusions)) continue;
    entries.push(listed.entry);
    bytes += listed.entry.bytes;
    if (entries.length < BATCH_RECORDS && bytes < BATCH_BYTES) continue;
    yield planned(false);
    entries = [];
    bytes = 0;
  }
  yield planned(true);
}

function isWanted(name: string, what: string, { ids, met }: Exclusions): boolean {
  if (!RECORD_NAME.test(name))
    throw new StellaError(
      'INPUT_INVALID',
      `${what} has ${JSON.stringify(name.slice(0, 100))}, expected *.json only`,
    );
  const id = recordIdOf(name);
  if (!ids.has(id)) return true;
  met.add(id);
  return false;
}
