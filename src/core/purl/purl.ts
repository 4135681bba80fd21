/**
 * Package URLs, `pkg:type/namespace/name@version?qualifiers#subpath` (ECMA-427, and the purl specification's "How to
 * parse" and "How to build").
 *
 * Reading is as lenient as "How to parse" is: upper case in scheme, type and qualifier keys, surplus slashes, empty
 * qualifiers, and an npm scope whose `@` is not encoded. Writing gives the canonical form. What two readers could
 * split differently is refused: a second `?` or `#` that is not encoded, which a URL reader takes from the left and
 * the specification from the right.
 */
import { invalidPurl, normalizeComponents, type RawComponents, withoutEmptySegments } from './normalize.ts';
import { percentDecode, percentEncode } from './percent.ts';
import type { PurlComponents } from './purl-type.ts';

/**
 * A package URL, decoded and normalised as its type demands. A component that is absent is null; `qualifiers` has no
 * prototype and no empty value.
 */
export type Purl = PurlComponents;

const SCHEME = /^pkg:\/*/i;
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/**
 * The components of a package URL.
 * @throws StellaError INPUT_INVALID for a text that is none, or not valid for its type
 */
export function parsePurl(text: string): Purl {
  return normalizeComponents(splitPurl(text), text);
}

/**
 * Namespace and name of a package URL, decoded but in the case that they are written in. Types lowercase names that their
 * registries keep apart, `JSONStream` and `jsonstream` of npm, and advisories have the registry's spelling.
 * @throws StellaError INPUT_INVALID for a text that is no package URL
 */
export function packageAsWritten(text: string): Pick<Purl, 'namespace' | 'name'> {
  const { namespace, name } = splitPurl(text);
  return { namespace: withoutEmptySegments(namespace), name };
}

function splitPurl(text: string): RawComponents {
  if (CONTROL_CHARACTER.test(text)) throw invalidPurl(text, 'it has a control character');
  const [beforeSubpath, subpath] = cutLast(text, '#');
  const [path, qualifiers] = cutLast(beforeSubpath, '?');
  if (beforeSubpath.includes('#')) throw invalidPurl(text, 'it has two # and at least one should be encoded');
  if (path.includes('?')) throw invalidPurl(text, 'it has two ? and at least one should be encoded');
  const scheme = SCHEME.exec(path)?.[0];
  if (scheme === undefined) throw invalidPurl(text, 'it does not begin with pkg:');
  const slash = path.indexOf('/', scheme.length);
  if (slash === -1) throw invalidPurl(text, 'it has no name after its type');
  const [fullName, version] = cutVersion(path.slice(slash + 1));
  const namespace = fullName.split('/');
  const name = namespace.pop() ?? '';
  return {
    type: path.slice(scheme.length, slash),
    namespace: decodePath(namespace, text),
    name: decode(name, text),
    version: decode(version, text),
    qualifiers: decodeQualifiers(qualifiers, text),
    subpath: decodePath(subpath.split('/'), text),
  };
}

/**
 * The canonical form of a package URL.
 * @throws StellaError INPUT_INVALID when the components make none
 */
export function formatPurl(purl: Purl): string {
  const pairs = Object.entries(purl.qualifiers);
  const normal = normalizeComponents({ ...purl, qualifiers: pairs }, `${purl.type}/${purl.name}`);
  const { type, namespace, name, version, subpath } = normal;
  const qualifiers = Object.keys(normal.qualifiers)
    .sort()
    .map((key) => `${key}=${percentEncode(normal.qualifiers[key] ?? '')}`);
  return [
    `pkg:${type}/`,
    namespace === null ? '' : `${encodePath(namespace)}/`,
    percentEncode(name),
    version === null ? '' : `@${percentEncode(version)}`,
    qualifiers.length === 0 ? '' : `?${qualifiers.join('&')}`,
    subpath === null ? '' : `#${encodePath(subpath)}`,
  ].join('');
}

/**
 * Name with namespace, and version. An `@` that begins a segment and has segments behind it is no version but the
 * scope of an npm package, not encoded.
 */
function cutVersion(text: string): readonly [string, string] {
  const at = text.lastIndexOf('@');
  const isScope = (at === 0 || text[at - 1] === '/') && text.includes('/', at);
  if (at !== -1 && !isScope) return [text.slice(0, at), text.slice(at + 1)];
  return [withoutTrailingSlashes(text), ''];
}

function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}

function cutLast(text: string, separator: string): readonly [string, string] {
  const at = text.lastIndexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(encoded: string, purl: string): string {
  const decoded = percentDecode(encoded);
  if (decoded === undefined) throw invalidPurl(purl, 'a % in it begins no UTF-8 octet');
  return decoded;
}

function decodePath(segments: readonly string[], purl: string): string {
  const decoded = segments.map((segment) => decode(segment, purl));
  if (decoded.some((segment) => segment.includes('/')))
    throw invalidPurl(purl, 'a segment of its namespace or subpath has an encoded slash');
  return decoded.join('/');
}

function encodePath(path: string): string {
  return path.split('/').map(percentEncode).join('/');
}

function decodeQualifiers(text: string, purl: string): readonly (readonly [string, string])[] {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return equals === -1 ? [pair, ''] : [pair.slice(0, equals), decode(pair.slice(equals + 1), purl)];
  });
}
