import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseEcosystem, normalizePackageName, packageKey } from '../../../../src/core/ecosystem/ecosystem.ts';

describe('baseEcosystem', () => {
  it('leaves the release and the repository out', () => {
    for (const [ecosystem, base] of [
      ['npm', 'npm'],
      ['Debian:12', 'Debian'],
      ['Ubuntu:22.04:LTS', 'Ubuntu'],
      ['Ubuntu:Pro:18.04:LTS', 'Ubuntu'],
      ['Red Hat:enterprise_linux:9::baseos', 'Red Hat'],
      ['Maven:https://maven.google.com', 'Maven'],
      ['', ''],
      [':x', ''],
    ] as const)
      assert.equal(baseEcosystem(ecosystem), base);
  });
});

describe('normalizePackageName', () => {
  it('follows PEP 503 for PyPI', () => {
    for (const name of [
      'friendly-bard',
      'Friendly-Bard',
      'FRIENDLY-BARD',
      'friendly.bard',
      'FrIeNdLy-._.-bArD',
    ])
      assert.equal(normalizePackageName('PyPI', name), 'friendly-bard');
  });

  it('lower-cases NuGet and Packagist names', () => {
    assert.equal(normalizePackageName('NuGet', 'Newtonsoft.Json'), 'newtonsoft.json');
    assert.equal(normalizePackageName('Packagist', 'Laravel/Framework'), 'laravel/framework');
  });

  it('leaves the names of all others as they are', () => {
    for (const ecosystem of ['npm', 'Go', 'Maven', 'RubyGems', 'crates.io', 'Debian:12', 'constructor'])
      assert.equal(normalizePackageName(ecosystem, 'A_b.C'), 'A_b.C');
  });

  it('normalises by the ecosystem without its suffix', () => {
    assert.equal(normalizePackageName('PyPI:https://example.org/simple', 'A_b'), 'a-b');
  });
});

describe('packageKey', () => {
  it('is the ecosystem with its release, a colon and the normal name', () => {
    assert.equal(packageKey('npm', '@angular/core'), 'npm:@angular/core');
    assert.equal(packageKey('Debian:12', 'openssl'), 'Debian:12:openssl');
    assert.equal(packageKey('PyPI', 'Zope.Interface'), 'PyPI:zope-interface');
    assert.equal(
      packageKey('Maven', 'org.apache.commons:commons-text'),
      'Maven:org.apache.commons:commons-text',
    );
  });
});
