/** Edits of JSON: of its text, token by token, and of the value that it stands for. */
import type { Random } from '../random.ts';
import { damaged } from './bytes.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const HOSTILE: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.1,
  9007199254740992,
  '',
  '\u0000',
  '\u001b[2J\u202e',
  '__proto__',
  'constructor',
  '2025-02-30T00:00:00Z',
  'sha256:',
  '../../etc/passwd',
  'x'.repeat(70_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { __proto__: null, constructor: {} } as unknown as Json,
];

/** Bytes of a JSON document with one to three edits. */
export function mutatedJson(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  switch (random.below(4)) {
    case 0:
      return damaged(bytes, random);
    case 1:
      return Buffer.from(editedText(text, random));
    case 2:
      return Buffer.from(nested(text, random));
    default:
      return Buffer.from(editedValue(text, random));
  }
}

/** A token exchanged for one that stands elsewhere, some left out or doubled, digits changed, a member put in. */
export function editedText(text: string, random: Random): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?[0-9.eE+-]+|[[\]{},:]|true|false|null/g) as string[] | null;
  if (tokens === null) return `${text} `;
  const at = random.below(tokens.length);
  const token = tokens[at] as string;
  switch (random.below(5)) {
    case 0:
      return tokens.with(at, random.pick(tokens)).join('');
    case 1:
      return tokens.toSpliced(at, 1 + random.below(4)).join('');
    case 2:
      return tokens.toSpliced(at, 0, ...tokens.slice(at, at + 1 + random.below(4))).join('');
    case 3:
      return tokens
        .with(
          at,
          token.replace(/[0-9a-f]/g, (digit) =>
            random.oneIn(3) ? random.pick([...'0123456789abcdef']) : digit,
          ),
        )
        .join('');
    default:
      return tokens.with(at, token + ' '.repeat(random.below(2)) + (token === ',' ? '"x":1,' : '')).join('');
  }
}

/** A document whose value, somewhere, is a deep nest or a long list. */
function nested(text: string, random: Random): string {
  const places = [...text.matchAll(/[:[,]/g)].map(({ index }) => index + 1);
  if (places.length === 0) return text;
  const at = random.pick(places);
  const depth = random.pick([100, 130, 5000]);
  const filling = random.pick([
    `${'['.repeat(depth)}${']'.repeat(depth)},`,
    `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)},`,
    `[${'0,'.repeat(depth)}0],`,
    `"${'\\u0000'.repeat(depth)}",`,
  ]);
  return text.slice(0, at) + filling + text.slice(at);
}

function editedValue(text: string, random: Random): string {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return editedText(text, random);
  }
  for (let left = 1 + random.below(3); left > 0; left--) value = edited(value, random);
  return JSON.stringify(value);
}

/** Goes down to a random place and changes what is there. */
function edited(value: Json, random: Random): Json {
  if (typeof value !== 'object' || value === null || random.oneIn(6)) return random.pick(HOSTILE);
  if (Array.isArray(value)) {
    if (value.length === 0) return [random.pick(HOSTILE)];
    const at = random.below(value.length);
    switch (random.below(6)) {
      case 0:
        return value.toSpliced(at, 1);
      case 1:
        return [...value, value[at] as Json];
      case 2:
        return value.toReversed();
      default:
        return value.with(at, edited(value[at] as Json, random));
    }
  }
  const names = Object.keys(value);
  if (names.length === 0) return { x: random.pick(HOSTILE) };
  const name = random.pick(names);
  switch (random.below(8)) {
    case 0: {
      const { [name]: _, ...rest } = value;
      return rest;
    }
    case 1:
      return { ...value, [`${name}x`]: value[name] as Json };
    case 2:
      return { ...value, [name]: value[random.pick(names)] as Json };
    default:
      return { ...value, [name]: edited(value[name] as Json, random) };
  }
}
