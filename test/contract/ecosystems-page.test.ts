/** The table of ecosystems in docs/scoring.md says what the program does, and names every ecosystem that it can order. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { coordinatesOf } from '../../src/core/ecosystem/coordinate.ts';
import { parsePurl } from '../../src/core/purl/purl.ts';
import { ORDERED_ECOSYSTEMS, versionSchemeOf } from '../../src/core/version/registry.ts';

const page = readFileSync(new URL('../../docs/scoring.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| ([^|]+) \| (\w+) \| `(pkg:[^`]+)` \| `([^`]+)` \|$/gm)];

it('docs/scoring.md has every ecosystem whose versions can be ordered, but GHC, which has no purl', () => {
  const named = rows.map(([, ecosystem]) => ecosystem);
  assert.deepEqual(named.toSorted(), ORDERED_ECOSYSTEMS.filter((name) => name !== 'GHC').toSorted());
});

for (const [, ecosystem = '', order, purl = '', key] of rows) {
  it(`docs/scoring.md on ${ecosystem}`, () => {
    const scheme = versionSchemeOf(ecosystem);
    assert.equal(scheme?.name, order);
    const coordinates = coordinatesOf(parsePurl(purl));
    assert.ok(!('uncovered' in coordinates), purl);
    const found = coordinates.find((each) => each.key === key);
    assert.ok(found, `${purl} has ${coordinates.map((each) => each.key).join()}`);
    assert.ok(scheme?.isValid(found.version), found.version);
  });
}
