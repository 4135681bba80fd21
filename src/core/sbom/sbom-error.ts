/** How an SBOM is refused: with its format, the place in the document, and what stands there. */
import { StellaError } from '../errors.ts';

/**
 * INPUT_INVALID for a document that its specification does not allow.
 * @param what `the CycloneDX 1.6 document`
 * @param place a JSON pointer, or `line 3, column 14`
 */
export function invalidSbom(what: string, place: string, problem: string): StellaError {
  return new StellaError('INPUT_INVALID', `${what} is invalid at ${showPlace(place)}: ${problem}`, {
    hint: 'have the tool that made the SBOM corrected, or make the SBOM with another one',
    details: { place: cut(place, 1000) },
  });
}

/** UNSUPPORTED_VERSION for a version of the specification that is not among `supported`. */
export function unsupportedSpecVersion(
  what: string,
  received: string,
  supported: readonly string[],
): StellaError {
  return new StellaError(
    'UNSUPPORTED_VERSION',
    `${what} has the specification version ${quote(received)}, this program reads ${supported.join(', ')}`,
    {
      hint: `convert it to ${what.includes('SPDX') ? 'SPDX 2.3' : 'CycloneDX 1.6'}, or use a newer version of stella`,
      details: { expected: supported, actual: cut(received, 80) },
    },
  );
}

/** Untrusted text for a message: quoted, escaped and cut. */
export function quote(text: string): string {
  return JSON.stringify(cut(text, 80));
}

/** A JSON pointer holds member names of the document; anything beyond plain text is escaped. */
function showPlace(place: string): string {
  if (place === '') return 'its top level';
  const shown = cut(place, 160);
  return /^[ -~…]*$/.test(shown) ? shown : JSON.stringify(shown);
}

/** The beginning of a text; a character that the cut would halve is replaced. */
function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}
