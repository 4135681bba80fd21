import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRulesDocument } from '../../../../src/core/rules/rules-document.ts';
import { shippedText } from '../../../helpers/scoring.ts';

const DEFAULT = shippedText('rules/stella-default.yaml');
const REFERENCE = shippedText('rules/stella-reference.yaml');

/** The shipped text with one piece replaced, which has to be there. */
function changed(text: string, from: string, to: string): string {
  assert.ok(text.includes(from), `the document has no ${from}`);
  return text.replace(from, to);
}

describe('the shipped rules', () => {
  it('have the factors and weights of their documentation', () => {
    const weights = (text: string) =>
      parseRulesDocument(text).document.factors.map(({ name, weightBps }) => `${name} ${weightBps}`);
    assert.deepEqual(weights(DEFAULT), [
      'severity 4500',
      'exploitation 3500',
      'reachability 1500',
      'provenance 500',
    ]);
    assert.deepEqual(weights(REFERENCE), [
      'baseSeverity 1000',
      'reachability 4500',
      'evidence 3000',
      'provenance 1500',
    ]);
  });

  it('do not change unnoticed: a version stands for one content', () => {
    const digests = [DEFAULT, REFERENCE].map((text) => parseRulesDocument(text).digest);
    assert.deepEqual(digests, [
      'sha256:452e9a41786b89544671101146f51b59fc67bc2023cff3fc39b601a08d2876cd',
      'sha256:ab6b0470142c06c520e551a2731306e27fcb1ba45be328874d5df00826438864',
    ]);
  });
});

describe('parseRulesDocument', () => {
  const cases: readonly (readonly [why: string, from: string, to: string, message: RegExp])[] = [
    ['weights below 10000', '4500', '4499', /\/factors: the weightBps add up to 9999, expected 10000/],
    ['weights above 10000', '500,', '501,', /add up to 10001/],
    ['a weight that is no integer', '4500', '4500.5', /\/factors\/0\/weightBps/],
    ['a negative weight', '4500', '-4500', /\/factors\/0\/weightBps/],
    ["a factor's name twice", 'name: exploitation', 'name: severity', /different names/],
    ['an unknown source', 'source: cvss', 'source: guess', /\/factors\/0\/source/],
    ['a value above 100', 'missing: 50', 'missing: 101', /\/factors\/0\/missing/],
    ['a value that is no integer', 'kev: 100', 'kev: 99.5', /\/factors\/1\/kev/],
    ['another word for missing', 'missing: exclude', 'missing: ignore', /missing/],
    ['a probability that is a float', '"0.5"', '0.5', /\/factors\/1\/epss\/0\/atLeast: expected string/],
    ['a probability above 1', '"0.5"', '"1.5"', /\/factors\/1\/epss\/0\/atLeast/],
    ['a probability with an exponent', '"0.5"', '"5e-1"', /\/factors\/1\/epss\/0\/atLeast/],
    ['rising probabilities', '"0.1"', '"0.6"', /epss: expected rows by falling atLeast/],
    ['equal probabilities', '"0.1"', '"0.50"', /epss: expected rows by falling atLeast/],
    ['falling hops', 'atMost: 4', 'atMost: 1', /hops: expected rows by rising atMost/],
    ['hops below 0', 'atMost: 2', 'atMost: -1', /hops\/0\/atMost/],
    [
      'an empty table',
      '[ { atMost: 2, value: 100 }, { atMost: 4, value: 70 }, { atMost: 7, value: 35 } ]',
      '[]',
      /hops/,
    ],
    ['a multiplier above 10000', 'featureFlag: 7000', 'featureFlag: 10001', /gatesBps\/featureFlag/],
    ['an unknown gate', 'featureFlag: 7000', 'moat: 7000', /gatesBps\/moat/],
    ['another aggregate', 'aggregate: max', 'aggregate: mean', /\/aggregate/],
    ['a version that YAML reads as a number', 'version: 1.0.0', 'version: 1.0', /\/version: expected string/],
    ['a name with a slash', 'name: stella-default', 'name: ../x', /\/name/],
    ['a member of another source', 'missing: 50 }', 'missing: 50, kev: 1 }', /\/factors\/0\/kev/],
    [
      'a member of the prototype',
      'missing: 50 }',
      'missing: 50, constructor: 1 }',
      /\/factors\/0\/constructor/,
    ],
    ['an incomplete severity table', 'high: 80, ', '', /qualitativeSeverity\/high/],
  ];
  for (const [why, from, to, message] of cases) {
    it(`refuses ${why}, with its line`, () => {
      const text = changed(DEFAULT, from, to);
      assert.throws(() => parseRulesDocument(text, 'my.yaml'), { code: 'INPUT_INVALID', message });
      assert.throws(() => parseRulesDocument(text, 'my.yaml'), {
        message: /^my\.yaml .*\(line \d+, column \d+\)$/s,
      });
    });
  }

  it('refuses evidence tables out of order', () => {
    const text = changed(REFERENCE, 'atMostDays: 30', 'atMostDays: 7');
    assert.throws(() => parseRulesDocument(text), {
      message: /freshness: expected rows by rising atMostDays/,
    });
  });

  it('refuses an incomplete ladder of provenance', () => {
    const text = changed(REFERENCE, 'signed: 30, ', '');
    assert.throws(() => parseRulesDocument(text), { message: /levels\/signed/ });
  });

  it('refuses another major version', () => {
    const text = changed(DEFAULT, 'rules/v1', 'rules/v2');
    assert.throws(() => parseRulesDocument(text), { code: 'UNSUPPORTED_VERSION' });
  });

  it('takes rules without what has a default', () => {
    const text =
      'schema: stella.rules/v1\nname: a\nversion: "1"\naggregate: max\nfactors:\n  - { name: s, weightBps: 10000, source: cvss }\n';
    assert.deepEqual(parseRulesDocument(text).document.factors, [
      { name: 's', weightBps: 10000, source: 'cvss' },
    ]);
  });
});
