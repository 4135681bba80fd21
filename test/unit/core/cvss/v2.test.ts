import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss } from '../../../../src/core/cvss/cvss.ts';

/** Vector, base score, overall score, in tenths. */
type Row = readonly [vector: string, base: number, overall: number];

/** "A Complete Guide to the CVSS Version 2.0", section 3.3: three vulnerabilities worked through. */
const GUIDE: readonly Row[] = [
  // CVE-2002-0392
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 78, 78],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C', 78, 64],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H', 78, 92],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:N/TD:N/CR:M/IR:M/AR:H', 78, 0],
  // CVE-2003-0818
  ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C', 100, 83],
  ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L', 100, 90],
  // CVE-2003-0062
  ['AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C', 62, 49],
  ['AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M', 62, 75],
];

/** Scores that other implementations agree on. */
const OTHERS: readonly Row[] = [
  ['AV:L/AC:M/Au:S/C:N/I:P/A:C/E:U/RL:OF/RC:UR/CDP:N/TD:L/CR:H/IR:H/AR:H', 50, 12],
  ['AV:N/AC:M/Au:M/C:C/I:N/A:P/RL:W/RC:UC/CDP:LM/TD:M/CR:L/IR:L/AR:L', 64, 40],
  ['AV:L/AC:L/Au:S/C:P/I:P/A:P/E:U/RC:C/CDP:LM/TD:L/IR:H/AR:M', 43, 15],
  ['AV:A/AC:H/Au:S/C:N/I:P/A:P/E:POC/RL:OF/RC:C/CDP:LM/TD:M/CR:M/IR:L/AR:L', 29, 28],
  ['AV:A/AC:M/Au:N/C:C/I:N/A:P/E:POC/RL:W/RC:UC', 64, 49],
  ['AV:N/AC:M/Au:S/C:C/I:C/A:C', 85, 85],
  ['AV:L/AC:M/Au:N/C:C/I:C/A:C', 69, 69],
];

describe('CVSS v2.0', () => {
  it('scores the examples of the guide', () => {
    for (const [vector, base, overall] of GUIDE) {
      const score = parseCvss(vector);
      assert.deepEqual([score.baseScoreTenths, score.overallScoreTenths], [base, overall], vector);
    }
  });

  it('scores what others score, with metrics left out that the guide would write as ND', () => {
    for (const [vector, base, overall] of OTHERS) {
      const score = parseCvss(vector);
      assert.deepEqual([score.baseScoreTenths, score.overallScoreTenths], [base, overall], vector);
    }
  });

  it('has no score without an impact', () => {
    assert.equal(parseCvss('AV:N/AC:L/Au:N/C:N/I:N/A:N').baseScoreTenths, 0);
    assert.equal(parseCvss('AV:N/AC:L/Au:N/C:N/I:N/A:N/CDP:H').overallScoreTenths, 50);
  });

  it('never falls below zero where an adjusted score does', () => {
    assert.equal(parseCvss('AV:L/AC:H/Au:M/C:P/I:N/A:N/CR:L').overallScoreTenths, 0);
  });
});
