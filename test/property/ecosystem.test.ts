import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { coordinateOf } from '../../src/core/ecosystem/coordinate.ts';
import { baseEcosystem, normalizePackageName, packageKey } from '../../src/core/ecosystem/ecosystem.ts';
import type { Purl } from '../../src/core/purl/purl.ts';

const ECOSYSTEMS = [
  'npm',
  'PyPI',
  'NuGet',
  'Packagist',
  'Go',
  'Maven',
  'Debian:12',
  'Ubuntu:22.04:LTS',
  'PyPI:x',
  '',
];
const TYPES = [
  'npm',
  'pypi',
  'golang',
  'maven',
  'deb',
  'apk',
  'rpm',
  'githubactions',
  'bitnami',
  'nuget',
  'generic',
];
const VENDORS = [
  'debian',
  'ubuntu',
  'alpine',
  'wolfi',
  'almalinux',
  'rocky',
  'redhat',
  'suse',
  'opensuse',
  'x',
];

const anyText = fc.string({ unit: 'binary' });
const name = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'aA-_.İΣ@:') }));
const distro = fc.oneof(
  anyText,
  fc
    .tuple(
      fc.constantFrom(...VENDORS, 'opensuse-leap', 'SUSE Linux', 'cpe:/o:redhat:x'),
      fc.constantFrom('-', ' ', ''),
      fc.double(),
    )
    .map(([vendor, separator, version]) => `${vendor}${separator}${version}`),
);

const purl: fc.Arbitrary<Purl> = fc.record({
  type: fc.constantFrom(...TYPES),
  namespace: fc.option(fc.oneof(fc.constantFrom(...VENDORS), anyText)),
  name: name.filter((value) => value !== ''),
  version: fc.option(anyText.filter((value) => value !== '')),
  qualifiers: fc.record({ distro, upstream: name, epoch: anyText }, { requiredKeys: [] }),
  subpath: fc.constant(null),
});

describe('ecosystems', () => {
  it('normalise a name once and for all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ECOSYSTEMS), name, (ecosystem, text) => {
        const normal = normalizePackageName(ecosystem, text);
        assert.equal(normalizePackageName(ecosystem, normal), normal);
        assert.equal(packageKey(ecosystem, normal), packageKey(ecosystem, text));
        assert.equal(baseEcosystem(baseEcosystem(ecosystem)), baseEcosystem(ecosystem));
      }),
      { numRuns: 1000 },
    );
  });

  it('give any purl a coordinate whose key is its name, or a reason', () => {
    fc.assert(
      fc.property(purl, fc.option(anyText), (components, sbomVersion) => {
        const found = coordinateOf(components, sbomVersion);
        if ('uncovered' in found) {
          assert.match(found.uncovered, /^(ecosystem-not-in-feed|version-not-parsable|type-not-supported)$/);
          return;
        }
        assert.equal(found.key, `${found.ecosystem}:${found.name}`);
        assert.equal(packageKey(found.ecosystem, found.name), found.key);
        assert.notEqual(found.ecosystem, '');
      }),
      { numRuns: 1000 },
    );
  });
});
