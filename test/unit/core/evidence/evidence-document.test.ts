import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEvidenceDocument } from '../../../../src/core/evidence/evidence-document.ts';

const HEAD = 'schema: stella.evidence/v1\n';
const oneFinding = (members: string): string => `${HEAD}findings:\n  - { ${members} }\n`;

describe('parseEvidenceDocument', () => {
  it('reads everything that evidence can have', () => {
    const text = `${HEAD}findings:
  - purl: pkg:npm/lodash@4.17.20
    id: CVE-2021-23337
    hops: 3
    gates: [authRequired]
    observations: [sast, sca]
    observedAt: 2025-01-10T00:00:00Z
  - { purl: "pkg:npm/lodash", id: CVE-2020-8203, unreachable: true }
provenance: { signed: true, sbomLinked: true, attestations: false, reproducible: false }
`;
    assert.deepEqual(parseEvidenceDocument(text).document, {
      schema: 'stella.evidence/v1',
      findings: [
        {
          purl: 'pkg:npm/lodash@4.17.20',
          id: 'CVE-2021-23337',
          hops: 3,
          gates: ['authRequired'],
          observations: ['sast', 'sca'],
          observedAt: '2025-01-10T00:00:00Z',
        },
        { purl: 'pkg:npm/lodash', id: 'CVE-2020-8203', unreachable: true },
      ],
      provenance: { signed: true, sbomLinked: true, attestations: false, reproducible: false },
    });
  });

  it('takes a document that says nothing', () => {
    assert.deepEqual(parseEvidenceDocument(HEAD).document, { schema: 'stella.evidence/v1' });
  });

  const cases: readonly (readonly [why: string, members: string])[] = [
    ['hops and unreachable', 'purl: "pkg:npm/a", id: X, hops: 1, unreachable: true'],
    ['gates without a way', 'purl: "pkg:npm/a", id: X, gates: [adminOnly]'],
    ['observations without a date', 'purl: "pkg:npm/a", id: X, observations: [sast]'],
    ['a purl that is none', 'purl: lodash, id: X, hops: 1'],
    ['a missing id', 'purl: "pkg:npm/a", hops: 1'],
    ['an empty id', 'purl: "pkg:npm/a", id: "", hops: 1'],
    ['hops that are no count', 'purl: "pkg:npm/a", id: X, hops: 1.5'],
    ['an unknown gate', 'purl: "pkg:npm/a", id: X, hops: 1, gates: [moat]'],
    [
      'an unknown observation',
      'purl: "pkg:npm/a", id: X, observations: [guess], observedAt: 2025-01-10T00:00:00Z',
    ],
    ['a date without a time', 'purl: "pkg:npm/a", id: X, observedAt: 2025-01-10'],
    ['an unknown member', 'purl: "pkg:npm/a", id: X, hop: 1'],
  ];
  for (const [why, members] of cases) {
    it(`refuses ${why}, with its line`, () => {
      assert.throws(() => parseEvidenceDocument(oneFinding(members)), {
        code: 'INPUT_INVALID',
        message: /\/findings\/0.*\(line 3, column \d+\)$/,
      });
    });
  }

  it('refuses provenance that is no yes or no', () => {
    assert.throws(() => parseEvidenceDocument(`${HEAD}provenance: { signed: 1 }\n`), {
      code: 'INPUT_INVALID',
      message: /\/provenance\/signed/,
    });
  });
});
