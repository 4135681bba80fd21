import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseCanonically } from '../../src/core/json/canonical-document.ts';
import { canonicalBytes } from '../../src/core/json/canonical-json.ts';
import { parseStrictJson } from '../../src/core/json/strict-json.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

describe('canonical JSON of cyberphone/json-canonicalization', { skip: corpusSkip('jcs') }, () => {
  const names = corpusSkip('jcs') === false ? readdirSync(corpusPath('jcs/input')) : [];

  for (const name of names) {
    test(`${name} gives the bytes that are expected`, () => {
      const read = (folder: string) => new Uint8Array(readFileSync(join(corpusPath('jcs'), folder, name)));
      const canonical = canonicalBytes(parseStrictJson(read('input'), name));
      assert.equal(Buffer.from(canonical).toString(), Buffer.from(read('output')).toString());
      assert.deepEqual(canonicalBytes(parseStrictJson(canonical, name)), canonical);
      assert.equal(parseCanonically(read('input'), name).canonicalText, Buffer.from(canonical).toString());
    });
  }

  test('are six', () => assert.equal(names.length, 6));
});
