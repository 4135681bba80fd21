/** Writes a command's file to where `--output` says: a path, or `-` for standard output. */
import { type WriteOptions, writeFileAtomically } from '../io/files/write-file.ts';
import { standardOutput } from './standard-streams.ts';

/** @throws StellaError OUTPUT_EXISTS, PERMISSION_DENIED or STORAGE_FULL */
export function writeOutput(path: string, bytes: Uint8Array, options: WriteOptions): void {
  if (path === '-') standardOutput.write(bytes);
  else writeFileAtomically(path, bytes, options);
}
