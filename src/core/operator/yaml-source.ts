/**
 * YAML 1.2 as operators write it by hand, read as strictly as our JSON: the core schema and nothing beyond it. Tags
 * and aliases are refused (an alias lets a small text grow without bound), so are directives, a second document,
 * duplicate keys and keys that are no strings.
 */

import {
  Composer,
  type CST,
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  Parser,
  visit,
} from 'yaml';
import { StellaError } from '../errors.ts';
import type { JsonValue } from '../json/json-value.ts';
import { MAX_JSON_DEPTH } from '../json/measure-json.ts';
import { formatPlace } from '../json/text-place.ts';
import { limit } from '../limits.ts';

/** The longest YAML text that is read, in UTF-16 code units. */
export const MAX_YAML_LENGTH = limit('yamlLength');

const COMPOSER_OPTIONS = {
  version: '1.2',
  schema: 'core',
  strict: true,
  stringKeys: true,
  resolveKnownTags: false,
  prettyErrors: false,
  // The library compares each key with every other one; `checkKeys` takes linear time.
  uniqueKeys: false,
  logLevel: 'silent',
} as const;

/** A YAML document that was read. */
export interface YamlSource {
  readonly value: JsonValue;
  /** `line 3, column 14` of the node that an RFC 6901 pointer names, or of the nearest one above it that is there. */
  placeOf(pointer: string): string;
}

/**
 * Reads one YAML document; JSON is YAML too.
 * @param what names the document in errors: `the rules document`
 * @throws StellaError INPUT_INVALID with line and column; LIMIT_EXCEEDED for more than 1 MiB
 */
export function parseYaml(text: string, what: string): YamlSource {
  if (text.length > MAX_YAML_LENGTH) throw tooLong(text, what);
  const fail = (offset: number, problem: string): never => {
    throw new StellaError(
      'INPUT_INVALID',
      `${what} is refused as YAML: ${problem} (${formatPlace(text, offset)})`,
    );
  };
  if (text.startsWith('\ufeff')) fail(0, 'it begins with a byte order mark');
  const tokens = [...new Parser().parse(text)];
  // `%YAML 1.1` would make `yes` a boolean and `010` eight.
  const directive = tokens.find(({ type }) => type === 'directive');
  if (directive !== undefined) fail(directive.offset, 'a directive is not allowed');
  checkDepth(tokens, fail);
  const [document, second] = [...new Composer(COMPOSER_OPTIONS).compose(tokens, true, text.length)];
  if (document === undefined || second !== undefined)
    return fail(second?.range[0] ?? 0, 'it is not one document');
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) fail(fault.pos[0], printable(fault.message));
  checkNodes(document, fail);
  return { value: document.toJS(), placeOf: (pointer) => formatPlace(text, offsetOf(document, pointer)) };
}

type Fail = (offset: number, problem: string) => never;

/** By the bare tokens, before anything recurses over them. */
function checkDepth(tokens: readonly CST.Token[], fail: Fail): void {
  const pending: [CST.Token | null | undefined, number][] = tokens.map((token) => [token, 0]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [token, depth] = next;
    if (token?.type === 'document') pending.push([token.value, depth]);
    if (!token || !('items' in token)) continue;
    if (depth >= MAX_JSON_DEPTH) fail(token.offset, `it is nested deeper than ${MAX_JSON_DEPTH} levels`);
    for (const { key, value } of token.items) pending.push([key, depth + 1], [value, depth + 1]);
  }
}

function checkNodes(document: Document, fail: Fail): void {
  visit(document, {
    Alias: (_, node) => fail(startOf(node), 'an alias is not allowed'),
    Node: (_, node) => {
      if (node.tag !== undefined) fail(startOf(node), 'a tag is not allowed');
      if (isMap(node))
        checkKeys(
          node.items.map(({ key }) => key),
          fail,
        );
    },
  });
}

function checkKeys(keys: readonly unknown[], fail: Fail): void {
  const seen = new Set<unknown>();
  for (const key of keys) {
    if (!isScalar(key) || typeof key.value !== 'string') continue;
    if (seen.has(key.value)) fail(startOf(key), `the key ${printable(key.value)} is given twice`);
    seen.add(key.value);
  }
}

function offsetOf(document: Document, pointer: string): number {
  let node: unknown = document.contents;
  for (const step of pointer.split('/').slice(1)) {
    const child: unknown = isCollection(node)
      ? node.get(step.replaceAll('~1', '/').replaceAll('~0', '~'), true)
      : null;
    if (!isNode(child)) break;
    node = child;
  }
  return startOf(node);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The library's messages quote the input. */
function printable(text: string): string {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return JSON.stringify(shown).slice(1, -1);
}

function tooLong(text: string, what: string): StellaError {
  return new StellaError(
    'LIMIT_EXCEEDED',
    `${what} has ${text.length} characters of YAML, at most ${MAX_YAML_LENGTH} are read`,
    { hint: 'give it as JSON' },
  );
}
