/** The published JSON Schemas are those of the shapes that the program checks by, and accept what the program writes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { documentSchemas, resultSchemas } from '../../scripts/schemas.ts';

const folder = new URL('../../schemas/', import.meta.url);

describe('schemas/', () => {
  it('has a schema of each document', () => {
    const committed = readdirSync(folder).filter((name) => /\.v\d+\.schema\.json$/.test(name));
    assert.deepEqual(committed.toSorted(), [...documentSchemas().keys()].toSorted());
  });

  it('has a schema of each result', () => {
    const committed = readdirSync(new URL('results/', folder)).map((name) => `results/${name}`);
    assert.deepEqual(committed.toSorted(), [...resultSchemas().keys()].toSorted());
  });

  for (const [name, text] of [...documentSchemas(), ...resultSchemas()]) {
    it(`has ${name} as it is generated`, () => {
      assert.equal(readFileSync(new URL(name, folder), 'utf8'), text, 'run "npm run docs"');
    });
  }
});
