import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { INPUTS_A } from '../../../../fixtures/generate/vectors-documents.ts';
import { digestHex, digestOf } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { verifyBundledInputs } from '../../../../src/core/proof/bundled-inputs.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const { manifest } = proofDocuments();
const hexOf = (bytes: Uint8Array) => digestHex(digestOf(bytes));
const check = (files: Record<string, Uint8Array>, of = manifest) =>
  verifyBundledInputs(of, new Map(Object.entries(files)));

const advisory = utf8Encode('{"id":"A"}');
const good: Record<string, Uint8Array> = {
  'inputs/sbom': INPUTS_A.sbom,
  'inputs/rules.json': INPUTS_A.rules,
  'inputs/policy.json': INPUTS_A.policy,
  'inputs/feed.json': INPUTS_A.feed,
  'inputs/evidence.json': INPUTS_A.evidence,
  [`inputs/vex/${hexOf(INPUTS_A.vex[0])}`]: INPUTS_A.vex[0],
  [`inputs/vex/sha256:${hexOf(INPUTS_A.vex[1])}`]: INPUTS_A.vex[1],
  [`inputs/advisories/${hexOf(advisory)}.json`]: advisory,
};

describe('verifyBundledInputs', () => {
  test('takes the inputs that the manifest names, and each alone', () => {
    check(good);
    check({});
    for (const [name, bytes] of Object.entries(good)) check({ [name]: bytes });
  });

  for (const [name, bytes] of Object.entries(good)) {
    test(`refuses ${name.slice(0, 24)} with a byte more`, () => {
      assert.throws(() => check({ ...good, [name]: Uint8Array.of(...bytes, 0) }), {
        code: 'DIGEST_MISMATCH',
      });
    });
  }

  test('refuses what the manifest does not name', () => {
    const { manifest: without } = proofDocuments('b');
    assert.throws(() => check({ 'inputs/evidence.json': INPUTS_A.evidence }, without), {
      code: 'DIGEST_MISMATCH',
      message: /expected no such input$/,
    });
    const other = utf8Encode('{}');
    assert.throws(() => check({ [`inputs/vex/${hexOf(other)}`]: other }), {
      code: 'DIGEST_MISMATCH',
      message: /no such input$/,
    });
  });

  test('leaves alone what a replay checks, and the documents themselves', () => {
    check({
      'inputs/feed-proof.json': advisory,
      'inputs/epss.json': advisory,
      'inputs/kev.json': advisory,
      'score.json': advisory,
    });
  });
});
