/**
 * FIRST's EPSS file (https://www.first.org/epss/data_stats), after gunzip:
 *
 *     #model_version:v2025.03.14,score_date:2025-08-20T00:00:00+0000      (not in files before February 2022)
 *     cve,epss,percentile
 *     CVE-2010-5330,0.52725,0.97841
 */
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { formatTimestamp, parseRfc3339 } from '../time/timestamp.ts';
import { isCveId } from './cve-id.ts';
import type { EpssRow } from './feed-view.ts';
import { isProbability } from './probability.ts';

export interface EpssFile {
  /**
   * In the file's order, read as they are asked for: there are hundreds of thousands.
   * @throws StellaError INPUT_INVALID with the line: a row of another form, a decimal outside 0 to 1, a CVE twice
   */
  readonly rows: Iterable<EpssRow>;
  /** When FIRST scored, in our own form of a time; null where the file does not say. */
  readonly scoreDate: string | null;
  readonly modelVersion: string | null;
}

const HEADER = 'cve,epss,percentile';
const SCORE_DATE = /^(\d{4}-\d{2}-\d{2})(?:(T[\d:.]{8,16})(Z|[+-]\d{2}:?\d{2}))?$/;

/**
 * Reads the head of the file; the rows when they are asked for.
 * @param what names the file in errors: `epss_scores.csv`
 * @throws StellaError INPUT_INVALID with the line: another header, a score date that is none
 */
export function parseEpss(bytes: Uint8Array, what: string): EpssFile {
  const text = utf8Decode(bytes, what);
  const head = linesOf(text);
  const first = head.next().value ?? '';
  const comment = first.startsWith('#') ? first.slice(1) : null;
  const headerAt = comment === null ? 0 : 1;
  const header = comment === null ? first : (head.next().value ?? '');
  if (header !== HEADER) throw invalid(what, headerAt, `the header ${HEADER}`, header);
  const modelVersion = comment === null ? null : commentField(comment, 'model_version');
  const scoreDate = comment === null ? null : commentField(comment, 'score_date');
  return {
    rows: { [Symbol.iterator]: () => rowsOf(text, headerAt + 1, what) },
    scoreDate: scoreDate === null ? null : parseScoreDate(scoreDate, what),
    modelVersion,
  };
}

/** Lines without their ends; a last line end opens no further line. */
function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, newline > start && text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}

function* rowsOf(text: string, first: number, what: string): Generator<EpssRow> {
  const seen = new Set<string>();
  let i = -1;
  for (const line of linesOf(text)) {
    if (++i < first) continue;
    const [cve = '', probability = '', percentile = '', ...more] = line.split(',');
    if (!isCveId(cve) || !isProbability(probability) || !isProbability(percentile) || more.length > 0)
      throw invalid(what, i, 'a CVE id and two decimals from 0 to 1', line);
    if (seen.has(cve)) throw invalid(what, i, 'a CVE id that no earlier row has', line);
    seen.add(cve);
    yield { cve, probability, percentile };
  }
}

/** The value of one of the comment's `name:value` fields, or null. */
function commentField(comment: string, name: string): string | null {
  const field = comment.split(',').find((part) => part.startsWith(`${name}:`));
  return field === undefined ? null : field.slice(name.length + 1);
}

/** FIRST writes the offset as `+0000`, which RFC 3339 does not allow. */
function parseScoreDate(text: string, what: string): string {
  const [, day, time = 'T00:00:00', offset = 'Z'] = SCORE_DATE.exec(text) ?? [];
  const milliseconds = parseRfc3339(`${day}${time}${offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  const scoreDate = milliseconds === null ? null : formatTimestamp(milliseconds);
  if (scoreDate === null) throw invalid(what, 0, 'a score_date such as 2025-08-20T00:00:00+0000', text);
  return scoreDate;
}

function invalid(what: string, lineIndex: number, expected: string, received: string): StellaError {
  const line = lineIndex + 1;
  return new StellaError(
    'INPUT_INVALID',
    `${what} is malformed on line ${line}: expected ${expected}, received ${JSON.stringify(received.slice(0, 100))}`,
    { details: { line } },
  );
}
