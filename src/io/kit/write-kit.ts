/**
 * Writes a kit: the envelope first, then its files by path, as ustar with times, owners and modes that say nothing. Bytes go
 * through in pieces of one size, so that memory stays small and the packed bytes do not depend on how the disk delivers.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { KitWriter, OutgoingFile } from '../../app/ports/kit-tools.ts';
import { TAR_END, tarPadding } from '../../core/archive/tar-writer.ts';
import { StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { isFolderPath, refuseUnwritableNames } from '../files/platform-paths.ts';
import { syncFolder } from '../files/write-file.ts';
import { type Packer, packerFor } from './packers.ts';
import { entryHeader } from './tar-entry-header.ts';

const CHUNK_BYTES = 64 * 1024;

type WriteOptions = Parameters<KitWriter['write']>[2];

export const kitWriter: KitWriter = {
  check: (output, overwrite) => guarded(output, () => checkOutput(output, overwrite)),
  async write(output, files, options) {
    const temporary = join(dirname(resolve(output)), `.${basename(resolve(output))}.${randomUUID()}.tmp`);
    try {
      checkOutput(output, options.overwrite);
      if (isFolderOutput(output)) writeFolder(temporary, files, options);
      else await writeArchive(temporary, packerFor(output, isMostlyPacked(files)), files, options);
      renameSync(temporary, resolve(output));
      syncFolder(dirname(resolve(output)));
    } catch (error) {
      throw outputError(error, output);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  },
};

function isFolderOutput(output: string): boolean {
  return isFolderPath(output) || (statSync(output, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function checkOutput(output: string, overwrite: boolean): void {
  const isFolder = isFolderOutput(output);
  if (!isFolder) packerFor(output);
  const parent = dirname(resolve(output));
  if (!existsSync(parent))
    throw new StellaError('INPUT_MISSING', `the folder ${JSON.stringify(parent)} does not exist`, {
      hint: 'make it first, or check the path',
    });
  if (!existsSync(output)) return;
  if (isFolder && statSync(output).isDirectory() && readdirSync(output).length === 0) return;
  if (!isFolder && overwrite) return;
  throw new StellaError('OUTPUT_EXISTS', `the kit ${JSON.stringify(output)} exists already`, {
    hint: isFolder
      ? 'choose a folder that is empty or not there yet'
      : 'choose another path, or add --force to replace it',
  });
}

/** True when less than a tenth of the bytes could become smaller: packing the rest again would take long for nothing. */
function isMostlyPacked(files: readonly OutgoingFile[]): boolean {
  const sizeOf = (some: readonly OutgoingFile[]): number => some.reduce((sum, { size }) => sum + size, 0);
  return sizeOf(files.filter(({ path }) => /\.(?:zip|gz)$/.test(path))) > 0.9 * sizeOf(files);
}

async function writeArchive(
  path: string,
  packer: Packer,
  files: readonly OutgoingFile[],
  { progress }: WriteOptions,
): Promise<void> {
  const target = openSync(path, 'wx', 0o644);
  try {
    packer.start((chunk) => writeAll(target, chunk));
    const advance = counter(files, progress);
    for (const file of files) {
      await packer.push(entryHeader(file.path, file.size));
      for (const chunk of contentOf(file)) {
        await packer.push(chunk);
        advance(chunk.length);
      }
      await packer.push(tarPadding(file.size));
    }
    await packer.push(TAR_END);
    await packer.end();
    fsyncSync(target);
  } finally {
    closeSync(target);
  }
}

function writeFolder(folder: string, files: readonly OutgoingFile[], { progress }: WriteOptions): void {
  refuseUnwritableNames(
    files.map(({ path }) => path),
    'write the kit as a file that ends in .tar.gz, .tar.zst or .tar',
  );
  const advance = counter(files, progress);
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    const target = openSync(path, 'wx', 0o644);
    try {
      for (const chunk of contentOf(file)) {
        writeAll(target, chunk);
        advance(chunk.length);
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
  }
}

/** The bytes of a file, which must be those that were measured. */
function* contentOf({ path, size, digest, content }: OutgoingFile): Generator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  const hash = createHash('sha256');
  const source = openSync(content.file, 'r');
  try {
    let position = 0;
    while (position < size) {
      const chunk = readFully(source, Math.min(CHUNK_BYTES, size - position));
      if (chunk.length === 0) break;
      position += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
    if (`sha256:${hash.digest('hex')}` !== digest)
      throw new StellaError('INPUT_INVALID', `${JSON.stringify(path)} changed while the kit was made`, {
        hint: 'run the same command again',
      });
  } finally {
    closeSync(source);
  }
}

function readFully(descriptor: number, length: number): Uint8Array {
  const chunk = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, chunk, filled, length - filled, null);
    if (count === 0) break;
    filled += count;
  }
  return chunk.subarray(0, filled);
}

function counter(
  files: readonly OutgoingFile[],
  progress: WriteOptions['progress'],
): (count: number) => void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (count) => {
    done += count;
    progress(done, total);
  };
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(descriptor, chunk, written);
}

function guarded(output: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw outputError(error, output);
  }
}

function outputError(error: unknown, output: string): unknown {
  return fileSystemError(error, { what: `the kit ${JSON.stringify(output)}`, missing: 'INPUT_MISSING' });
}
