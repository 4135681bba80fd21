import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packBundle } from '../../../../src/core/bundle/write-bundle.ts';
import { unpackBundle } from '../../../../src/io/archive/read-bundle.ts';
import { proofFiles } from '../../../helpers/proof-documents.ts';

test('packBundle gives what unpackBundle reads', async () => {
  const files = proofFiles();
  const unpacked = await unpackBundle(packBundle(files));
  assert.deepEqual(new Map([...unpacked].sort()), new Map([...files].sort()));
});

test('packBundle gives the same bytes for the same files in any order', () => {
  const files = proofFiles();
  assert.deepEqual(packBundle(new Map([...files].reverse())), packBundle(files));
});
