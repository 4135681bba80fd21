import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionSchemeOf } from '../../../../src/core/version/registry.ts';

const EXPECTED: Readonly<Record<string, string>> = {
  npm: 'semver',
  'crates.io': 'semver',
  Go: 'semver',
  Hex: 'semver',
  SwiftURL: 'semver',
  'GitHub Actions': 'semver',
  GHC: 'semver',
  Julia: 'semver',
  VSCode: 'semver',
  PyPI: 'pep440',
  Maven: 'maven',
  'Maven:https://maven.google.com': 'maven',
  RubyGems: 'rubygems',
  NuGet: 'nuget',
  Packagist: 'packagist',
  Pub: 'pub',
  CRAN: 'cran',
  Bioconductor: 'cran',
  Hackage: 'hackage',
  Bitnami: 'bitnami',
  opam: 'opam',
  Debian: 'debian',
  Echo: 'debian',
  'Debian:12': 'debian',
  'Ubuntu:Pro:18.04:LTS': 'debian',
  'Alpine:v3.19': 'alpine',
  Alpaquita: 'alpine',
  'BellSoft Hardened Containers': 'alpine',
  Chainguard: 'alpine',
  CleanStart: 'alpine',
  MinimOS: 'alpine',
  Wolfi: 'alpine',
  'Red Hat:rhel_aus:8.4::appstream': 'rpm',
  'AlmaLinux:9': 'rpm',
  'Azure Linux:3': 'rpm',
  'Rocky Linux:9': 'rpm',
  'SUSE:Linux Enterprise Server 15 SP5': 'rpm',
  'openSUSE:Leap 15.5': 'rpm',
  'Mageia:9': 'rpm',
  'openEuler:22.03-LTS': 'rpm',
  'Photon OS:3.0': 'rpm',
};

for (const [ecosystem, scheme] of Object.entries(EXPECTED)) {
  test(`${ecosystem} is ordered by ${scheme}`, () => {
    assert.equal(versionSchemeOf(ecosystem)?.name, scheme);
  });
}

const UNKNOWN = ['', ':', ':12', 'debian', 'NPM', 'npm ', ' npm', 'constructor', '__proto__', 'toString'];
const WITHOUT_ORDER = [
  'ConanCenter',
  'Android',
  'Linux',
  'OSS-Fuzz',
  'GIT',
  'Homebrew',
  'Root',
  'Kubernetes',
];

for (const ecosystem of [...UNKNOWN, ...WITHOUT_ORDER]) {
  test(`${JSON.stringify(ecosystem)} has no scheme: not covered, never a guess`, () => {
    assert.equal(versionSchemeOf(ecosystem), undefined);
  });
}
