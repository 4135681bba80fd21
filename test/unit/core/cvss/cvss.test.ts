import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCvss, parseCvss, severityBand } from '../../../../src/core/cvss/cvss.ts';
import { isStellaError } from '../../../../src/core/errors.ts';

const V2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

function refuses(vector: string, reason: RegExp): void {
  assert.throws(
    () => parseCvss(vector),
    (error) => isStellaError(error) && error.code === 'INPUT_INVALID' && reason.test(error.message),
    vector,
  );
  assert.equal(isCvss(vector), false);
}

describe('parseCvss', () => {
  it('tells the version by the prefix and keeps the vector', () => {
    assert.deepEqual(parseCvss(V2), {
      version: '2.0',
      vector: V2,
      baseScoreTenths: 75,
      overallScoreTenths: 75,
      scoreTenths: 75,
    });
    assert.equal(parseCvss(V31.replace('3.1', '3.0')).version, '3.0');
    assert.equal(parseCvss(V31).version, '3.1');
    assert.equal(parseCvss(V4).version, '4.0');
  });

  it('accepts v2 and v3 metrics in any order', () => {
    for (const [shuffled, ordered] of [
      ['CVSS:3.1/A:L/I:L/C:N/S:C/AV:N/UI:N/PR:L/AC:H', 'CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:C/C:N/I:L/A:L'],
      ['TD:H/A:C/AC:L/AV:A/CDP:L/Au:M/C:C/I:P', 'AV:A/AC:L/Au:M/C:C/I:P/A:C/CDP:L/TD:H'],
    ] as const) {
      const { vector: _, ...scores } = parseCvss(shuffled);
      const { vector: __, ...expected } = parseCvss(ordered);
      assert.deepEqual(scores, expected);
    }
  });

  it('goes by the base score of v2 and v3, and by the one score of v4', () => {
    assert.equal(parseCvss(`${V2}/E:U/CDP:H`).scoreTenths, 75);
    assert.equal(parseCvss(`${V31}/E:U/MC:N`).scoreTenths, 98);
    assert.deepEqual([parseCvss(V4).scoreTenths, parseCvss(`${V4}/E:P`).scoreTenths], [93, 89]);
  });

  it('takes optional metrics that say "not defined" for absent ones', () => {
    for (const [vector, suffix] of [
      [V2, '/E:ND/RL:ND/RC:ND/CDP:ND/TD:ND/CR:ND/IR:ND/AR:ND'],
      [V31, '/E:X/RL:X/RC:X/CR:X/IR:X/AR:X/MAV:X/MAC:X/MPR:X/MUI:X/MS:X/MC:X/MI:X/MA:X'],
      [V4, '/E:X/CR:X/IR:X/AR:X/MAV:X/MAC:X/MAT:X/MPR:X/MUI:X/MVC:X/MVI:X/MVA:X/MSC:X/MSI:X/MSA:X'],
    ] as const) {
      const { baseScoreTenths, overallScoreTenths } = parseCvss(vector);
      const padded = parseCvss(vector + suffix);
      assert.deepEqual(
        [padded.baseScoreTenths, padded.overallScoreTenths],
        [baseScoreTenths, overallScoreTenths],
      );
    }
  });

  it('refuses an unknown version', () => {
    for (const prefix of ['CVSS:2.0/', 'CVSS:3.2/', 'CVSS:4.1/', 'CVSS:5.0/', 'CVSS:/', 'CVSS:3.1'])
      refuses(prefix + V2, /versions known|no metric/);
    refuses('CVSS:3.1', /versions known/);
    refuses('cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', /no metric/);
  });

  it('refuses a v3 or v4 vector without its prefix', () => {
    refuses(V31.slice('CVSS:3.1/'.length), /"PR:N" is no metric/);
    refuses(V4.slice('CVSS:4.0/'.length), /"AT:N" is no metric/);
  });

  it('refuses a missing mandatory metric', () => {
    for (const vector of [V2, V31, V4]) {
      const parts = vector.split('/');
      const first = vector.startsWith('CVSS:') ? 1 : 0;
      for (let i = first; i < parts.length; i++)
        refuses(parts.filter((_, at) => at !== i).join('/'), /mandatory metric \w+ is missing/);
    }
  });

  it('refuses a metric that is given twice, even with the same value', () => {
    refuses(`${V2}/A:P`, /A is given twice/);
    refuses(`${V31}/AV:N`, /AV is given twice/);
    refuses(`${V31}/E:X/E:X`, /E is given twice/);
    refuses(`${V4}/SA:N`, /SA is given twice/);
  });

  it('refuses v4 metrics out of order', () => {
    refuses(V4.replace('AV:N/AC:L', 'AC:L/AV:N'), /AV is out of order/);
    refuses(`${V4}/CR:H/E:A`, /E is out of order/);
    // The order of a table in the first edition of the specification, which its next edition corrected.
    refuses('CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/SC:N/VI:H/SI:N/VA:H/SA:N', /out of order/);
  });

  it('refuses unknown metrics and values, in their case', () => {
    refuses(`${V2}/X:Y`, /"X:Y" is no metric/);
    refuses(V2.replace('Au', 'AU'), /"AU:N" is no metric/);
    refuses(V2.replace('C:P', 'C:H'), /C takes N, P, C, not "H"/);
    refuses(V31.replace('AV:N', 'AV:n'), /AV takes N, A, L, P, not "n"/);
    refuses(V31.replace('S:U', 'S:X'), /S takes U, C, not "X"/);
    refuses(`${V31}/MS:N`, /MS takes X, U, C/);
    refuses(`${V4}/MSC:S`, /MSC takes X, H, L, N, not "S"/);
    refuses(`${V4}/U:clear`, /U takes X, Clear/);
    refuses(V4.replace('SI:N', 'SI:S'), /SI takes H, L, N, not "S"/);
  });

  it('refuses stray separators, white space and empty text', () => {
    for (const vector of [
      '',
      '/',
      ':',
      ' ',
      V2.replaceAll('/', ' '),
      `(${V2})`,
      `${V2}/`,
      `/${V2}`,
      ` ${V2}`,
      `${V2}\n`,
    ])
      refuses(vector, /not a CVSS vector/);
    for (const vector of [
      `${V31}/`,
      V31.replace('/AC', '//AC'),
      V31.replace('AC:L', 'AC'),
      V31.replace('AC:L', 'AC:L:L'),
    ])
      refuses(vector, /not a CVSS vector/);
    refuses('CVSS:3.1/', /no metric/);
  });

  it('refuses an endless vector without reading it', () => {
    refuses(`${V31}${'/E:X'.repeat(1_000_000)}`, /more than 400 characters/);
  });

  it('does not put the control characters of a vector into its message', () => {
    refuses('AV:\u001b[31m', /^[\u0020-\u007e…]*$/);
  });

  it('is not confused by the names of object members', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      refuses(`${V31}/${name}:X`, /is no metric/);
      refuses(V31.replace('AV:N', `AV:${name}`), /AV takes/);
    }
  });
});

describe('isCvss', () => {
  it('is true for valid vectors of each version', () => {
    for (const vector of [V2, V31, V31.replace('3.1', '3.0'), V4]) assert.equal(isCvss(vector), true);
  });
});

describe('severityBand', () => {
  it('has the bands of CVSS v3.1', () => {
    const bands = [
      [0, 'none'],
      [1, 'low'],
      [39, 'low'],
      [40, 'medium'],
      [69, 'medium'],
      [70, 'high'],
      [89, 'high'],
      [90, 'critical'],
      [100, 'critical'],
    ] as const;
    for (const [tenths, band] of bands) assert.equal(severityBand(tenths), band, String(tenths));
  });
});
