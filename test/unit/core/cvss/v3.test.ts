import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss } from '../../../../src/core/cvss/cvss.ts';
import { tenthsOf } from '../../../../src/core/cvss/decimal.ts';
import { v3EnvironmentalScore, v3TemporalScore } from '../../../../src/core/cvss/v3.ts';
import { V31 } from '../../../../src/core/cvss/v31.ts';
import { parseVector } from '../../../../src/core/cvss/vector.ts';

/** Base vectors of the CVSS v3.1 Examples document, with their scores in tenths: the same in v3.0 and v3.1. */
const EXAMPLES: readonly (readonly [cve: string, vector: string, tenths: number])[] = [
  ['CVE-2013-1937', 'AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 61],
  ['CVE-2013-0375', 'AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 64],
  ['CVE-2014-3566', 'AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 31],
  ['CVE-2012-1516', 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 99],
  ['CVE-2009-0783', 'AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 42],
  ['CVE-2012-0384', 'AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 88],
  ['CVE-2015-1098', 'AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 78],
  ['CVE-2014-0160', 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 75],
  ['CVE-2014-6271', 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 98],
  ['CVE-2008-1447', 'AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', 68],
  ['CVE-2014-2005', 'AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 68],
  ['CVE-2010-0467', 'AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N', 58],
  ['CVE-2012-1342', 'AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N', 58],
  ['CVE-2013-6014', 'AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H', 93],
  ['CVE-2014-9253', 'AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N', 54],
  ['CVE-2014-2019', 'AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', 46],
  ['CVE-2015-0970', 'AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 88],
  ['CVE-2014-0224', 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N', 74],
  ['CVE-2012-5376', 'AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H', 96],
];

/** v3.0 vectors with base and overall score in tenths. */
const WITH_OPTIONAL: readonly (readonly [vector: string, base: number, overall: number])[] = [
  ['AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:N/MI:N/MA:N', 46, 0],
  ['AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/MAV:A/MAC:L/MPR:N/MUI:N/MS:U/MC:L/MI:N/MA:N', 46, 43],
  [
    'AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:N/A:H/E:H/RL:W/RC:U/CR:H/IR:H/AR:M/MAV:L/MAC:L/MPR:H/MUI:N/MS:C/MC:N/MI:H/MA:L',
    58,
    74,
  ],
  ['AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:N/A:H/MPR:N', 58, 71],
  ['AV:L/AC:H/PR:L/UI:N/S:C/C:H/I:H/A:L/E:U/RL:U/RC:R/CR:M/MPR:L/MUI:R/MI:N/MA:H', 77, 63],
  [
    'AV:L/AC:H/PR:H/UI:N/S:C/C:N/I:H/A:N/E:P/RL:U/RC:U/CR:H/IR:L/AR:H/MAV:L/MUI:R/MS:C/MC:N/MI:L/MA:N',
    53,
    13,
  ],
];

describe('CVSS v3', () => {
  for (const version of ['3.0', '3.1'])
    it(`scores the examples document in v${version}`, () => {
      for (const [cve, vector, tenths] of EXAMPLES)
        assert.equal(parseCvss(`CVSS:${version}/${vector}`).baseScoreTenths, tenths, cve);
    });

  it('scores temporal and environmental metrics', () => {
    for (const [vector, base, overall] of WITH_OPTIONAL) {
      const score = parseCvss(`CVSS:3.0/${vector}`);
      assert.deepEqual([score.baseScoreTenths, score.overallScoreTenths], [base, overall], vector);
    }
  });

  it('rounds v3.0 up over the real number: 10 × 0.92 is 9.2, of which floating point makes 9.200000000000001 and 9.3', () => {
    const score = parseCvss('CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/RC:U');
    assert.deepEqual([score.baseScoreTenths, score.overallScoreTenths], [100, 92]);
  });

  it('takes the overall score from the environmental metrics only where one is defined', () => {
    const base = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H';
    const metrics = parseVector(base, V31.grammar);
    // The v3.1 equation for a modified impact is not the one for the base impact, even with the same metrics.
    assert.equal(tenthsOf(v3TemporalScore(metrics, V31)), 96);
    assert.equal(tenthsOf(v3EnvironmentalScore(metrics, V31)), 97);
    assert.equal(parseCvss(base).overallScoreTenths, 96);
    assert.equal(parseCvss(`${base}/CR:M`).overallScoreTenths, 97);
    assert.equal(parseCvss(`${base}/E:U`).overallScoreTenths, 88);
  });

  it('differs between v3.0 and v3.1 in the modified impact', () => {
    const vector = 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H/CR:M';
    assert.equal(parseCvss(`CVSS:3.0/${vector}`).overallScoreTenths, 99);
    assert.equal(parseCvss(`CVSS:3.1/${vector}`).overallScoreTenths, 100);
  });
});
