/** Whether something is there, where "no" must mean no. */
import { statSync } from 'node:fs';
import { isStellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';

/**
 * False only where nothing is: a store that a user may not look into is not an empty one.
 * @param what names it in the message
 * @throws StellaError PERMISSION_DENIED where it cannot be told
 */
export function isThere(path: string, what: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const known = fileSystemError(error, { what, missing: 'INPUT_MISSING' });
    if (isStellaError(known) && known.code === 'INPUT_MISSING') return false;
    throw known;
  }
}
