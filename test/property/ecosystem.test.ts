import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { coordinatesOf } from '../../src/core/ecosystem/coordinate.ts';
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

const source = fc.record({ name, version: fc.option(anyText) });

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

  it('give any purl coordinates whose keys are their names, each once, or a reason', () => {
    fc.assert(
      fc.property(purl, fc.option(source, { nil: undefined }), name, (components, said, written) => {
        const asWritten = { namespace: components.namespace, name: written };
        const found = coordinatesOf(components, { asWritten, source: said });
        if ('uncovered' in found) {
          assert.match(found.uncovered, /^(ecosystem-not-in-feed|version-not-parsable|type-not-supported)$/);
          return;
        }
        for (const each of found) {
          assert.equal(each.key, `${each.ecosystem}:${each.name}`);
          assert.equal(packageKey(each.ecosystem, each.name), each.key);
          assert.notEqual(each.ecosystem, '');
        }
        assert.equal(new Set(found.map(({ key, version }) => `${key}\n${version}`)).size, found.length);
      }),
      { numRuns: 1000 },
    );
  });
});
