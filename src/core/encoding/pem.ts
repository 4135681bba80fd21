/**
 * PEM as RFC 7468 has it: `-----BEGIN LABEL-----`, base64 of the DER, `-----END LABEL-----`.
 *
 * Text outside the blocks is explanatory and ignored, LF and CRLF are one, white space at the end of a line is. Everything
 * else is strict: labels match, no headers and no empty line within a block, standard base64 with its padding, the last
 * line only shorter. A line that looks like a boundary and is none is an error, so that no block is passed over unseen.
 */

import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { base64Decode, base64Encode } from './base64.ts';

/** Longest PEM text, in characters: about 500 certificates. */
export const PEM_CHARS_MAX = limit('pemLength');
/** Most blocks in one PEM text. */
export const PEM_BLOCKS_MAX = limit('pemBlocks');

const BOUNDARY = /^-----(BEGIN|END) ([A-Z0-9 ]{1,64})-----$/;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;
const LINE_CHARS = 64;

/** One block: its label (`PUBLIC KEY`) and the bytes that it carries. */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * Every block of `text`, in order; none is an empty array, for the caller to judge. `what` names the text in errors.
 * @throws StellaError INPUT_INVALID (not strict PEM), LIMIT_EXCEEDED (too long, too many blocks)
 */
export function parsePem(text: string, what: string): readonly PemBlock[] {
  if (text.length > PEM_CHARS_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${text.length} characters, at most ${PEM_CHARS_MAX} are read`,
    );
  }
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  for (const [index, rawLine] of text.split('\n').entries()) {
    const line = rawLine.trimEnd();
    const place = `${what}, line ${index + 1}`;
    const boundary = matchBoundary(line, place);
    if (boundary === undefined) {
      open?.lines.push(checkedLine(line, place));
    } else if (boundary.kind === 'BEGIN') {
      if (open !== undefined) throw invalid(`${place}: BEGIN ${boundary.label} inside ${open.label}`);
      open = { label: boundary.label, lines: [] };
    } else {
      if (open?.label !== boundary.label) throw invalid(`${place}: END ${boundary.label} without its BEGIN`);
      blocks.push({ label: open.label, der: decodeBody(open.lines, place) });
      open = undefined;
    }
  }
  if (open !== undefined) throw invalid(`${what}: BEGIN ${open.label} without its END`);
  if (blocks.length > PEM_BLOCKS_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${blocks.length} PEM blocks, at most ${PEM_BLOCKS_MAX} are read`,
    );
  }
  return blocks;
}

/** One block with lines of 64 characters and a newline at the end, as `openssl` writes it. */
export function renderPem(label: string, der: Uint8Array): string {
  const body = base64Encode(der);
  const lines: string[] = [];
  for (let start = 0; start < body.length; start += LINE_CHARS)
    lines.push(body.slice(start, start + LINE_CHARS));
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function matchBoundary(
  line: string,
  place: string,
): { readonly kind: 'BEGIN' | 'END'; readonly label: string } | undefined {
  const match = BOUNDARY.exec(line);
  if (match !== null) return { kind: match[1] === 'BEGIN' ? 'BEGIN' : 'END', label: match[2] ?? '' };
  if (/-----(?:BEGIN|END)/.test(line)) throw invalid(`${place}: not a PEM boundary: ${quote(line)}`);
  return undefined;
}

function checkedLine(line: string, place: string): string {
  if (BASE64_LINE.test(line)) return line;
  const isHeader = /^[A-Za-z0-9-]+:/.test(line);
  throw invalid(`${place}: expected base64, received ${isHeader ? 'a header' : quote(line)}`);
}

function decodeBody(lines: readonly string[], place: string): Uint8Array {
  const length = lines[0]?.length ?? 0;
  const isEven = lines.every(
    (line, index) => line.length === length || (index === lines.length - 1 && line.length < length),
  );
  if (lines.length === 0 || !isEven)
    throw invalid(`${place}: a block that is empty or has lines of uneven length`);
  const body = lines.join('');
  // base64Decode also takes URL-safe text without padding, which a body of letters and digits alone could be.
  if (body.length % 4 !== 0) throw invalid(`${place}: the block that ends here is not padded base64`);
  try {
    return base64Decode(body);
  } catch (cause) {
    throw new StellaError('INPUT_INVALID', `${place}: the block that ends here is not strict base64`, {
      cause,
    });
  }
}

function quote(line: string): string {
  return JSON.stringify(line.slice(0, 60));
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
