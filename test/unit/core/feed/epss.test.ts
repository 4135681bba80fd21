import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { type EpssFile, parseEpss } from '../../../../src/core/feed/epss.ts';
import type { EpssRow } from '../../../../src/core/feed/feed-view.ts';

const COMMENT = '#model_version:v2025.03.14,score_date:2025-08-20T00:00:00+0000';
const HEADER = 'cve,epss,percentile';

function parse(...lines: string[]): Omit<EpssFile, 'rows'> & { rows: EpssRow[] } {
  const file = parseEpss(new TextEncoder().encode(lines.join('\n')), 'epss.csv');
  return { ...file, rows: [...file.rows] };
}

describe('parseEpss', () => {
  it('keeps the decimals as printed', () => {
    assert.deepEqual(parse(COMMENT, HEADER, 'CVE-2010-5330,0.52725,0.97840', 'CVE-2020-0001,1e-05,1.0', ''), {
      rows: [
        { cve: 'CVE-2010-5330', probability: '0.52725', percentile: '0.97840' },
        { cve: 'CVE-2020-0001', probability: '1e-05', percentile: '1.0' },
      ],
      scoreDate: '2025-08-20T00:00:00Z',
      modelVersion: 'v2025.03.14',
    });
  });

  it('reads an old file, which has no comment line', () => {
    const { rows, scoreDate, modelVersion } = parse(HEADER, 'CVE-2010-5330,0.5,0.9');
    assert.deepEqual([rows.length, scoreDate, modelVersion], [1, null, null]);
  });

  it('reads a file without rows', () => assert.deepEqual(parse(COMMENT, HEADER).rows, []));

  it('reads lines that end in CR LF', () => {
    const { rows, scoreDate } = parse(`${COMMENT}\r`, `${HEADER}\r`, 'CVE-2010-5330,0.5,0.9\r', '');
    assert.deepEqual(rows, [{ cve: 'CVE-2010-5330', probability: '0.5', percentile: '0.9' }]);
    assert.equal(scoreDate, '2025-08-20T00:00:00Z');
  });

  for (const [text, expected] of [
    ['2025-08-20T12:34:56Z', '2025-08-20T12:34:56Z'],
    ['2025-08-20T00:30:00+01:00', '2025-08-19T23:30:00Z'],
    ['2025-08-20T00:30:00.5-0100', '2025-08-20T01:30:00Z'],
    ['2022-02-04', '2022-02-04T00:00:00Z'],
  ] as const) {
    it(`reads the score_date ${text}`, () => {
      assert.equal(parse(`#model_version:v1,score_date:${text}`, HEADER).scoreDate, expected);
    });
  }

  it('has no score date where the comment has none', () => {
    assert.equal(parse('#model_version:v1', HEADER).scoreDate, null);
  });

  for (const [title, lines, line] of [
    ['an empty file', [''], 1],
    ['another header', ['cve,epss', 'CVE-2010-5330,0.5'], 1],
    ['a comment without a header', [COMMENT], 2],
    ['two comments', [COMMENT, COMMENT, HEADER], 2],
    ['a score_date that does not exist', ['#score_date:2025-02-30T00:00:00+0000', HEADER], 1],
    ['a score_date that is no time', ['#score_date:yesterday', HEADER], 1],
    ['a row with a column too few', [HEADER, 'CVE-2010-5330,0.5'], 2],
    ['a row with a column too many', [HEADER, 'CVE-2010-5330,0.5,0.5,0.5'], 2],
    ['a row without a CVE', [HEADER, 'GHSA-1,0.5,0.5'], 2],
    ['a probability above 1', [HEADER, 'CVE-2010-5330,1.5,0.5'], 2],
    ['a percentile that is no number', [HEADER, 'CVE-2010-5330,0.5,high'], 2],
    ['a quoted column', [HEADER, '"CVE-2010-5330",0.5,0.5'], 2],
    ['an empty line between rows', [COMMENT, HEADER, '', 'CVE-2010-5330,0.5,0.5'], 3],
    ['two empty lines at the end', [HEADER, '', ''], 2],
    ['a CVE twice', [HEADER, 'CVE-2010-5330,0.5,0.5', 'CVE-2010-5330,0.5,0.5'], 3],
  ] as const) {
    it(`rejects ${title} on line ${line}`, () => {
      assert.throws(
        () => parse(...lines),
        (error) => isStellaError(error) && error.code === 'INPUT_INVALID' && error.details?.['line'] === line,
      );
    });
  }

  it('rejects bytes that are not UTF-8', () => {
    assert.throws(
      () => parseEpss(Uint8Array.of(0xff, 0xfe), 'epss.csv'),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });

  it('shows no control character of a bad row', () => {
    assert.throws(
      () => parse(HEADER, '\u001b]0;x\u0007'),
      (error) => isStellaError(error) && error.message.includes(String.raw`"\u001b]0;x\u0007"`),
    );
  });
});
