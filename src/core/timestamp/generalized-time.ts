/** The time in a token (RFC 3161 section 2.4.2): GeneralizedTime in UTC, to any fraction of a second. */

import { DER_TAG, type DerElement, derError, expectTag } from '../encoding/der.ts';
import { limit } from '../limits.ts';
import { isTimestamp } from '../time/timestamp.ts';

const FRACTION_DIGITS_MAX = limit('timestampFractionDigits');
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/;

/** A moment to the nanosecond. */
export interface PreciseTime {
  /** RFC 3339 in whole seconds; a fraction is cut off. */
  readonly time: string;
  /** Nanoseconds after it. */
  readonly nanoseconds: number;
}

/**
 * Reads a genTime: seconds, `Z`, and no fraction or one without a zero at its end.
 * @throws StellaError INPUT_INVALID
 */
export function parseGeneralizedTime(element: DerElement): PreciseTime {
  const { content } = expectTag(element, DER_TAG.generalizedTime);
  const text = Buffer.from(content.subarray(0, 40)).toString('latin1');
  const match = GENERALIZED_TIME.exec(text);
  if (match === null) throw derError(`a time of an improper form: ${JSON.stringify(text)}`);
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  if (!isTimestamp(time)) throw derError(`a time that does not exist: ${time}`);
  return { time, nanoseconds: Number(fraction.padEnd(FRACTION_DIGITS_MAX, '0')) };
}
