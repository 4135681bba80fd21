import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPurl } from '../../../../src/core/purl/purl.ts';
import { isIdentified, productIdentity } from '../../../../src/core/vex/product-identity.ts';

const HASH = 'ab'.repeat(32);

describe('productIdentity', () => {
  it('keeps purls and leaves out what is none', () => {
    const { purls } = productIdentity({
      purls: ['pkg:npm/a', 'PKG:npm/b', 'pkg:npm', 'cpe:/a:b', undefined, ''],
    });
    assert.deepEqual(purls.map(formatPurl), ['pkg:npm/a', 'pkg:npm/b']);
  });

  it('takes the digest of an image for its hash', () => {
    assert.deepEqual(productIdentity({ purls: [`pkg:oci/a@sha256:${HASH}`] }).sha256, [HASH]);
    assert.deepEqual(productIdentity({ purls: [`pkg:docker/a@sha256:${HASH}`] }).sha256, [HASH]);
    assert.deepEqual(productIdentity({ purls: [`pkg:npm/a@sha256:${HASH}`, 'pkg:oci/a@1'] }).sha256, []);
  });

  it('keeps hashes in lower case and leaves out what is none', () => {
    assert.deepEqual(productIdentity({ sha256: [HASH.toUpperCase(), 'ab', undefined] }).sha256, [HASH]);
  });
});

describe('isIdentified', () => {
  it('is false for nothing to recognise by', () => {
    assert.equal(
      isIdentified(productIdentity({ purls: ['cpe:/a:b'], sha256: ['x'], bomLinks: ['urn:cdx:x'] })),
      false,
    );
    for (const texts of [
      { purls: ['pkg:npm/a'] },
      { sha256: [HASH] },
      { bomRefs: ['a'] },
      { bomLinks: ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1'] },
    ])
      assert.equal(isIdentified(productIdentity(texts)), true);
  });
});
