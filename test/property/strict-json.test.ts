import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isStellaError } from '../../src/core/errors.ts';
import { parseCanonically } from '../../src/core/json/canonical-document.ts';
import { canonicalJson } from '../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../src/core/json/json-value.ts';
import { quickCanonicalText } from '../../src/core/json/quick-canonical.ts';
import { parseStrictJsonText } from '../../src/core/json/strict-json.ts';
import { referenceParse } from '../reference/strict-json.ts';

const SEED = 20250115;

/** What the real reader makes of a text; `undefined` when it refuses, which must be INPUT_INVALID. */
function parse(text: string): unknown {
  try {
    return parseStrictJsonText(text, 'x');
  } catch (error) {
    assert.ok(isStellaError(error) && error.code === 'INPUT_INVALID', String(error));
    return undefined;
  }
}

/** Ours agrees with the slow reader on everything. Not with JSON.parse: V8 misreads escaped names (nodejs/node#63785). */
function agree(text: string): void {
  assert.deepEqual(parse(text), referenceParse(text), JSON.stringify(text));
}

/** Few names, so that two of them meet often; among them those that trip up objects. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', '', '__proto__', 'toString', '0', '1', 'é', '"', '\\', ':'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

const value = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(null, true, false),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      name,
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ) as fc.Arbitrary<JsonValue>,
})).value;

/** JSON text as people write it: white space anywhere, escapes where none are needed, members twice. */
function looseText(of: JsonValue, choose: () => number): string {
  const space = () => ['', '', ' ', '\n\t', '\r\n'][choose() % 5] as string;
  const string = (text: string) =>
    `"${[...JSON.stringify(text).slice(1, -1).replace(/\\./g, '$&')].map((c) => (/[a-z]/.test(c) && choose() % 9 === 0 && !/[bfnrtu]/.test(c) ? `\\u00${c.charCodeAt(0).toString(16)}` : c)).join('')}"`;
  const write = (item: JsonValue): string => {
    if (typeof item === 'string') return string(item);
    if (Array.isArray(item)) return `[${space()}${item.map(write).join(`${space()},${space()}`)}${space()}]`;
    if (typeof item !== 'object' || item === null) return JSON.stringify(item);
    const members = Object.entries(item).flatMap(([key, member]) => {
      const text = `${string(key)}${space()}:${space()}${write(member)}`;
      return choose() % 40 === 0 ? [text, text] : [text];
    });
    return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`;
  };
  return space() + write(of) + space();
}

/** A text with a few characters taken out, put in or exchanged. */
const damaged = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(
      texts,
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.constantFrom(...'{}[]:,"\\/0123456789.eE+-truefalsn \n\u0000\ud800\ufeff', ''),
          fc.boolean(),
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((edited, [at, character, isInsertion]) => {
        const place = at % (edited.length + 1);
        return edited.slice(0, place) + character + edited.slice(place + (isInsertion ? 0 : 1));
      }, text),
    );

const looseTexts = fc
  .tuple(value, fc.array(fc.nat(1000), { minLength: 50, maxLength: 50 }))
  .map(([of, choices]) => {
    let used = 0;
    return looseText(of, () => choices[used++ % choices.length] as number);
  });

describe('the strict reader', () => {
  const run = { numRuns: 4000, seed: SEED };

  test('agrees with the slow reader on JSON as people write it', () => {
    fc.assert(fc.property(looseTexts, agree), run);
  });

  test('agrees with the slow reader on damaged JSON', () => {
    fc.assert(fc.property(damaged(looseTexts), agree), run);
  });

  test('agrees with the slow reader on strings of the characters of JSON', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...'{}[]:,"\\0123.eE+-truefalsn u"{}":,', '\u0001', '\ud800'),
      maxLength: 24,
    });
    fc.assert(fc.property(soup, agree), { ...run, numRuns: 20_000 });
  });

  test('agrees with the slow reader on objects of a few members', () => {
    const member = fc.constantFrom(
      '"a":1',
      '"b":{"a":1}',
      '"\\u0061":2',
      '"a":[{"a":1,"b":2}]',
      '"":{}',
      '"b":"a:1,"',
      '"__proto__":1',
    );
    fc.assert(
      fc.property(fc.array(member, { maxLength: 4 }), (members) => agree(`{${members.join(',')}}`)),
      run,
    );
  });

  test('refuses what JSON.parse takes only for a reason of its own', () => {
    fc.assert(
      fc.property(damaged(looseTexts), (text) => {
        try {
          JSON.parse(text);
        } catch {
          assert.equal(parse(text), undefined);
        }
      }),
      run,
    );
  });
});

describe('the canonical writer', () => {
  const run = { numRuns: 4000, seed: SEED };

  test('writes what reads back as the same value, and writes that the same again', () => {
    fc.assert(
      fc.property(value, (of) => {
        const text = canonicalJson(of);
        const read = parseStrictJsonText(text, 'x');
        assert.deepEqual(read, plain(of));
        assert.equal(canonicalJson(read), text);
      }),
      run,
    );
  });

  test('writes the same text whatever the order of the members', () => {
    const reversed = (of: JsonValue): JsonValue => {
      if (Array.isArray(of)) return of.map(reversed);
      if (typeof of !== 'object' || of === null) return of;
      return Object.fromEntries(
        Object.entries(of)
          .reverse()
          .map(([key, member]) => [key, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(value, (of) => canonicalJson(reversed(of)) === canonicalJson(of)),
      run,
    );
  });

  test('writes members in the order of their code units, at every level', () => {
    const isSorted = (of: unknown): boolean => {
      if (Array.isArray(of)) return of.every(isSorted);
      if (!(of instanceof Map)) return true;
      const names = [...of.keys()] as string[];
      return (
        names.every((each, i) => i === 0 || (names[i - 1] as string) < each) &&
        [...of.values()].every(isSorted)
      );
    };
    fc.assert(
      fc.property(value, (of) => isSorted(inTextOrder(canonicalJson(of)))),
      run,
    );
  });
});

describe('reading and writing at once', () => {
  const run = { numRuns: 6000, seed: SEED };
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  /** The same answer as one after the other, or the same refusal. */
  function agreeAtOnce(text: string): void {
    const bytes = bytesOf(text);
    const read = parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    if (read === undefined) {
      assert.throws(() => parseCanonically(bytes, 'x'), { code: 'INPUT_INVALID' }, JSON.stringify(text));
      return;
    }
    const { value: readAtOnce, canonicalText } = parseCanonically(bytes, 'x');
    assert.deepEqual(readAtOnce, read, JSON.stringify(text));
    assert.equal(canonicalText, canonicalJson(read as JsonValue), JSON.stringify(text));
  }

  test('is the same as reading, then writing', () => {
    fc.assert(fc.property(looseTexts, agreeAtOnce), run);
    fc.assert(fc.property(damaged(looseTexts), agreeAtOnce), run);
  });

  test('is the same on strings of the characters of JSON', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...'{}[]:,"\\0123.eE+-truefalsn u"{}":,', '\u0001', '\ud800'),
      maxLength: 24,
    });
    fc.assert(fc.property(soup, agreeAtOnce), { ...run, numRuns: 30_000 });
    const members = fc.array(
      fc.constantFrom(
        '"a":1',
        '"b":[ ]',
        '"a":[1 ,"\\n"]',
        '"B":{"z":1,"a":"\\u003c"}',
        ' "c" : -0',
        '"d":1e2',
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(members, (some) => agreeAtOnce(`{${some.join(',')}}`)),
      run,
    );
  });

  test('takes the quick way for ordinary records, and only for them', () => {
    const ordinary =
      '{"id":"A","affected":[{"versions":["1","2 "],"ranges":[]}],"details":"a\\n\\"b\\"\\u003c","n":[1,2.5]}';
    assert.equal(quickCanonicalText(ordinary), canonicalJson(JSON.parse(ordinary)));
    for (const other of [
      '{"a":1,"a":2}',
      '{"\\u0061":1}',
      '["\\ud800"]',
      '[1e999]',
      `${'['.repeat(129)}${']'.repeat(129)}`,
    ])
      assert.equal(quickCanonicalText(other), null, other);
  });

  test('ends soon on what never ends', () => {
    for (const text of [
      '['.repeat(1e6),
      '{"a":'.repeat(1e5),
      '"'.repeat(1e6),
      '\\'.repeat(1e6),
      ' '.repeat(1e6),
    ])
      assert.equal(quickCanonicalText(text), null);
  });
});

/** What JSON can carry of a value: no -0. */
function plain(of: JsonValue): JsonValue {
  if (Array.isArray(of)) return of.map(plain);
  if (typeof of === 'number') return of + 0;
  if (typeof of !== 'object' || of === null) return of;
  return Object.fromEntries(Object.entries(of).map(([key, member]) => [key, plain(member)]));
}

/** The value of a JSON text with its objects as maps, whose members stand as they stand in the text. */
function inTextOrder(text: string): unknown {
  let offset = 0;
  const read = (): unknown => {
    if (text[offset] === '[') return list(']', read);
    if (text[offset] === '{') return new Map(list('}', member));
    const scalar = /"(?:[^"\\]|\\.)*"|[^,:\]}]+/y;
    scalar.lastIndex = offset;
    const [match] = scalar.exec(text) as RegExpExecArray;
    offset += match.length;
    return JSON.parse(match);
  };
  const member = (): [unknown, unknown] => {
    const memberName = read();
    offset++;
    return [memberName, read()];
  };
  const list = <T>(closing: string, item: () => T): T[] => {
    const items: T[] = [];
    for (offset++; text[offset] !== closing; ) {
      items.push(item());
      if (text[offset] === ',') offset++;
    }
    offset++;
    return items;
  };
  return read();
}
