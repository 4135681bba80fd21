/**
 * The time floor in a small file of its own, beside the database: `proof verify` reads it without opening the store, and a
 * store on a medium that cannot be written serves it too.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeFloor } from '../app/ports/clock.ts';
import { utf8Encode } from '../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../core/errors.ts';
import { canonicalJson } from '../core/json/canonical-json.ts';
import { parseTimeFloor, type TimeFloorRecord } from '../core/time/time-floor.ts';
import { fileSystemError } from './files/file-system-error.ts';
import { writeFileAtomically } from './files/write-file.ts';

export const TIME_FLOOR_FILE = 'time-floor.json';

/** @param home of the store; nothing is written where there is none */
export function timeFloor(home: string): TimeFloor {
  const path = join(home, TIME_FLOOR_FILE);
  const write = (record: Omit<TimeFloorRecord, 'schema'>): void => {
    const bytes = utf8Encode(canonicalJson({ schema: 'stella.time-floor/v1', ...record }));
    writeFileAtomically(path, bytes, { what: 'the time floor', overwrite: true, mode: 0o600 });
  };
  return {
    read: () => readFloor(path),
    raise(record) {
      const known = readFloor(path);
      if ((known !== null && record.time <= known.time) || !existsSync(home)) return;
      try {
        write(record);
      } catch (error) {
        // A medium that cannot be written, or is full, keeps what it has: nothing that is being verified rests on the new one.
        if (!isStellaError(error)) throw error;
      }
    },
    replace: write,
  };
}

function readFloor(path: string): TimeFloorRecord | null {
  try {
    return parseTimeFloor(new Uint8Array(readFileSync(path)));
  } catch (error) {
    const known = fileSystemError(error, { what: 'the time floor', missing: 'INPUT_MISSING' });
    if (!isStellaError(known) || known.code === 'PERMISSION_DENIED') throw known;
    if (known.code === 'INPUT_MISSING') return null;
    throw new StellaError('STORE_CORRUPT', `the time floor ${path} cannot be read: ${known.message}`, {
      cause: known,
      hint: 'it was damaged or edited: restore it from a backup; or make another with "stella trust time-floor --lower-to TIME --reason TEXT", which the ledger records',
    });
  }
}
