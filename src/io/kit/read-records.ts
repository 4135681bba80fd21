/** Reads the records of an ecosystem's zip batch by batch, in the order of the archive; a large one with several threads. */
import { statSync } from 'node:fs';
import { StellaError } from '../../core/errors.ts';
import { KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import { BatchReader, type BatchTask, type RecordBatch, recordIdOf } from './record-batch.ts';
import { recordThreads } from './record-threads.ts';
import { listZip, type ZipEntry } from './zip-file.ts';

const OSV_LIMITS = {
  maxEntries: KIT_LIMITS.maxRecords,
  maxEntryBytes: KIT_LIMITS.maxRecordBytes,
  maxTotalBytes: KIT_LIMITS.maxRecordsBytes,
} as const;

/** A batch ends with the record that reaches one of these. */
const BATCH_RECORDS = 256;
const BATCH_BYTES = 2 * 2 ** 20;

/** Below this, in bytes of the zip, starting threads takes longer than reading. */
const THREADS_FROM_BYTES = 4 * 2 ** 20;

/** Batches that wait in a thread or for the store: enough that nobody waits, few enough for the memory. */
const BATCHES_PER_THREAD = 2;

/** Names go into messages: no control or format characters. */
const RECORD_NAME = /^[^\p{C}]{1,250}\.json$/u;

/** Records to pass over, by the name of their file without `.json`; those met are added to `met`. */
export interface Exclusions {
  readonly ids: ReadonlySet<string>;
  readonly met: Set<string>;
}

export interface ReadRecordsOptions {
  /** Names the zip in errors. */
  readonly what: string;
  readonly exclusions: Exclusions;
  /** False where only the facts are wanted. */
  readonly isForStore: boolean;
}

export interface ReadBatch extends RecordBatch {
  readonly entries: readonly ZipEntry[];
  /** Records in the zip, more or less: those left out are counted. */
  readonly total: number;
}

/** @throws StellaError INPUT_INVALID naming the record, UNSUPPORTED_VERSION or LIMIT_EXCEEDED */
export async function* readRecords(path: string, options: ReadRecordsOptions): AsyncGenerator<ReadBatch> {
  if (statSync(path).size < THREADS_FROM_BYTES) yield* readHere(path, options);
  else yield* readInThreads(path, options);
}

async function* readHere(path: string, options: ReadRecordsOptions): AsyncGenerator<ReadBatch> {
  const reader = new BatchReader();
  try {
    for await (const { task, total } of tasksOf(path, options))
      yield { ...reader.read(task), entries: task.entries, total };
  } finally {
    reader.close();
  }
}

async function* readInThreads(path: string, options: ReadRecordsOptions): AsyncGenerator<ReadBatch> {
  const threads = recordThreads();
  const running: Promise<ReadBatch>[] = [];
  let next = 0;
  for await (const { task, total } of tasksOf(path, options)) {
    const thread = threads[next++ % threads.length] as (typeof threads)[number];
    const batch = thread.run(task).then((done) => ({ ...done, entries: task.entries, total }));
    // Whoever asks for it later gets the failure; until then it is nobody's.
    batch.catch(() => undefined);
    running.push(batch);
    if (running.length > threads.length * BATCHES_PER_THREAD) yield (await running.shift()) as ReadBatch;
  }
  for (const batch of running) yield await batch;
}

async function* tasksOf(
  path: string,
  { what, exclusions, isForStore }: ReadRecordsOptions,
): AsyncGenerator<{ readonly task: BatchTask; readonly total: number }> {
  let entries: ZipEntry[] = [];
  let bytes = 0;
  let total = 0;
  for await (const listed of listZip(path, what, OSV_LIMITS)) {
    total = listed.total;
    if (!isWanted(listed.entry.name, what, exclusions)) continue;
    entries.push(listed.entry);
    bytes += listed.entry.bytes;
    if (entries.length < BATCH_RECORDS && bytes < BATCH_BYTES) continue;
    yield { task: { path, what, entries, isForStore }, total };
    entries = [];
    bytes = 0;
  }
  if (entries.length > 0) yield { task: { path, what, entries, isForStore }, total };
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
