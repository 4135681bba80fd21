/** Reads the receipts in a folder, or one file. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByKey } from '../core/encoding/order.ts';
import { StellaError } from '../core/errors.ts';
import type { ReceiptFile } from '../core/receipt/judge-receipts.ts';
import { fileSystemError } from './files/file-system-error.ts';
import { readInputFile } from './files/read-input-file.ts';

export const MAX_RECEIPT_BYTES = 2 ** 20;

/** @throws StellaError INPUT_MISSING, PERMISSION_DENIED or LIMIT_EXCEEDED */
export async function readReceipts(path: string): Promise<readonly ReceiptFile[]> {
  const what = `the receipts ${JSON.stringify(path)}`;
  try {
    if (!(await stat(path)).isDirectory()) return [{ name: path, bytes: await readReceipt(path) }];
    const names = (await readdir(path)).filter((name) => name.endsWith('.json'));
    if (names.length === 0) throw new StellaError('INPUT_MISSING', `${what} has no *.json`);
    const files = [];
    for (const name of sortedByKey(names, (text) => text))
      files.push({ name, bytes: await readReceipt(join(path, name)) });
    return files;
  } catch (error) {
    throw fileSystemError(error, { what, missing: 'INPUT_MISSING' });
  }
}

/** @throws StellaError INPUT_MISSING, PERMISSION_DENIED or LIMIT_EXCEEDED */
export async function readReceipt(path: string): Promise<Uint8Array> {
  return await readInputFile(path, {
    what: 'the receipt',
    missing: 'INPUT_MISSING',
    maxBytes: MAX_RECEIPT_BYTES,
  });
}
