/**
 * The tag-value format of SPDX 2, as lines:
 *
 *     # a comment
 *     PackageName: glibc
 *     PackageComment: <text>may go on
 *     over lines</text>
 */
import { invalidSbom, quote } from '../sbom-error.ts';

export interface TagValue {
  readonly tag: string;
  /** Without white space around it, and without the `<text>` marks. */
  readonly value: string;
  /** Line of the tag, from 1. */
  readonly line: number;
}

const TAG = /^([A-Za-z]{1,64}):[ \t]*/;
const TEXT_START = '<text>';
const TEXT_END = '</text>';

/**
 * The tags of a document, in its order.
 * @throws StellaError INPUT_INVALID with line and column
 */
export function* parseTagValues(text: string, what: string): Generator<TagValue> {
  let line = 1;
  for (let start = 0; start < text.length; ) {
    const lineEnd = endOfLine(text, start);
    const content = text.slice(start, lineEnd).trimEnd();
    if (content.trimStart() === '' || content.trimStart().startsWith('#')) {
      start = lineEnd + 1;
      line++;
      continue;
    }
    const [prefix, tag] = TAG.exec(content) ?? [];
    if (prefix === undefined || tag === undefined) {
      throw invalidSbom(what, tagPlace(line), `expected a tag, received ${quote(content)}`);
    }
    const valueStart = start + prefix.length;
    if (!content.startsWith(TEXT_START, prefix.length)) {
      yield { tag, value: text.slice(valueStart, lineEnd).trim(), line };
      start = lineEnd + 1;
      line++;
      continue;
    }
    const textEnd = text.indexOf(TEXT_END, valueStart);
    if (textEnd === -1) throw invalidSbom(what, tagPlace(line), `the ${TEXT_START} of ${tag} does not end`);
    yield { tag, value: text.slice(valueStart + TEXT_START.length, textEnd), line };
    const after = endOfLine(text, textEnd);
    line += countLines(text, start, after);
    if (text.slice(textEnd + TEXT_END.length, after).trim() !== '') {
      throw invalidSbom(what, tagPlace(line - 1), `nothing may follow ${TEXT_END}`);
    }
    start = after + 1;
  }
}

/** The place of a line for people. */
export function tagPlace(line: number): string {
  return `line ${line}, column 1`;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function countLines(text: string, start: number, end: number): number {
  let count = 1;
  for (let next = text.indexOf('\n', start); next !== -1 && next < end; next = text.indexOf('\n', next + 1)) {
    count++;
  }
  return count;
}
