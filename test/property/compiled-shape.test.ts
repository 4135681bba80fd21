/** The quick predicate of a shape against valibot's own judgement, over documents good and mutated. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { compileShape } from '../../src/core/json/compiled-shape.ts';
import type { JsonValue } from '../../src/core/json/json-value.ts';
import { manifestShape } from '../../src/core/manifest/manifest.ts';
import { MERKLE_PROOF_FORMAT, proveScore } from '../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../src/core/proof/score-leaves.ts';
import { scoreDocumentShape } from '../../src/core/score/score-document.ts';
import { proofDocuments } from '../helpers/proof-documents.ts';

const { manifest, score } = proofDocuments();
/** A document of others: members that nobody asked for may stand beside those of the shape. */
const openShape = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  version: v.optional(v.string()),
  parts: v.optional(v.array(v.object({ ref: v.string(), more: v.unknown() }))),
});
const open: JsonValue = { name: 'a', version: '1', parts: [{ ref: 'b', more: null, other: 1 }], other: [] };
const DOCUMENTS: readonly (readonly [string, v.GenericSchema<unknown, unknown>, JsonValue])[] = [
  ['open document', openShape, open],
  ['manifest', manifestShape, manifest as unknown as JsonValue],
  ['score', scoreDocumentShape, score as unknown as JsonValue],
  [
    'Merkle proof',
    MERKLE_PROOF_FORMAT.shape,
    proveScore(scoreLeaves(manifest, score)) as unknown as JsonValue,
  ],
];

const ANYTHING = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<JsonValue>,
  fc.constantFrom<JsonValue>(null, -1, 0.25, 11, 2 ** 53, '', 'sha256:00', '2025-02-30T00:00:00Z', [], {}),
);

/** `value` with one value in it replaced, taken out, or joined by another member, at a place that `steps` leads to. */
function mutate(value: JsonValue, steps: readonly number[], replacement: JsonValue): JsonValue {
  const [step = 0, ...rest] = steps;
  if (typeof value !== 'object' || value === null || steps.length === 0) return replacement;
  if (Array.isArray(value)) {
    if (value.length === 0) return [replacement];
    const at = step % value.length;
    return value.map((item, i) => (i === at ? mutate(item, rest, replacement) : item));
  }
  const names = Object.keys(value);
  const name = names[step % (names.length + 1)];
  if (name === undefined) return { ...value, unknown: replacement };
  if (step % 7 === 0) return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
  return {
    ...value,
    [name]: mutate((value as Record<string, JsonValue>)[name] as JsonValue, rest, replacement),
  };
}

describe('a compiled shape', () => {
  for (const [name, shape, document] of DOCUMENTS) {
    const accepts = compileShape(shape);

    it(`accepts the ${name}`, () => assert.ok(accepts(document)));

    it(`agrees with valibot about every mutation of the ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(1000), { maxLength: 6 }), ANYTHING, (steps, replacement) => {
          const mutated = mutate(document, steps, replacement);
          assert.equal(accepts(mutated), v.is(shape, mutated));
        }),
        { numRuns: 3000 },
      );
    });
  }
});
