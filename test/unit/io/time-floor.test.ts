import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isStellaError } from '../../../src/core/errors.ts';
import { TIME_FLOOR_FILE, timeFloor } from '../../../src/io/time-floor.ts';
import { scratchFolder } from '../../helpers/run-stella.ts';

const record = (time: string) => ({ time, source: 'kit 1', recordedAt: '2025-01-01T00:00:00Z' });
const [EARLY, LATE] = ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'];

describe('the time floor in a home', () => {
  test('is nothing at first, then the latest time that was noted', () => {
    const home = scratchFolder();
    const floor = timeFloor(home);
    assert.equal(floor.read(), null);
    floor.raise(record(LATE));
    floor.raise(record(EARLY));
    assert.deepEqual(timeFloor(home).read(), { schema: 'stella.time-floor/v1', ...record(LATE) });
    floor.replace(record(EARLY));
    assert.equal(floor.read()?.time, EARLY);
    assert.deepEqual(readdirSync(home), [TIME_FLOOR_FILE]);
  });

  test('makes no home', () => {
    const home = join(scratchFolder(), 'none');
    timeFloor(home).raise(record(LATE));
    assert.equal(existsSync(home), false);
  });

  test('lets be where nothing can be written', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, '');
    timeFloor(file).raise(record(LATE));
    assert.equal(readFileSync(file, 'utf8'), '');
  });

  test('refuses to guess at a file that it cannot read', () => {
    const home = scratchFolder();
    for (const text of ['', '{}', '{"schema":"stella.time-floor/v1","time":"soon"}']) {
      writeFileSync(join(home, TIME_FLOOR_FILE), text);
      assert.throws(
        () => timeFloor(home).read(),
        (error) => isStellaError(error) && error.code === 'STORE_CORRUPT',
      );
    }
  });
});
