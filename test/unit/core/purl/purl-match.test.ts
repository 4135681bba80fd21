import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { purlMeans } from '../../../../src/core/purl/purl-match.ts';

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
    ['pkg:golang/m@1', 'pkg:golang/m@1#sub', true],
    ['pkg:golang/m@1#sub', 'pkg:golang/m@1', false],
  ];
  for (const [pattern, component, expected] of cases) {
    it(`${pattern} ${expected ? 'means' : 'does not mean'} ${component}`, () => {
      assert.equal(purlMeans(parsePurl(pattern), parsePurl(component)), expected);
    });
  }
});
