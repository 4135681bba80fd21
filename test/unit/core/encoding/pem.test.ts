import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { PEM_BLOCKS_MAX, PEM_CHARS_MAX, parsePem, renderPem } from '../../../../src/core/encoding/pem.ts';

const block = (label: string, ...lines: readonly string[]) =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
const read = (text: string) =>
  parsePem(text, 'file.pem').map(({ label, der }) => `${label} ${hexEncode(der)}`);

describe('parsePem', () => {
  test('reads every block in order, and ignores the text around them', () => {
    const text = `Subject: CN=a\n${block('CERTIFICATE', 'AAEC')}\nnext one:\n${block('PUBLIC KEY', '/w==')}bye`;
    assert.deepEqual(read(text), ['CERTIFICATE 000102', 'PUBLIC KEY ff']);
  });

  test('reads CRLF, white space at line ends and a missing last newline', () => {
    assert.deepEqual(read('-----BEGIN X-----  \r\nAAEC \t\r\n-----END X-----'), ['X 000102']);
  });

  test('reads lines of any one length, the last one shorter', () => {
    assert.deepEqual(read(block('X', 'AAEC', 'AAEC', '/w==')), ['X 000102000102ff']);
    assert.deepEqual(read(block('X', `${'AAEC'.repeat(100)}`)), [`X ${'000102'.repeat(100)}`]);
  });

  test('finds no block in text without one', () => assert.deepEqual(read('hello\n'), []));

  test('reads back what renderPem writes', () => {
    for (const length of [1, 47, 48, 49, 96, 1000]) {
      const der = new Uint8Array(length).fill(0xa5);
      assert.deepEqual(read(renderPem('CERTIFICATE', der)), [`CERTIFICATE ${hexEncode(der)}`]);
    }
    assert.equal(renderPem('X', hexDecode('000102')), block('X', 'AAEC'));
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['labels that differ', '-----BEGIN A-----\nAAEC\n-----END B-----', /line 3: END B without its BEGIN/],
    ['a block within a block', '-----BEGIN A-----\nAAEC\n-----BEGIN A-----', /line 3: BEGIN A inside A/],
    ['an END alone', '-----END A-----', /line 1: END A without its BEGIN/],
    ['a BEGIN alone', '-----BEGIN A-----\nAAEC', /BEGIN A without its END/],
    ['an empty block', block('A'), /empty/],
    ['an empty line within', block('A', 'AAEC', '', 'AAEC'), /line 3: expected base64, received ""/],
    ['a space within a line', block('A', 'AA EC'), /expected base64/],
    ['URL-safe base64', block('A', '_-8='), /expected base64/],
    ['missing padding', block('A', '/w'), /not padded base64/],
    ['missing padding where it could be URL-safe', block('A', 'AAECAw'), /not padded base64/],
    ['bits after the end', block('A', '/x=='), /not strict base64/],
    ['padding in the middle', block('A', '/w==', '/w=='), /not strict base64/],
    ['a longer line after a shorter one', block('A', 'AAEC', 'AAECAAEC'), /uneven/],
    ['a short line in the middle', block('A', 'AAECAAEC', 'AAEC', 'AAECAAEC'), /uneven/],
    ['headers', block('A', 'Proc-Type: 4,ENCRYPTED', 'AAEC'), /received a header/],
    ['four dashes', '----BEGIN A-----\n-----BEGIN A----\n', /not a PEM boundary/],
    ['an indented BEGIN', ' -----BEGIN A-----\n', /not a PEM boundary/],
    ['a lower-case label', block('a', 'AAEC'), /not a PEM boundary/],
    ['a byte order mark', `\ufeff${block('A', 'AAEC')}`, /not a PEM boundary/],
  ];
  for (const [what, text, message] of broken) {
    test(`refuses ${what}`, () => assert.throws(() => read(text), { code: 'INPUT_INVALID', message }));
  }

  test('quotes what it received without control characters', () => {
    assert.throws(
      () => read(block('A', '\u001b[31mred')),
      (error: Error) => !error.message.includes('\u001b'),
    );
  });

  test('refuses a text or a number of blocks past the limits', () => {
    assert.deepEqual(read('x'.repeat(PEM_CHARS_MAX)), []);
    assert.throws(() => read('x'.repeat(PEM_CHARS_MAX + 1)), { code: 'LIMIT_EXCEEDED' });
    assert.equal(read(block('A', 'AAEC').repeat(PEM_BLOCKS_MAX)).length, PEM_BLOCKS_MAX);
    assert.throws(() => read(block('A', 'AAEC').repeat(PEM_BLOCKS_MAX + 1)), { code: 'LIMIT_EXCEEDED' });
  });

  test('reads a megabyte of white space in no time', () => {
    const line = ' '.repeat(PEM_CHARS_MAX - 2);
    assert.deepEqual(read(`x${line}x`), []);
  });
});
