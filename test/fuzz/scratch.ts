/** A file for targets that are read from one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | null = null;

/** The path of a file that holds these bytes until the next call. */
export function scratchFile(bytes: Uint8Array): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), 'stella-fuzz-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const path = join(folder, 'input');
  writeFileSync(path, bytes);
  return path;
}
