import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Digest, digestOf } from '../../../../src/core/digest/sha256.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import { parseOsvRecord } from '../../../../src/core/feed/osv-record.ts';
import {
  epssIndexOf,
  kevIndexOf,
  PackageIndexBuilder,
  packageKeysOf,
} from '../../../../src/core/feed/package-index.ts';

const A = digestOf(Uint8Array.of(1));
const B = digestOf(Uint8Array.of(2));

function keysOf(...packages: { ecosystem?: string; name?: string }[]): string[] {
  return packageKeysOf(parseOsvRecord({ id: 'X', affected: packages.map((p) => ({ package: p })) }, 'r'));
}

describe('packageKeysOf', () => {
  it('has the ecosystem with its release as it stands', () => {
    assert.deepEqual(
      keysOf({ ecosystem: 'Debian:12', name: 'openssl' }, { ecosystem: 'npm', name: '@a/B' }),
      ['Debian:12:openssl', 'npm:@a/B'],
    );
  });

  it('has the name in its normal form, and a package that is spelled twice once', () => {
    const names = [
      { ecosystem: 'PyPI', name: 'Flask_Babel' },
      { ecosystem: 'PyPI', name: 'flask-babel' },
      { ecosystem: 'NuGet', name: 'Newtonsoft.Json' },
      { ecosystem: 'Packagist', name: 'Symfony/Http' },
    ];
    assert.deepEqual(keysOf(...names), [
      'PyPI:flask-babel',
      'NuGet:newtonsoft.json',
      'Packagist:symfony/http',
    ]);
  });

  it('leaves out an entry that names no package', () => {
    assert.deepEqual(keysOf({ ecosystem: 'npm' }, {}), []);
  });
});

describe('PackageIndexBuilder', () => {
  it('gives the leaves sorted by the bytes of their keys, with sorted distinct digests', () => {
    const builder = new PackageIndexBuilder();
    const pairs: [string, Digest][] = [
      ['npm:\u{1f600}', A],
      ['npm:\uff5e', A],
      ['npm:b', B],
      ['npm:a', B],
      ['npm:a', A],
      ['npm:a', B],
      ['Go:z', A],
    ];
    for (const [key, digest] of pairs) builder.add(key, digest);
    assert.deepEqual(
      [...builder.leaves()],
      [
        { key: 'Go:z', advisories: [A] },
        { key: 'npm:a', advisories: [A, B].sort() },
        { key: 'npm:b', advisories: [B] },
        { key: 'npm:\uff5e', advisories: [A] },
        { key: 'npm:\u{1f600}', advisories: [A] },
      ],
    );
    assert.equal(builder.index().treeSize, 5);
  });

  it('has no leaf before a record came', () => {
    assert.equal(
      new PackageIndexBuilder().index().rootHash,
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('takes a key such as __proto__ for any other', () => {
    const builder = new PackageIndexBuilder();
    builder.add('__proto__', A);
    builder.add('constructor', A);
    assert.deepEqual(
      [...builder.leaves()].map((leaf) => leaf.key),
      ['__proto__', 'constructor'],
    );
  });

  it('refuses what is no digest', () => {
    assert.throws(
      () => new PackageIndexBuilder().add('npm:a', 'sha256:0' as Digest),
      (error) => isStellaError(error) && error.code === 'INTERNAL',
    );
  });
});

describe('epssIndexOf and kevIndexOf', () => {
  it('do not depend on the order of the rows', () => {
    const epss = ['1', '2', '3'].map((n) => ({
      cve: `CVE-2020-000${n}`,
      probability: '0.1',
      percentile: '0.2',
    }));
    assert.deepEqual(epssIndexOf(epss), epssIndexOf(epss.toReversed()));
    const kev = ['1', '2', '3'].map((n) => ({ cve: `CVE-2020-000${n}`, dateAdded: '2020-01-01' }));
    assert.deepEqual(kevIndexOf(kev), kevIndexOf(kev.toReversed()));
    assert.notDeepEqual(kevIndexOf(kev), kevIndexOf(kev.slice(1)));
  });

  it('reject a CVE that two sources have', () => {
    const row = { cve: 'CVE-2020-0001', dateAdded: '2020-01-01' };
    assert.throws(() => kevIndexOf([row, { ...row, dateAdded: '2020-01-02' }]), isStellaError);
  });
});
