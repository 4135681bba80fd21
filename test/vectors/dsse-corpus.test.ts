/** grype's signed envelopes: with cosign's key the two untampered verify, nothing else does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { runStellaJson } from '../helpers/run-stella.ts';

const envelopes = [
  'alpine.att.json',
  'alpine.cdx.att.json',
  'alpine-tampered.att.json',
  'alpine-tampered.cdx.att.json',
];
const predicates: Readonly<Record<string, string>> = {
  'alpine.att.json': 'https://syft.dev/bom',
  'alpine.cdx.att.json': 'https://cyclonedx.org/bom',
};
const codes: Readonly<Record<string, string>> = {
  'cosign.pub': 'KEY_UNKNOWN',
  'another_cosign.pub': 'KEY_UNKNOWN',
  'cosign_broken.pub': 'INPUT_INVALID',
};

describe('the envelopes of grype', { skip: corpusSkip('dsse/cosign.pub') }, () => {
  for (const envelope of envelopes) {
    for (const [key, code] of Object.entries(codes)) {
      const isGood = key === 'cosign.pub' && envelope in predicates;
      it(`${isGood ? 'verify' : `are ${code}`}: ${envelope} with ${key}`, async () => {
        const args = [
          'proof',
          'envelope',
          corpusPath(`dsse/${envelope}`),
          '--trust-root',
          corpusPath(`dsse/${key}`),
        ];
        const { exit, document } = await runStellaJson(args);
        if (isGood) {
          assert.equal(exit, 0);
          assert.equal(document.proven.statement.predicateType, predicates[envelope]);
          return;
        }
        assert.equal(document.error.code, code);
        assert.ok(!document.proven);
        assert.doesNotMatch(JSON.stringify(document), /alpine-baselayout|musl/);
      });
    }
  }
});
