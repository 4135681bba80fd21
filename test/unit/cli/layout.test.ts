import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  formatScore,
  renderList,
  renderPairs,
  renderTable,
  styled,
  wrap,
} from '../../../src/cli/render/layout.ts';
import { styleFor } from '../../../src/cli/terminal.ts';

const plain = styleFor({ terminal: null, env: {}, noColor: true });
const narrow = { ...plain, width: 20 };

describe('renderTable', () => {
  test('aligns its columns, without borders and without spaces at the ends', () => {
    const text = renderTable(
      [{ head: 'NAME' }, { head: 'N', align: 'right' }],
      [
        ['a', 1],
        ['long name', 100],
      ],
      plain,
    );
    assert.equal(text, 'NAME         N\na            1\nlong name  100\n');
  });

  test('escapes cells, but not those that are styled', () => {
    const text = renderTable([{ head: 'X' }], [['\u001b[31m'], [styled('\u001b[32mok')]], plain);
    assert.ok(text.includes('\\u001b[31m') && text.includes('\u001b[32mok'));
  });

  test('is one table however many rows it has, and makes them in a moment', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`row ${i}`, i === 700 ? 'é'.repeat(9) : i]);
    const text = renderTable([{ head: 'NAME' }, { head: 'N', align: 'right' }], rows, plain);
    const lines = text.split('\n');
    assert.equal(lines.length, rows.length + 2);
    const lengths = lines.filter((line) => !line.includes('é')).map((line) => line.length);
    assert.deepEqual([...new Set(lengths)], [20, 0]);
    assert.equal(lines[701], 'row 700    ééééééééé');
  });

  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const columns = [{ head: 'NAME' }, { head: 'N', align: 'right' as const }, { head: 'WHY' }];
  const reason = 'because of a long story that nobody wants to read in one line of a terminal';

  test('begins the list of a row with what has no head', () => {
    const text = renderTable([{ head: '' }, { head: 'BEFORE' }], [['root hash', digest]], {
      ...plain,
      width: 20,
    });
    assert.equal(text, `root hash\nBEFORE  ${digest}\n`);
  });

  test('fits the terminal by breaking cells at spaces', () => {
    assert.equal(
      renderTable(
        columns,
        [
          ['a', 10, reason],
          ['b', 5, 'short'],
        ],
        { ...plain, width: 40 },
      ),
      [
        'NAME   N  WHY',
        'a     10  because of a long story that',
        '          nobody wants to read in one',
        '          line of a terminal',
        'b      5  short',
        '',
      ].join('\n'),
    );
  });

  test('becomes a list where a column cannot be that narrow, and never breaks a digest', () => {
    const text = renderTable(
      columns,
      [
        [digest, 1, 'x'],
        [digest, 2, reason],
      ],
      { ...plain, width: 40 },
    );
    assert.equal(
      text.split('\n').slice(0, 6).join('\n'),
      [`NAME  ${digest}`, 'N     1', 'WHY   x', '', `NAME  ${digest}`, 'N     2'].join('\n'),
    );
    assert.ok(text.split('\n').every((line) => line.length <= 40 || line.includes(digest)));
  });

  test('stays a table where only the last column has a word that is too long', () => {
    assert.equal(
      renderTable([{ head: 'A' }, { head: 'WHY' }], [['a', `the root ${digest} it is`]], {
        ...plain,
        width: 40,
      }),
      ['A  WHY', 'a  the root', `   ${digest}`, '   it is', ''].join('\n'),
    );
  });

  test('loses no word at any width', () => {
    const words = (text: string) => text.replace(/\s+/g, ' ').trim().split(' ').sort().join(' ');
    const rows = [
      [digest, 1, reason],
      ['b', 2, 'y'],
    ];
    for (const width of [40, 80, 120, 200]) {
      const text = renderTable([{ head: 'A' }, { head: 'B' }, { head: 'C' }], rows, { ...plain, width });
      const heads = width < 130 ? 'A B C '.repeat(width < 90 ? 2 : 1) : 'A B C ';
      assert.equal(words(text), words(`${heads}${rows.flat().join(' ')}`), `${width}`);
    }
  });

  test('shows nothing as a dash', () => {
    assert.equal(renderTable([{ head: 'X' }], [[null]], plain), 'X\n-\n');
  });
});

test('renderPairs aligns values after the longest name, and escapes them', () => {
  assert.equal(
    renderPairs(
      [
        ['a', 'x'],
        ['long', '\u0007'],
      ],
      plain,
    ),
    'a     x\nlong  \\u0007\n',
  );
  assert.equal(renderPairs([], plain), '');
});

test('renderList has a heading and wrapped, escaped items, or is nothing', () => {
  assert.equal(
    renderList('Said', ['one two three four five', '\n'], narrow),
    '\nSaid\n- one two three four\n  five\n- \\u000a\n',
  );
  assert.equal(renderList('Said', [], plain), '');
});

describe('wrap', () => {
  test('breaks at spaces, and leaves a long word whole', () => {
    assert.equal(wrap('aa bb cc', 5), 'aa bb\ncc\n');
    assert.equal(wrap('a sha256:0123456789 b', 8, '  '), 'a\n  sha256:0123456789\n  b\n');
  });

  test('breaks nothing where the width has no end', () => {
    assert.equal(wrap('x '.repeat(500).trim(), Number.POSITIVE_INFINITY).split('\n').length, 2);
  });
});

test('formatScore has one decimal, or a dash', () => {
  assert.deepEqual([0, 9.8, 10, null].map(formatScore), ['0.0', '9.8', '10.0', '-']);
});
