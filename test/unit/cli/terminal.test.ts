import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { safeText, styleFor } from '../../../src/cli/terminal.ts';

describe('safeText', () => {
  test('leaves what people write alone', () => {
    const text = 'pkg:npm/%40a/b@1.0 – Grüße, 日本語, 😀, עברית "\'\\';
    assert.equal(safeText(text), text);
  });

  const hostile: readonly (readonly [string, string, string])[] = [
    ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['a title that types', '\u001b]0;rm\u0007', '\\u001b]0;rm\\u0007'],
    ['a C1 control sequence', '\u009b31m', '\\u009b31m'],
    ['a newline and a carriage return', 'a\r\nb', 'a\\u000d\\u000ab'],
    ['a tab and a backspace', '\t\b', '\\u0009\\u0008'],
    ['NUL and DEL', '\0\u007f', '\\u0000\\u007f'],
    ['text that turns around', 'user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['isolates', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['letters of no width', 'a\u200bb\u2060\ufeff', 'a\\u200bb\\u2060\\ufeff'],
    ['separators of lines', '\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
  ];
  for (const [what, text, safe] of hostile) {
    test(`shows ${what} instead of obeying it`, () => assert.equal(safeText(text), safe));
  }

  test('leaves no control character of any kind', () => {
    const all = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('');
    assert.doesNotMatch(safeText(all), /\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u);
  });
});

describe('styleFor', () => {
  const terminal = { columns: 100 };
  const pipe = null;
  const levels: readonly (readonly [string, object | null, Record<string, string>, boolean, number])[] = [
    ['a terminal', terminal, {}, false, 1],
    ['a pipe', pipe, {}, false, 0],
    ['a terminal with --no-color', terminal, { FORCE_COLOR: '1' }, true, 0],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false, 0],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, false, 1],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false, 0],
    ['a terminal with CLICOLOR=0', terminal, { CLICOLOR: '0' }, false, 0],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, false, 1],
    ['a pipe with CLICOLOR_FORCE', pipe, { CLICOLOR_FORCE: '1' }, false, 1],
    ['a pipe with FORCE_COLOR=0', pipe, { FORCE_COLOR: '0' }, false, 0],
  ];
  for (const [what, output, env, noColor, level] of levels) {
    test(`gives ${what} ${level === 1 ? 'colour' : 'no colour'}`, () => {
      assert.equal(styleFor({ terminal: output, env, noColor }).chalk.level, level);
    });
  }

  test('wraps for a terminal and for nothing else', () => {
    const width = (output: object | null) => styleFor({ terminal: output, env: {}, noColor: false }).width;
    assert.deepEqual(
      [width(terminal), width({}), width({ columns: 5 }), width(pipe)],
      [100, 80, 40, Infinity],
    );
  });
});
