import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUNDLE_INDEX_FORMAT } from '../../../../src/core/bundle/bundle-index.ts';
import { checkDocument } from '../../../../src/core/json/document.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const BUNDLE = {
  file: 'scan-1.tar.gz',
  digest: DIGEST,
  size: 7,
  scanId: 'scan-1',
  scannedAt: '2025-01-15T00:00:00Z',
  manifestHash: DIGEST,
  rootHash: DIGEST,
};
const INDEX = {
  schema: 'stella.bundle-index/v1',
  since: '2025-01-01',
  until: '2025-01-31',
  scan: null,
  bundles: [BUNDLE],
};

describe('the bundle index', () => {
  test('lists bundles, or none', () => {
    assert.deepEqual(checkDocument(BUNDLE_INDEX_FORMAT, INDEX), INDEX);
    assert.deepEqual(checkDocument(BUNDLE_INDEX_FORMAT, { ...INDEX, bundles: [] }).bundles, []);
  });

  const refused: readonly (readonly [string, JsonValue])[] = [
    ['a member more', { ...INDEX, note: '' }],
    ['a day with a time', { ...INDEX, since: '2025-01-01T00:00:00Z' }],
    ['a bundle without a digest', { ...INDEX, bundles: [{ ...BUNDLE, digest: '' }] }],
    ['a bundle with a negative size', { ...INDEX, bundles: [{ ...BUNDLE, size: -1 }] }],
    ['a bundle twice', { ...INDEX, bundles: [BUNDLE, BUNDLE] }],
    ['bundles out of order', { ...INDEX, bundles: [BUNDLE, { ...BUNDLE, file: 'a.tar.gz' }] }],
    ['a path that climbs', { ...INDEX, bundles: [{ ...BUNDLE, file: '../a.tar.gz' }] }],
    ['a file in a folder', { ...INDEX, bundles: [{ ...BUNDLE, file: 'a/b.tar.gz' }] }],
    ['a bundle with a member more', { ...INDEX, bundles: [{ ...BUNDLE, note: '' }] }],
  ];
  for (const [what, index] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => checkDocument(BUNDLE_INDEX_FORMAT, index), { code: 'BUNDLE_INVALID' });
    });
  }
});
