/**
 * The formats that are asserted. JSON Schema draft-07 leaves to the validator which ones are: those without which an
 * invalid CycloneDX document would pass (`date-time`, `date`), or a valid one would fail (`uri`, by which a JSF
 * algorithm name is told from a URI). `iri-reference` and `idn-email` stay annotations: real SBOMs carry repository
 * addresses such as `git@host:path` there, and nothing is ever looked up under them.
 */
import { parseRfc3339 } from '../../time/timestamp.ts';

/** RFC 3986: a scheme, then only characters that a URI may have. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/;

/** True when `text` has the format, or the format is not asserted. */
export function isInFormat(format: string, text: string): boolean {
  switch (format) {
    case 'date':
      return parseRfc3339(`${text}T00:00:00Z`) !== null;
    case 'date-time':
      return parseRfc3339(text) !== null;
    case 'uri':
      return URI.test(text);
    default:
      return true;
  }
}
