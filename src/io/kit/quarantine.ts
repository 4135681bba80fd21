/**
 * Kits that were refused, kept for whoever must find out why: `<home>/quarantine/<digest>/reason.json`, and beside it `kit` as
 * it came. Bounded in number and size, since whoever can hand in a kit can hand in many.
 */

import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import type { KitRefusal, QuarantinedKit } from '../../app/ports/kit-tools.ts';
import { type Digest, digestHex } from '../../core/digest/sha256.ts';
import { compareUtf8 } from '../../core/encoding/order.ts';
import { ERROR_CODES, type StellaError } from '../../core/errors.ts';
import { digestShape, timestampShape } from '../../core/json/shapes.ts';
import { parseStrictJson } from '../../core/json/strict-json.ts';
import { KIT_ENVELOPE_FILE } from '../../core/kit/kit-layout.ts';
import { limit } from '../../core/limits.ts';
import { filesBelow } from '../files/entries-below.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { isThere } from '../files/is-there.ts';
import { makeFolder } from '../files/write-file.ts';

const QUARANTINE_FOLDER = 'quarantine';
const REASON_FILE = 'reason.json';
const KIT_COPY = 'kit';

export const QUARANTINE_LIMITS = {
  maxKits: limit('quarantinedKits'),
  /** A larger kit leaves its reason only. */
  maxKitBytes: limit('quarantinedKitBytes'),
  maxTotalBytes: limit('quarantineBytes'),
} as const;

const reasonShape = v.object({
  schema: v.literal('stella.quarantine/v1'),
  digest: digestShape,
  path: v.string(),
  quarantinedAt: timestampShape,
  isKept: v.boolean(),
  error: v.object({ code: v.picklist(ERROR_CODES), message: v.string() }),
});

/**
 * Keeps a copy of the kit at `path` with the reason. Whatever goes wrong on the way is let be, and leaves nothing behind.
 * @param record takes the digest before anything is kept
 */
export async function quarantineKit(home: string, { path, error, at, record }: KitRefusal): Promise<void> {
  const folder = join(home, QUARANTINE_FOLDER);
  const temporary = join(folder, `.${randomUUID()}`);
  try {
    const digest = await digestOfKit(path);
    record(digest);
    const size = sizeOf(path);
    makeFolder(temporary, 'the quarantine');
    const isKept = size <= QUARANTINE_LIMITS.maxKitBytes && size * 2 <= freeBytes(folder);
    if (isKept)
      await cp(path, join(temporary, KIT_COPY), { recursive: true, filter: isPlain, errorOnExist: true });
    writeReason(join(temporary, REASON_FILE), { digest, path, at, isKept, error });
    const final = join(folder, digestHex(digest));
    rmSync(final, { recursive: true, force: true });
    renameSync(temporary, final);
    removeOldest(home);
  } catch {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Removes copies that were cut off, where it can. Only for the holder of the import lock: nobody else puts a kit here. */
export function removeStaleCopies(home: string): void {
  const folder = join(home, QUARANTINE_FOLDER);
  try {
    for (const name of namesIn(folder).filter((entry) => entry.startsWith('.')))
      rmSync(join(folder, name), { recursive: true, force: true });
  } catch {
    // An import does not need the quarantine.
  }
}

/** Takes a kit out of quarantine for good. */
export function discardQuarantined(home: string, digest: Digest): void {
  rmSync(join(home, QUARANTINE_FOLDER, digestHex(digest)), { recursive: true, force: true });
}

/** Every kit in quarantine, the newest first. A folder whose reason cannot be read is passed over. */
export function listQuarantine(home: string): QuarantinedKit[] {
  return namesIn(join(home, QUARANTINE_FOLDER))
    .filter((name) => !name.startsWith('.'))
    .flatMap((folder) => readReason(join(home, QUARANTINE_FOLDER, folder, REASON_FILE)))
    .sort((a, b) => compareUtf8(b.quarantinedAt, a.quarantinedAt) || compareUtf8(a.digest, b.digest));
}

function writeReason(
  path: string,
  reason: { digest: Digest; path: string; at: string; isKept: boolean; error: StellaError },
): void {
  const { code, message, hint, details } = reason.error;
  const document = {
    schema: 'stella.quarantine/v1',
    digest: reason.digest,
    path: reason.path,
    quarantinedAt: reason.at,
    isKept: reason.isKept,
    error: { code, message, hint: hint ?? null, details: details ?? null },
  };
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

function readReason(path: string): QuarantinedKit[] {
  try {
    const result = v.safeParse(reasonShape, parseStrictJson(new Uint8Array(readFileSync(path)), path));
    if (!result.success) return [];
    const { schema: _, ...reason } = result.output;
    return [reason];
  } catch {
    return [];
  }
}

/** @throws StellaError PERMISSION_DENIED where it cannot be told whether there is any */
function namesIn(folder: string): string[] {
  if (!isThere(folder, 'the quarantine')) return [];
  try {
    return readdirSync(folder);
  } catch (error) {
    throw fileSystemError(error, { what: 'the quarantine', missing: 'INPUT_MISSING' });
  }
}

function removeOldest(home: string): void {
  let bytes = 0;
  for (const [i, { digest }] of listQuarantine(home).entries()) {
    const folder = join(home, QUARANTINE_FOLDER, digestHex(digest));
    bytes += sizeOf(folder);
    if (i >= QUARANTINE_LIMITS.maxKits || bytes > QUARANTINE_LIMITS.maxTotalBytes)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the file; of a folder's envelope, or of nothing where it has none. */
async function digestOfKit(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  const file = statSync(path).isDirectory() ? join(path, KIT_ENVELOPE_FILE) : path;
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}

/** Bytes of a file, or of all files below a folder. */
function sizeOf(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.size;
  return filesBelow(path).reduce((sum, name) => sum + lstatSync(join(path, name)).size, 0);
}

/** Links and devices stay where they are. */
function isPlain(source: string): boolean {
  const status = lstatSync(source);
  return status.isFile() || status.isDirectory();
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
