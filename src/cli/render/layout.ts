/** Small pieces that every page of text is made of. */
import Table from 'cli-table3';
import { type Style, safeText } from '../terminal.ts';
import { type Column, fitTable, linesOf, widthOf } from './fit-table.ts';

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Text whose width is its length: printable ASCII. Most tables have no other, and need no table of the world's wide letters. */
const PLAIN = /^[\x20-\x7e]*$/;

/** cli-table3 looks at every earlier row for each cell: ten thousand rows would take it half a minute. */
const MOST_ROWS = 500;

/** A table without borders, fitted to the terminal. Cells are made harmless here; a cell that was styled already is passed through `styled`. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { chalk, width }: Style,
): string {
  const head = columns.map((column) => chalk.bold(column.head));
  const texts = rows.map((row) => row.map(cellText));
  const whole = wholeTable(columns, head, texts);
  const isWide = whole.split('\n').some((line) => widthOf(line) > width);
  return isWide ? fitTable(columns, head, texts, width) : whole;
}

function wholeTable(
  columns: readonly Column[],
  head: readonly string[],
  texts: readonly (readonly string[])[],
): string {
  const isPlain = texts.every((row) => row.every((text) => PLAIN.test(text)));
  if (isPlain || texts.length > MOST_ROWS) return renderPlainTable(columns, [head, ...texts]);
  const table = new Table({
    head: [...head],
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  table.push(...texts.map((row) => [...row]));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

function renderPlainTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, i) => rows.reduce((width, row) => Math.max(width, widthOf(row[i])), 0));
  const lines = rows.map((row) => {
    const cells = columns.map(({ align }, i) => {
      const space = ' '.repeat((widths[i] ?? 0) - widthOf(row[i]));
      return align === 'right' ? `${space}${row[i]}` : `${row[i]}${space}`;
    });
    return `${cells.join('  ').trimEnd()}\n`;
  });
  return lines.join('');
}

/** Untrusted text or a number, or text that is known to be safe and may carry colour. */
export type Cell = string | number | null | { readonly styled: string };

/** Marks text as safe: made by the program itself, or escaped already. */
export function styled(text: string): Cell {
  return { styled: text };
}

function cellText(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'object') return cell.styled;
  return safeText(String(cell));
}

/** `name  value` lines, the names aligned. */
export function renderPairs(pairs: readonly (readonly [string, Cell])[], { chalk, width }: Style): string {
  const indent = Math.max(0, ...pairs.map(([name]) => name.length)) + 2;
  return pairs
    .map(([name, value]) => {
      const lines = linesOf(cellText(value), width - indent);
      return `${chalk.dim(name.padEnd(indent - 2))}  ${lines.join(`\n${' '.repeat(indent)}`)}\n`;
    })
    .join('');
}

/** A heading and a line for each item, wrapped to the terminal; nothing when there is no item. */
export function renderList(heading: string, items: readonly string[], style: Style): string {
  if (items.length === 0) return '';
  return `\n${style.chalk.bold(heading)}\n${items.map((item) => wrap(`- ${safeText(item)}`, style.width, '  ')).join('')}`;
}

/** Breaks `text` at spaces to lines of at most `width` columns; a word that is longer, such as a digest, stays whole. */
export function wrap(text: string, width: number, indent = ''): string {
  return `${linesOf(text, width, indent.length).join(`\n${indent}`)}\n`;
}

/** A key id or fingerprint, in groups of four digits where that is asked for. */
export function fingerprintText(hex: string, isGrouped: boolean): string {
  return isGrouped ? (hex.match(/.{1,4}/g) ?? []).join(' ') : hex;
}

/** Breaks the lines of a text that are longer than the terminal is wide, at spaces, and leaves all others as they are. */
export function fitLines(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return text
    .split('\n')
    .map((line) => (widthOf(line) > width ? fitLine(line, width) : line))
    .join('\n');
}

/** Further lines begin two columns after the first, for they belong to it. */
function fitLine(line: string, width: number): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const hang = `${indent}  `;
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trimStart().split(/(?<= )(?! )/)) {
    const isBegun = current.trim() !== '';
    if (isBegun && widthOf(current) + widthOf(word.trimEnd()) > width) {
      lines.push(current.trimEnd());
      current = hang + word;
    } else current += word;
  }
  return [...lines, current].join('\n');
}

/** `-` when there is nothing to show. */
export function formatScore(score: number | null): string {
  return score === null ? '-' : score.toFixed(1);
}
