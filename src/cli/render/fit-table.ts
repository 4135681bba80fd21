/**
 * A table for a terminal that is narrower than it: cells are broken at spaces, and where even that does not fit, each row becomes a
 * list of its cells. A word is never broken, so that a digest can be copied whole; the terminal goes on with it in its next line.
 */
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

const GAP = 2;
/** Of the last column, in which a word that is longer than it disturbs no other: it goes over the edge, in a line of its own. */
const LAST_LEAST = 24;

/** Columns that a text takes; where it is not ASCII it may take more or less, and its line is a little askew. */
export function widthOf(text = ''): number {
  return stripVTControlCharacters(text).length;
}

/**
 * @param head as it is shown
 * @param rows texts, made harmless
 */
export function fitTable(
  columns: readonly Column[],
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const all = [head, ...rows];
  const cells = columns.map((_, i) => all.map((row) => row[i] ?? ''));
  const room = width - GAP * (columns.length - 1);
  const least = cells.map((column) => most(column, (text) => most(wordsOf(text), widthOf)));
  const last = least.pop() ?? 0;
  least.push(Math.min(last, Math.max(LAST_LEAST, room - sum(least))));
  if (sum(least) > room) return rows.map((row) => stackedRow(head, row, width)).join('\n');
  const natural = cells.map((column) => most(column, widthOf));
  const widths = shared(least, natural, room);
  return all.map((row) => wrappedRow(columns, row, widths)).join('');
}

/**
 * Breaks a text at spaces; a word that is longer than `width` has a line of its own.
 * @param hang by how much lines after the first are to be shorter
 */
export function linesOf(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const room = lines.length === 0 ? width : width - hang;
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What is coloured stays in one piece, or the colour would run on into the next column. */
function wordsOf(text: string): string[] {
  return text.includes('\u001b') ? [text] : text.split(' ');
}

/** Widths between the least and the natural ones that fill the room: what is left goes where most is missing. */
function shared(least: readonly number[], natural: readonly number[], room: number): number[] {
  const widths = [...least];
  for (let left = room - sum(least); left > 0; left--) {
    const missing = widths.map((width, i) => (natural[i] ?? 0) - width);
    const neediest = missing.indexOf(Math.max(...missing));
    if ((missing[neediest] ?? 0) <= 0) break;
    widths[neediest] = (widths[neediest] ?? 0) + 1;
  }
  return widths;
}

function wrappedRow(columns: readonly Column[], row: readonly string[], widths: readonly number[]): string {
  const cells = columns.map((_, i) => linesOf(row[i] ?? '', widths[i] ?? 0));
  const height = most(cells, ({ length }) => length);
  return Array.from({ length: height }, (_, line) => {
    const parts = columns.map(({ align }, i) => {
      const text = cells[i]?.[line] ?? '';
      const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
      return align === 'right' ? `${space}${text}` : `${text}${space}`;
    });
    return `${parts.join(' '.repeat(GAP)).trimEnd()}\n`;
  }).join('');
}

/** `HEAD  value`, a line for each cell; what has no head stands before the others as it is. */
function stackedRow(head: readonly string[], row: readonly string[], width: number): string {
  const indent = most(head, widthOf) + GAP;
  return row
    .map((text, i) => {
      const name = head[i] ?? '';
      if (name === '') return linesOf(text, width).join('\n');
      const lines = linesOf(text, width - indent);
      return `${name}${' '.repeat(indent - widthOf(name))}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
    })
    .join('\n')
    .concat('\n');
}

function most<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((largest, item) => Math.max(largest, measure(item)), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
