/**
 * Package URLs, `pkg:type/namespace/name@version?qualifiers#subpath` (ECMA-427 and the purl specification's "How to parse", "How to build").
 *
 * Reading is as lenient as "How to parse" is: case of scheme, type and qualifier keys, surplus slashes, empty qualifiers, and an npm
 * scope whose `@` is not encoded. Writing gives the canonical form. What two readers could split differently is refused: a second `?` or
 * `#` that is not encoded, which a URL reader takes from the left and the specification from the right.
 */
import { StellaError } from '../errors.ts';
import { percentDecode, percentEncode } from './percent.ts';
import { normalizeForType, type PurlComponents, typeFault } from './purl-type.ts';

/**
 * A package URL, decoded and normalised as its type demands. A component that is absent is null; `qualifiers` has no prototype and only
 * values that are not empty.
 */
export type Purl = PurlComponents;

const SCHEME = /^pkg:\/*/i;
const TYPE = /^[A-Za-z][A-Za-z0-9.-]*$/;
const QUALIFIER_KEY = /^[A-Za-z][A-Za-z0-9._-]*$/;
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/**
 * The components of a package URL.
 * @throws StellaError INPUT_INVALID for anything that is no package URL, or not valid for its type
 */
export function parsePurl(text: string): Purl {
  const fail = (reason: string): never => {
    throw invalid(text, reason);
  };
  if (CONTROL_CHARACTER.test(text)) return fail('it has a control character');
  const [beforeSubpath, subpath] = cutLast(text, '#');
  const [path, qualifiers] = cutLast(beforeSubpath, '?');
  if (beforeSubpath.includes('#')) return fail('it has a second # that is not encoded');
  if (path.includes('?')) return fail('it has a second ? that is not encoded');
  const scheme = SCHEME.exec(path)?.[0];
  if (scheme === undefined) return fail('it does not begin with pkg:');
  const slash = path.indexOf('/', scheme.length);
  if (slash === -1) return fail('it has no name after its type');
  const remainder = path.slice(slash + 1);
  const at = versionSeparator(remainder);
  const segments = segmentsOf(remainder.slice(0, at), text);
  return normalizePurl(
    {
      type: path.slice(scheme.length, slash),
      name: segments.pop() ?? '',
      namespace: joined(segments, text),
      version: decoded(remainder.slice(at + 1), text) || null,
      qualifiers: parseQualifiers(qualifiers, text),
      subpath: joined(withoutDots(segmentsOf(subpath, text)), text),
    },
    text,
  );
}

/**
 * The canonical form of a package URL.
 * @throws StellaError INPUT_INVALID when the components make none
 */
export function formatPurl(purl: Purl): string {
  const { type, namespace, name, version, qualifiers, subpath } = normalizePurl(purl, `${purl.type}/${purl.name}`);
  const keys = Object.keys(qualifiers).sort();
  return [
    `pkg:${type}/`,
    namespace === null ? '' : `${encodedPath(namespace)}/`,
    percentEncode(name),
    version === null ? '' : `@${percentEncode(version)}`,
    keys.length === 0 ? '' : '?',
    keys.map((key) => `${key}=${percentEncode(qualifiers[key] ?? '')}`).join('&'),
    subpath === null ? '' : `#${encodedPath(subpath)}`,
  ].join('');
}

/** Validates decoded components and gives them their normal form. `shown` stands for them in an error. */
function normalizePurl(purl: PurlComponents, shown: string): PurlComponents {
  if (!TYPE.test(purl.type)) throw invalid(shown, 'the type is not a letter, then letters, digits, . and -');
  if (purl.name === '') throw invalid(shown, 'it has no name');
  const normal = normalizeForType({
    type: purl.type.toLowerCase(),
    namespace: nonEmptyPath(purl.namespace, (segments) => segments),
    name: purl.name,
    version: purl.version || null,
    qualifiers: normalizeQualifiers(purl.qualifiers, shown),
    subpath: nonEmptyPath(purl.subpath, withoutDots),
  });
  const fault = typeFault(normal) ?? encodingFault(normal);
  if (fault !== undefined) throw invalid(shown, fault);
  return normal;
}

function normalizeQualifiers(
  qualifiers: Readonly<Record<string, string>>,
  shown: string,
): Readonly<Record<string, string>> {
  const normal: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(qualifiers)) {
    if (!QUALIFIER_KEY.test(key)) throw invalid(shown, `the qualifier key ${quoted(key)} is not valid`);
    if (value === '') continue;
    const lowered = key.toLowerCase();
    if (lowered in normal) throw invalid(shown, `the qualifier ${lowered} is given twice`);
    normal[lowered] = value;
  }
  return normal;
}

function parseQualifiers(text: string, purl: string): Readonly<Record<string, string>> {
  const qualifiers: Record<string, string> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [key, value] = cutFirst(pair, '=');
    if (qualifiers[key]) throw invalid(purl, `the qualifier ${quoted(key)} is given twice`);
    qualifiers[key] = decoded(value, purl);
  }
  return qualifiers;
}

/**
 * Where the `@` before the version is, or the end. An `@` that begins a segment with others behind it is the scope of an npm package
 * whose author did not encode it.
 */
function versionSeparator(remainder: string): number {
  const at = remainder.lastIndexOf('@');
  const beginsSegment = at === 0 || remainder[at - 1] === '/';
  return at === -1 || (beginsSegment && remainder.includes('/', at)) ? remainder.length : at;
}
