import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import {
  countShape,
  digestShape,
  hashHexShape,
  scanIdShape,
  scoreShape,
  timestampShape,
} from '../../../../src/core/json/shapes.ts';

const HEX = '0123456789abcdef'.repeat(4);

const SHAPES: readonly (readonly [string, v.GenericSchema, readonly unknown[], readonly unknown[]])[] = [
  [
    'digestShape',
    digestShape,
    [`sha256:${HEX}`],
    [
      HEX,
      `sha256:${HEX.toUpperCase()}`,
      `SHA256:${HEX}`,
      `sha256:${HEX}0`,
      `sha256:${HEX}\n`,
      `sha512:${HEX}`,
      null,
    ],
  ],
  ['hashHexShape', hashHexShape, [HEX], [HEX.toUpperCase(), HEX.slice(1), `${HEX}\n`, `g${HEX.slice(1)}`, 1]],
  [
    'timestampShape',
    timestampShape,
    ['2025-01-15T00:00:00Z', '2024-02-29T23:59:59Z', '0000-01-01T00:00:00Z'],
    ['2025-02-29T00:00:00Z', '2025-01-15T00:00:00.0Z', '2025-01-15', '2025-01-15T00:00:00+00:00', 0],
  ],
  ['countShape', countShape, [0, 1, Number.MAX_SAFE_INTEGER], [-1, 0.5, 2 ** 53, Number.NaN, '1', null]],
  [
    'scoreShape',
    scoreShape,
    [0, 0.1, 0.3, 2.3, 5.7, 9.9, 10, ...Array.from({ length: 101 }, (_, tenths) => tenths / 10)],
    [-0.1, 10.1, 9.85, 0.30000000000000004, Number.NaN, Number.POSITIVE_INFINITY, '1', null],
  ],
  [
    'scanIdShape',
    scanIdShape,
    ['a', '0', 'A.b_c:d-9', 'a'.repeat(128)],
    ['', '.a', '-a', 'a/b', 'a b', 'a\n', 'ä', 'a'.repeat(129), 1],
  ],
];

for (const [name, shape, good, bad] of SHAPES) {
  describe(name, () => {
    test('takes what it must', () => {
      for (const value of good) assert.ok(v.is(shape, value), JSON.stringify(value));
    });
    test('refuses everything else', () => {
      for (const value of bad) assert.ok(!v.is(shape, value), JSON.stringify(value));
    });
  });
}
