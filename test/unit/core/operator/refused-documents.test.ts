/** What operators get wrong in rules and policies: each is refused, and each error names the line and column of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { formatPlace } from '../../../../src/core/json/text-place.ts';
import { parsePolicyDocument } from '../../../../src/core/policy/policy-document.ts';
import { parseRulesDocument } from '../../../../src/core/rules/rules-document.ts';
import { shippedText } from '../../../helpers/scoring.ts';

type Row = readonly [title: string, from: string, to: string, at: string, message: RegExp];

const RULES: readonly Row[] = [
  [
    'a list that does not end',
    'aggregate: max',
    'aggregate: [max',
    'factors:',
    /must be sufficiently indented/,
  ],
  ['a tab as indentation', '    weightBps: 3500', '\tweightBps: 3500', '\tweightBps', /Tabs are not allowed/],
  [
    'weights of 9900',
    'weightBps: 3500',
    'weightBps: 3400',
    '- { name: severity',
    /add up to 9900, expected 10000/,
  ],
  ['no factors', 'factors:', 'factors: []\nx:', '[]', /add up to 0, expected 10000/],
  [
    'an unknown member',
    'aggregate: max',
    'aggregate: max\nextra: 1',
    '1\nfactors',
    /\/extra: no member of this name/,
  ],
  ['a missing member', 'aggregate: max\n', '', 'schema:', /\/aggregate: it is missing/],
  [
    'a text for a number',
    'kev: 100',
    'kev: "100"',
    '"100"',
    /\/factors\/1\/kev: expected number, received "100"/,
  ],
  ['the yes of YAML 1.1', 'kev: 100', 'kev: yes', 'yes', /expected number, received "yes"/],
  ['an empty value', 'kev: 100', 'kev: null', 'null', /expected number, received null/],
  ['a value of 101', 'kev: 100', 'kev: 101', '101', /expected <=100, received 101/],
  ['a value of 99.5', 'kev: 100', 'kev: 99.5', '99.5', /integer/],
  ['a negative weight', 'weightBps: 3500', 'weightBps: -1', '-1', /expected >=0, received -1/],
  ['another aggregate', 'aggregate: max', 'aggregate: mean', 'mean', /expected "max", received "mean"/],
  [
    'a factor twice',
    'name: reachability',
    'name: exploitation',
    '- { name: severity',
    /factors with different names/,
  ],
  ['a probability as a number', 'atLeast: "0.5"', 'atLeast: 0.5', '0.5', /expected string, received 0\.5/],
  [
    'rows of EPSS out of order',
    'atLeast: "0.1"',
    'atLeast: "0.6"',
    '[ { atLeast: "0.5"',
    /rows by falling atLeast/,
  ],
  [
    'rows of hops that overlap',
    'atMost: 4',
    'atMost: 2',
    '[ { atMost: 2, value: 100',
    /rows by rising atMost/,
  ],
  [
    'a gate that there is not',
    'adminOnly: 8500',
    'adminonly: 8500',
    '8500',
    /adminonly: no member of this name/,
  ],
  [
    'a severity without its value',
    'critical: 95, ',
    '',
    '{ high: 80',
    /\/qualitativeSeverity\/critical: it is missing/,
  ],
  ['a name with a space', 'name: stella-default', 'name: "a b"', '"a b"', /\/name: expected/],
  [
    'another schema',
    'stella.rules/v1',
    'stella.rules/v2',
    'stella.rules/v2',
    /this program reads stella\.rules\/v1/,
  ],
  ['a key twice', 'kev: 100', 'kev: 100\n    kev: 90', 'kev: 90', /the key kev is given twice/],
  [
    'an alias',
    'missing: exclude\n  - name: r',
    'missing: &a exclude\n  - name: *a\n    x: r',
    '*a',
    /an alias is not allowed/,
  ],
  ['a merge key', 'aggregate: max', 'aggregate: &a {}\nmore: { <<: *a }', '*a', /an alias is not allowed/],
  ['a tag that would run code', 'kev: 100', 'kev: !!js/function "x"', '!!js', /Unresolved tag/],
  ['a tag of YAML itself', 'kev: 100', 'kev: !!int 100', '100\n    epss', /a tag is not allowed/],
  ['a second document', 'schema: stella', 'a: 1\n---\nschema: stella', '---', /not one document/],
  ['a directive', 'schema: stella', '%YAML 1.1\n---\nschema: stella', '%YAML', /a directive is not allowed/],
];

const POLICY: readonly Row[] = [
  ['thresholds that cross', 'fail: 7.0', 'fail: 3.0', '{ warn', /a warn threshold that is not above/],
  ['a threshold of two decimals', 'warn: 4.0', 'warn: 4.05', '4.05', /at most one decimal/],
  ['a threshold above 10', 'fail: 7.0', 'fail: 11', '11', /expected <=10, received 11/],
  [
    'a text for a boolean',
    'failOnKev: true',
    'failOnKev: "true"',
    '"true"',
    /expected boolean, received "true"/,
  ],
  ['another verdict', 'onUncovered: warn', 'onUncovered: ignore', 'ignore', /"pass" \| "warn" \| "fail"/],
  [
    'a suppression without a reason',
    'suppress: []',
    'suppress: [ { id: X, purl: "pkg:npm/a" } ]',
    '{ id',
    /\/suppress\/0\/reason: it is missing/,
  ],
  [
    'a reason of spaces',
    'suppress: []',
    'suppress: [ { id: X, purl: "*", reason: "  " } ]',
    '"  "',
    /\/suppress\/0\/reason/,
  ],
  [
    'a glob that no purl matches',
    'suppress: []',
    'suppress: [ { id: X, purl: npm/a, reason: r } ]',
    'npm/a',
    /\/suppress\/0\/purl/,
  ],
  [
    'a day that does not exist',
    'suppress: []',
    'suppress: [ { id: X, purl: "*", reason: r, until: 2025-02-30 } ]',
    '2025-02-30',
    /expected a day such as/,
  ],
  [
    'an unknown member',
    'suppress: []',
    'suppress: [ { id: X, purl: "*", reason: r, till: 2025-02-28 } ]',
    '2025-02-28',
    /till: no member of this name/,
  ],
];

for (const [kind, path, parse, rows] of [
  ['rules', 'rules/stella-default.yaml', parseRulesDocument, RULES],
  ['a policy', 'policies/stella-default.yaml', parsePolicyDocument, POLICY],
] as const) {
  const text = shippedText(path);

  describe(`${kind} with`, () => {
    for (const [title, from, to, at, message] of rows)
      it(title, () => {
        assert.ok(text.includes(from));
        const wrong = text.replace(from, to);
        assert.throws(
          () => parse(wrong, 'my.yaml'),
          (error) => {
            assert.ok(isStellaError(error), String(error));
            assert.match(error.code, /^(?:INPUT_INVALID|UNSUPPORTED_VERSION)$/);
            assert.match(error.message, message);
            assert.match(error.message, /^my\.yaml /);
            const offset = Math.max(wrong.indexOf(at, wrong.indexOf(to)), wrong.indexOf(at));
            assert.ok(
              error.message.includes(`(${formatPlace(wrong, offset)})`),
              `${error.message}, not at ${formatPlace(wrong, offset)}`,
            );
            return true;
          },
        );
      });
  });
}
