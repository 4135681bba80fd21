/** Reads the receipts in a folder, or one file. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByKey } from '../core/encoding/order.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';
import type { ReceiptFile } from '../core/receipt/judge-receipts.ts';
import { fileSystemError } from './files/file-system-error.ts';
import { readInputFile } from './files/read-input-file.ts';

const MAX_RECEIPT_BYTES = limit('receiptBytes');
const MAX_TOTAL_BYTES = limit('receiptTotalBytes');

/**
 * @param maxFiles most files in a folder
 * @throws StellaError INPUT_MISSING, PERMISSION_DENIED or LIMIT_EXCEEDED
 */
export async function readReceipts(
  path: string,
  maxFiles: number = limit('receiptFiles'),
): Promise<readonly ReceiptFile[]> {
  const what = `the receipts ${JSON.stringify(path)}`;
  try {
    if (!(await stat(path)).isDirectory()) return [{ name: path, bytes: await readReceipt(path) }];
    const names = (await readdir(path)).filter((name) => name.endsWith('.json'));
    if (names.length === 0) throw new StellaError('INPUT_MISSING', `${what} has no *.json`);
    if (names.length > maxFiles) throw tooMany(`${what} are ${names.length} files`, `at most ${maxFiles}`);
    const files = [];
    let totalBytes = 0;
    for (const name of sortedByKey(names, (text) => text)) {
      const bytes = await readReceipt(join(path, name));
      totalBytes += bytes.length;
      if (totalBytes > MAX_TOTAL_BYTES)
        throw tooMany(`${what} have more than ${MAX_TOTAL_BYTES} bytes`, 'no more');
      files.push({ name, bytes });
    }
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

function tooMany(found: string, taken: string): StellaError {
  return new StellaError('LIMIT_EXCEEDED', `${found}; ${taken} are read`, {
    hint: 'name a folder with the receipts of fewer scans',
  });
}
