/**
 * The formats that are asserted. JSON Schema draft-07 leaves to the validator which ones are: those without which an
 * invalid CycloneDX document would pass (`date-time`, `date`), or a valid one would fail (`uri`, by which a JSF algorithm
 * name is told from a URI). `iri-reference` and `idn-email` stay annotations: real SBOMs carry repository
 * addresses such as `git@host:path` there, and nothing is ever looked up under them.
 */
import { isCalendarDate } from '../calendar.ts';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** RFC 3986: a scheme, then only characters that a URI may have. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/;

/** True when `text` has the format, or the format is not asserted. */
export function isInFormat(format: string, text: string): boolean {
  switch (format) {
    case 'date':
      return isDate(text);
    case 'date-time':
      return isDate(DATE_TIME.exec(text)?.[1] ?? '');
    case 'uri':
      return URI.test(text);
    default:
      return true;
  }
}

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  return isCalendarDate(Number(year), Number(month), Number(day));
}
