import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import {
  buildFeedDescriptor,
  type FeedSource,
  feedHashOf,
  parseFeedDescriptor,
} from '../../../../src/core/feed/snapshot.ts';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';

const DIGEST = digestOf(new Uint8Array(0));
const INDEX = { treeSize: 2, rootHash: DIGEST };

function source(name: string, capturedAt: string, kind: FeedSource['kind'] = 'osv'): FeedSource {
  return { name, kind, digest: DIGEST, size: 10, records: 2, capturedAt };
}

const NPM = source('osv/npm', '2025-01-14T00:00:00Z');
const PYPI = source('osv/PyPI', '2025-01-15T00:00:00Z');
const EPSS = source('epss', '2025-01-13T00:00:00Z', 'epss');

describe('buildFeedDescriptor', () => {
  const descriptor = buildFeedDescriptor([NPM, EPSS, PYPI], { index: INDEX, epssIndex: INDEX });

  it('sorts the sources by the bytes of their names and takes the latest capture', () => {
    assert.deepEqual(descriptor, {
      schema: 'stella.feed/v1',
      capturedAt: '2025-01-15T00:00:00Z',
      sources: [EPSS, PYPI, NPM],
      index: INDEX,
      epssIndex: INDEX,
    });
  });

  it('does not depend on the order of the sources', () => {
    const other = buildFeedDescriptor([PYPI, EPSS, NPM], { index: INDEX, epssIndex: INDEX });
    assert.equal(feedHashOf(other), feedHashOf(descriptor));
  });

  it('is read back from its canonical bytes, whose digest is the feed hash', () => {
    const bytes = canonicalBytes(descriptor);
    assert.deepEqual(parseFeedDescriptor(bytes), descriptor);
    assert.equal(feedHashOf(descriptor), digestOf(bytes));
  });

  it('rejects a snapshot without a source', () => {
    assert.throws(
      () => buildFeedDescriptor([], { index: INDEX }),
      (error) => isStellaError(error) && error.code === 'FEED_MISSING',
    );
  });

  it('rejects two sources of one name', () => {
    assert.throws(
      () => buildFeedDescriptor([NPM, { ...NPM, size: 11 }], { index: INDEX }),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });
});

describe('parseFeedDescriptor', () => {
  const valid = {
    schema: 'stella.feed/v1',
    capturedAt: '2025-01-14T00:00:00Z',
    sources: [NPM],
    index: INDEX,
  };

  it('reads a descriptor without EPSS and KEV', () => {
    assert.deepEqual(parseFeedDescriptor(canonicalBytes(valid)), valid);
  });

  for (const [title, value, code] of [
    ['another schema', { ...valid, schema: 'stella.feed/v2' }, 'UNSUPPORTED_VERSION'],
    ['no source', { ...valid, sources: [] }, 'INPUT_INVALID'],
    ['an unknown member', { ...valid, extra: 1 }, 'INPUT_INVALID'],
    ['an unknown kind', { ...valid, sources: [{ ...NPM, kind: 'nvd' }] }, 'INPUT_INVALID'],
    ['a negative size', { ...valid, sources: [{ ...NPM, size: -1 }] }, 'INPUT_INVALID'],
    ['a digest without its algorithm', { ...valid, sources: [{ ...NPM, digest: 'ab' }] }, 'INPUT_INVALID'],
    ['an empty name', { ...valid, sources: [{ ...NPM, name: '' }] }, 'INPUT_INVALID'],
    [
      'a capture before that of its source',
      { ...valid, capturedAt: '2025-01-13T00:00:00Z' },
      'INPUT_INVALID',
    ],
    [
      'a capture after those of its sources',
      { ...valid, capturedAt: '2025-01-15T00:00:00Z' },
      'INPUT_INVALID',
    ],
    [
      'sources out of order',
      { ...valid, capturedAt: PYPI.capturedAt, sources: [NPM, PYPI] },
      'INPUT_INVALID',
    ],
    ['a source twice', { ...valid, sources: [NPM, NPM] }, 'INPUT_INVALID'],
    ['no index', { ...valid, index: null }, 'INPUT_INVALID'],
    ['null for an index that is not there', { ...valid, kevIndex: null }, 'INPUT_INVALID'],
  ] as const) {
    it(`rejects ${title}`, () => {
      assert.throws(
        () => parseFeedDescriptor(canonicalBytes(value as unknown as JsonValue)),
        (error) => isStellaError(error) && error.code === code,
      );
    });
  }

  it('rejects bytes that are not canonical', () => {
    assert.throws(
      () => parseFeedDescriptor(new TextEncoder().encode(JSON.stringify(valid, null, 1))),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });
});
