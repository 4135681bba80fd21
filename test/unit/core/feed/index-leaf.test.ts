import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import {
  epssLeafText,
  kevLeafText,
  packageLeafText,
  rowsInLeafOrder,
} from '../../../../src/core/feed/index-leaf.ts';

describe('leaf data', () => {
  it('is canonical JSON of the key and the digests', () => {
    const digest = digestOf(new Uint8Array(0));
    assert.equal(
      packageLeafText({ key: 'npm:lodash', advisories: [digest] }),
      `{"advisories":["${digest}"],"key":"npm:lodash"}`,
    );
  });

  it('has the EPSS decimals as printed', () => {
    assert.equal(
      epssLeafText({ cve: 'CVE-2021-44228', probability: '0.97560', percentile: '1e-05' }),
      '{"key":"CVE-2021-44228","percentile":"1e-05","probability":"0.97560"}',
    );
  });

  it('has the day of a KEV entry', () => {
    assert.equal(
      kevLeafText({ cve: 'CVE-2021-44228', dateAdded: '2021-12-10' }),
      '{"dateAdded":"2021-12-10","key":"CVE-2021-44228"}',
    );
  });
});

describe('rowsInLeafOrder', () => {
  it('sorts by the bytes of the CVE id, not by its number', () => {
    const rows = ['CVE-2021-9999', 'CVE-2021-10000', 'CVE-1999-0001'].map((cve) => ({ cve }));
    const sorted = rowsInLeafOrder(rows).map(({ cve }) => cve);
    assert.deepEqual(sorted, ['CVE-1999-0001', 'CVE-2021-10000', 'CVE-2021-9999']);
  });

  it('rejects a CVE that stands twice, however far apart', () => {
    assert.throws(
      () => rowsInLeafOrder([{ cve: 'CVE-2021-0001' }, { cve: 'CVE-2021-0002' }, { cve: 'CVE-2021-0001' }]),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });
});
