/**
 * An export as one tar file, or on standard output. What is written follows from the files alone, to the byte, so an interrupted
 * run leaves `FILE.partial` with a beginning of the archive; the next run keeps its whole entries that are right and goes on
 * behind them. Before the file gets its name, all of it is read back.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ExportTarget, OutgoingFile } from '../../app/ports/bundle-files.ts';
import { TAR_END, tarPadding } from '../../core/archive/tar-writer.ts';
import { StellaError } from '../../core/errors.ts';
import { entryHeader } from '../kit/tar-entry-header.ts';
import { fileSystemError } from './file-system-error.ts';
import { syncFolder } from './write-file.ts';

const PARTIAL_SUFFIX = '.partial';
const CHUNK_BYTES = 256 * 1024;

export function exportTarFile(path: string): ExportTarget {
  return {
    // biome-ignore lint/suspicious/useAwait: a stream needs the promise, a file does not
    async write(files, onFile) {
      try {
        if (existsSync(path)) return checkExisting(path, files);
        return writePartial(path, files, onFile);
      } catch (error) {
        const what = `the archive ${JSON.stringify(path)}`;
        throw fileSystemError(error, { what, missing: 'INPUT_MISSING' });
      }
    },
  };
}

/** @param stream takes the archive; what a pipe carries cannot be read back, nor gone on with */
export function exportTarStream(stream: NodeJS.WritableStream): ExportTarget {
  return {
    async write(files, onFile) {
      for (const [i, file] of files.entries()) {
        for (const part of entryParts(file)) await writeTo(stream, part);
        onFile(i + 1);
      }
      await writeTo(stream, TAR_END);
      return 0;
    },
  };
}

function checkExisting(path: string, files: readonly OutgoingFile[]): number {
  const archive = openSync(path, 'r');
  try {
    if (isWhole(archive, files)) return files.length;
  } finally {
    closeSync(archive);
  }
  throw new StellaError(
    'OUTPUT_EXISTS',
    `the archive ${JSON.stringify(path)} exists already with other content`,
    {
      hint: 'choose another path, or remove the file',
    },
  );
}

function writePartial(path: string, files: readonly OutgoingFile[], onFile: (done: number) => void): number {
  const partial = `${path}${PARTIAL_SUFFIX}`;
  const archive = openSync(partial, existsSync(partial) ? 'r+' : 'wx+', 0o644);
  try {
    const kept = matchingEntries(archive, files);
    ftruncateSync(archive, kept.end);
    let position = kept.end;
    for (const [i, file] of files.entries()) {
      if (i >= kept.count) for (const part of entryParts(file)) position = writeAt(archive, part, position);
      onFile(i + 1);
    }
    writeAt(archive, TAR_END, position);
    fsyncSync(archive);
    if (!isWhole(archive, files)) {
      throw new StellaError(
        'DIGEST_MISMATCH',
        `${JSON.stringify(partial)} does not read back as it was written`,
        {
          hint: 'the medium is failing, or another export writes to the same file: export to another path',
        },
      );
    }
    renameSync(partial, path);
    syncFolder(dirname(resolve(path)));
    return kept.count;
  } finally {
    closeSync(archive);
  }
}

function entryParts(file: OutgoingFile): Uint8Array[] {
  return [entryHeader(file.name, file.size), file.bytes(), tarPadding(file.size)];
}

/** How many entries from the beginning are as they must be, and where the last of them ends. */
function matchingEntries(
  archive: number,
  files: readonly OutgoingFile[],
): { readonly count: number; readonly end: number } {
  let end = 0;
  for (const [i, { name, size, digest }] of files.entries()) {
    const header = entryHeader(name, size);
    const padding = tarPadding(size);
    const content = end + header.length;
    const isRight =
      hasBytes(archive, header, end) &&
      digestAt(archive, content, size) === digest &&
      hasBytes(archive, padding, content + size);
    if (!isRight) return { count: i, end };
    end = content + size + padding.length;
  }
  return { count: files.length, end };
}

function isWhole(archive: number, files: readonly OutgoingFile[]): boolean {
  const { count, end } = matchingEntries(archive, files);
  return (
    count === files.length &&
    hasBytes(archive, TAR_END, end) &&
    fstatSync(archive).size === end + TAR_END.length
  );
}

function hasBytes(archive: number, expected: Uint8Array, position: number): boolean {
  const actual = Buffer.alloc(expected.length);
  return readSync(archive, actual, 0, actual.length, position) === actual.length && actual.equals(expected);
}

/** Null when the file ends before. */
function digestAt(archive: number, start: number, size: number): string | null {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size));
  for (let done = 0; done < size; ) {
    const read = readSync(archive, chunk, 0, Math.min(chunk.length, size - done), start + done);
    if (read === 0) return null;
    hash.update(chunk.subarray(0, read));
    done += read;
  }
  return `sha256:${hash.digest('hex')}`;
}

function writeAt(archive: number, bytes: Uint8Array, position: number): number {
  let written = 0;
  while (written < bytes.length)
    written += writeSync(archive, bytes, written, bytes.length - written, position + written);
  return position + written;
}

function writeTo(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    stream.write(bytes, (error) => (error ? fail(error) : done()));
  });
}
