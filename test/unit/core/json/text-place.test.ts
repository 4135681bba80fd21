import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace } from '../../../../src/core/json/text-place.ts';

test('formatPlace counts lines and columns from 1', () => {
  const text = 'ab\ncd\n\nx';
  const places = Array.from({ length: text.length + 1 }, (_, offset) => formatPlace(text, offset));
  assert.deepEqual(places, [
    'line 1, column 1',
    'line 1, column 2',
    'line 1, column 3',
    'line 2, column 1',
    'line 2, column 2',
    'line 2, column 3',
    'line 3, column 1',
    'line 4, column 1',
    'line 4, column 2',
  ]);
});

test('formatPlace of a text of a million lines is quick', () => {
  assert.equal(formatPlace('\n'.repeat(1_000_000), 1_000_000), 'line 1000001, column 1');
});
