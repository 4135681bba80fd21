/** Times in certificates (RFC 5280 section 4.1.2.5), brought to our own form, whose text order is the order of time. */
import { DER_TAG, type DerElement, derError } from '../encoding/der.ts';
import { isTimestamp } from '../time/timestamp.ts';

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/**
 * A `Time` as RFC 3339: `2025-01-15T00:00:00Z`. Only the profile's forms: seconds, `Z`, no fraction, a day that exists.
 * UTCTime's two digits mean 1950 to 2049.
 * @throws StellaError INPUT_INVALID
 */
export function parseCertificateTime({ tag, content }: DerElement): string {
  const isUtcTime = tag === DER_TAG.utcTime;
  if (!isUtcTime && tag !== DER_TAG.generalizedTime)
    throw derError('a time that is neither UTCTime nor GeneralizedTime');
  const text = Buffer.from(content.subarray(0, 20)).toString('latin1');
  const match = (isUtcTime ? UTC_TIME : GENERALIZED_TIME).exec(text);
  if (match === null) throw derError(`a time of an improper form: ${JSON.stringify(text)}`);
  const [, year = '', month, day, hour, minute, second] = match;
  const century = isUtcTime ? (year < '50' ? '20' : '19') : '';
  const time = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  if (!isTimestamp(time)) throw derError(`a time that does not exist: ${time}`);
  return time;
}
