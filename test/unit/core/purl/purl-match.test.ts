import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { purlMeans } from '../../../../src/core/purl/purl-match.ts';
import { pep440 } from '../../../../src/core/version/pep440.ts';
import { semver } from '../../../../src/core/version/semver.ts';

describe('purlMeans', () => {
  const cases: readonly (readonly [pattern: string, component: string, expected: boolean])[] = [
    ['pkg:npm/a@1', 'pkg:npm/a@1', true],
    ['pkg:npm/a', 'pkg:npm/a@1', true],
    ['pkg:npm/a@1', 'pkg:npm/a', false],
    ['pkg:npm/a@1', 'pkg:npm/a@2', false],
    ['pkg:npm/a@1', 'pkg:pypi/a@1', false],
    ['pkg:npm/%40s/a@1', 'pkg:npm/a@1', false],
    ['pkg:npm/a@1', 'pkg:npm/%40s/a@1', false],
    ['pkg:npm/%40s/a@1', 'pkg:npm/@s/a@1', true],
    ['pkg:pypi/Foo_Bar@1', 'pkg:pypi/foo-bar@1', true],
    ['pkg:maven/g/a@1', 'pkg:maven/g/a@1?type=jar', true],
    ['pkg:maven/g/a@1?type=jar', 'pkg:maven/g/a@1', false],
    ['pkg:maven/g/a@1?type=jar', 'pkg:maven/g/a@1?classifier=x&type=jar', true],
    ['pkg:maven/g/a@1?type=jar', 'pkg:maven/g/a@1?type=pom', false],
    [
      'pkg:oci/d?repository_url=docker.io/library/d',
      'pkg:oci/d@1?repository_url=index.docker.io/library/d',
      true,
    ],
    [
      'pkg:oci/d?repository_url=index.docker.io/library/d',
      'pkg:oci/d?repository_url=docker.io/library/d',
      true,
    ],
    [
      'pkg:oci/d?repository_url=docker.io/other/d',
      'pkg:oci/d?repository_url=index.docker.io/library/d',
      false,
    ],
    [
      'pkg:oci/d?repository_url=docker.io.example/d',
      'pkg:oci/d?repository_url=index.docker.io.example/d',
      false,
    ],
    ['pkg:maven/g/a?repository_url=docker.io/a', 'pkg:maven/g/a?repository_url=index.docker.io/a', false],
    ['pkg:golang/m@1', 'pkg:golang/m@1#sub', true],
    ['pkg:golang/m@1#sub', 'pkg:golang/m@1', false],
  ];
  for (const [pattern, component, expected] of cases) {
    it(`${pattern} ${expected ? 'means' : 'does not mean'} ${component}`, () => {
      assert.equal(purlMeans(parsePurl(pattern), parsePurl(component)), expected);
    });
  }

  for (const [scheme, pattern, component, expected] of [
    [semver, 'pkg:golang/m@1.0.0', 'pkg:golang/m@v1.0.0', true],
    [semver, 'pkg:golang/m@1.0.1', 'pkg:golang/m@v1.0.0', false],
    [pep440, 'pkg:pypi/a@1.0', 'pkg:pypi/a@1.0.0', true],
    [pep440, 'pkg:pypi/a@1.0', 'pkg:pypi/a', false],
    [pep440, 'pkg:pypi/a@x', 'pkg:pypi/a@1.0', false],
  ] as const) {
    it(`${pattern} ${expected ? 'means' : 'does not mean'} ${component}, as its ecosystem orders versions`, () => {
      assert.equal(purlMeans(parsePurl(pattern), parsePurl(component), scheme), expected);
    });
  }
});
