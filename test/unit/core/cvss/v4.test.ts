import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss, severityBand } from '../../../../src/core/cvss/cvss.ts';
import { EQUIVALENCE_LEVELS, MACROVECTOR_TENTHS } from '../../../../src/core/cvss/v4-table.ts';

const WORST_PHYSICAL = 'CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H';
const NO_IMPACT = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N';

function overall(vector: string): number {
  return parseCvss(vector).overallScoreTenths;
}

/** EQ1 to EQ6 of the score at a place of a row of the table. */
function macroVectorKey(eq1to3: string, at: number): string {
  return eq1to3.endsWith('2')
    ? `${eq1to3}${Math.floor(at / 3)}${at % 3}1`
    : `${eq1to3}${Math.floor(at / 6)}${Math.floor(at / 2) % 3}${at % 2}`;
}

describe('CVSS v4.0', () => {
  it('scores base vectors', () => {
    for (const [vector, tenths] of [
      ['AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 100],
      ['AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 93],
      ['AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N', 69],
      ['AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N', 87],
      ['AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 73],
    ] as const)
      assert.equal(parseCvss(`CVSS:4.0/${vector}`).baseScoreTenths, tenths, vector);
  });

  it('rounds a half up where floating point makes it less: 5.65 is 5.7', () => {
    for (const vector of [
      'AV:L/AC:L/AT:P/PR:N/UI:A/VC:N/VI:L/VA:H/SC:L/SI:N/SA:N',
      'AV:L/AC:H/AT:P/PR:N/UI:A/VC:N/VI:L/VA:H/SC:N/SI:L/SA:L',
      'AV:L/AC:H/AT:P/PR:N/UI:A/VC:L/VI:H/VA:N/SC:N/SI:L/SA:N',
    ])
      assert.equal(parseCvss(`CVSS:4.0/${vector}`).baseScoreTenths, 57, vector);
  });

  it('lowers the score by the threat, and not the base score', () => {
    for (const [maturity, tenths] of [
      ['X', 73],
      ['A', 73],
      ['P', 59],
      ['U', 41],
    ] as const) {
      const score = parseCvss(`${WORST_PHYSICAL}/E:${maturity}`);
      assert.deepEqual([score.baseScoreTenths, score.overallScoreTenths], [73, tenths]);
    }
  });

  it('scores every combination of security requirements', () => {
    // CR, IR, AR run through H, M, L, the last fastest.
    const expected = [
      73, 72, 72, 72, 72, 71, 72, 71, 71, 72, 72, 71, 72, 55, 55, 71, 55, 55, 72, 71, 71, 71, 55, 55, 71, 55,
      54,
    ];
    const combinations = [...'HML'].flatMap((c) =>
      [...'HML'].flatMap((i) => [...'HML'].map((a) => `/CR:${c}/IR:${i}/AR:${a}`)),
    );
    assert.deepEqual(
      combinations.map((requirements) => overall(WORST_PHYSICAL + requirements)),
      expected,
    );
  });

  it('has no score without an impact, unless a modified metric brings one', () => {
    assert.equal(overall(NO_IMPACT), 0);
    assert.equal(overall(`${NO_IMPACT}/E:A/CR:H/IR:H/AR:H`), 0);
    assert.deepEqual(
      [parseCvss(`${NO_IMPACT}/MSI:H`).baseScoreTenths, overall(`${NO_IMPACT}/MSI:H`)],
      [0, 77],
    );
    const modifiedAway = `${WORST_PHYSICAL}/MVC:N/MVI:N/MVA:N/MSC:N/MSI:N/MSA:N`;
    assert.deepEqual([parseCvss(modifiedAway).baseScoreTenths, overall(modifiedAway)], [73, 0]);
  });

  it('scores environmental metrics', () => {
    assert.equal(overall('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N/AR:L'), 79);
    assert.equal(overall('CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:H/CR:X'), 41);
  });

  it('scores vectors with all metrics into the right band', () => {
    for (const [vector, band] of [
      [
        'AV:L/AC:H/AT:P/PR:N/UI:P/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:P/CR:H/IR:L/AR:L/MAV:L/MAC:L/MAT:N/MPR:L/MUI:A/MVC:L/MVI:N/MVA:H/MSC:H/MSI:L/MSA:N/S:P/AU:N/R:A/V:D/RE:L/U:Red',
        'low',
      ],
      [
        'AV:L/AC:L/AT:P/PR:L/UI:P/VC:N/VI:L/VA:L/SC:H/SI:N/SA:N/E:A/CR:M/IR:M/AR:M/MAV:L/MAC:H/MAT:P/MPR:N/MUI:P/MVC:L/MVI:N/MVA:H/MSC:H/MSI:H/MSA:S/S:N/AU:Y/R:I/V:C/RE:M/U:Amber',
        'high',
      ],
      [
        'AV:A/AC:H/AT:N/PR:H/UI:A/VC:H/VI:N/VA:H/SC:L/SI:N/SA:H/E:U/CR:H/IR:H/AR:H/MAV:N/MAC:L/MAT:N/MPR:N/MUI:N/MVC:H/MVI:H/MVA:H/MSC:H/MSI:S/MSA:S/S:P/AU:N/R:I/V:D/RE:M/U:Red',
        'critical',
      ],
      [
        'AV:N/AC:L/AT:N/PR:H/UI:N/VC:L/VI:L/VA:H/SC:H/SI:L/SA:H/E:A/CR:H/IR:M/AR:M/MAV:L/MAC:H/MAT:N/MPR:H/MUI:N/MVC:N/MVI:L/MVA:N/MSC:L/MSI:S/MSA:H/S:N/AU:Y/R:U/V:C/RE:M/U:Amber',
        'medium',
      ],
    ] as const)
      assert.equal(severityBand(overall(`CVSS:4.0/${vector}`)), band, vector);
  });

  it('takes nothing from the supplemental metrics', () => {
    assert.equal(overall(`${WORST_PHYSICAL}/S:P/AU:Y/R:I/V:C/RE:H/U:Red`), overall(WORST_PHYSICAL));
  });
});

describe('the tables of CVSS v4.0', () => {
  const rows = [...MACROVECTOR_TENTHS];

  it('score 270 MacroVectors between 0.1 and 10.0', () => {
    const scores = rows.flatMap(([, row]) => row);
    assert.equal(scores.length, 270);
    assert.ok(scores.every((tenths) => Number.isInteger(tenths) && tenths >= 1 && tenths <= 100));
  });

  it('never score a MacroVector above one that is more severe in one set', () => {
    const scores = new Map(
      rows.flatMap(([key, row]) => row.map((tenths, at) => [macroVectorKey(key, at), tenths])),
    );
    for (const [key, tenths] of scores)
      for (let set = 0; set < key.length; set++) {
        const lower = `${key.slice(0, set)}${Number(key[set]) + 1}${key.slice(set + 1)}`;
        assert.ok((scores.get(lower) ?? 0) <= tenths, `${lower} above ${key}`);
      }
  });

  it('have depths that 840 is a multiple of, so that no fraction is rounded', () => {
    for (const [key, { depth }] of EQUIVALENCE_LEVELS) assert.equal(840 % depth, 0, key);
  });
});
