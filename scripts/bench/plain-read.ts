/**
 * The plain cost of the same files: every record of every zip in a folder unzipped and given to `JSON.parse`, with nothing checked.
 *
 *     node scripts/bench/plain-read.ts FOLDER
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

function directoryOf(file: number): Buffer {
  const { size } = fstatSync(file);
  const tail = readAt(file, Math.max(0, size - 1024), 1024);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const end64 = tail.lastIndexOf('PK\x06\x06', undefined, 'latin1');
  if (end64 < 0) return readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  return readAt(file, Number(tail.readBigUInt64LE(end64 + 48)), Number(tail.readBigUInt64LE(end64 + 40)));
}

function readZip(path: string): void {
  const file = openSync(path, 'r');
  const directory = directoryOf(file);
  for (let at = 0; at < directory.length; ) {
    const [packedBytes, nameBytes] = [directory.readUInt32LE(at + 20), directory.readUInt16LE(at + 28)];
    const start = directory.readUInt32LE(at + 42) + 30 + nameBytes;
    JSON.parse(inflateRawSync(readAt(file, start, packedBytes)).toString());
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  closeSync(file);
}

const folder = process.argv[2] ?? '.';
for (const name of readdirSync(folder)) if (name.endsWith('.zip')) readZip(join(folder, name));
