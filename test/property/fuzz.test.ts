/**
 * A short run of what `npm run fuzz` does at length, and every input that it ever found something with: each is judged, and the
 * judgement is an outcome.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { judgeCase, makeCase } from '../fuzz/cases.ts';
import { TARGETS } from '../fuzz/targets.ts';

const CASES = 40;
const SEED = 1;
const findings = new URL('../fuzz/findings/', import.meta.url);

describe('changed input', () => {
  for (const target of TARGETS) {
    it(`of the kind ${target.name} is accepted or refused, and nothing else`, async () => {
      for (let index = 0; index < CASES; index++) {
        const judgement = await judgeCase(target, makeCase(target, SEED, index));
        assert.equal(judgement.kind, 'outcome', `case ${index}: ${JSON.stringify(judgement)}`);
      }
    });

    it(`of the kind ${target.name} is the same for the same seed, and the good one is accepted`, async () => {
      assert.deepEqual(makeCase(target, SEED, 3), makeCase(target, SEED, 3));
      const [good] = target.seeds;
      const { outcome } = (await judgeCase(target, good!)) as { outcome?: string };
      assert.ok(outcome === 'accepted' || target.name === 'revocation-list', outcome);
    });
  }
});

describe('what the fuzzer found', () => {
  for (const name of readdirSync(findings)) {
    const target = TARGETS.find((candidate) => candidate.name === name);
    for (const file of readdirSync(new URL(`${name}/`, findings))) {
      it(`is foreseen now: ${name}, ${file}`, async () => {
        assert.ok(target, `there is no target ${name}`);
        const bytes = new Uint8Array(readFileSync(new URL(`${name}/${file}`, findings)));
        const judgement = await judgeCase(target, bytes);
        assert.equal(judgement.kind, 'outcome', JSON.stringify(judgement));
      });
    }
  }
});
