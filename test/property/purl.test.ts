import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isStellaError } from '../../src/core/errors.ts';
import { formatPurl, type Purl, parsePurl } from '../../src/core/purl/purl.ts';

const TYPES = [
  'generic',
  'npm',
  'golang',
  'pypi',
  'deb',
  'rpm',
  'maven',
  'mlflow',
  'huggingface',
  'conan',
  'x.y-1',
];

const unit = fc.oneof(
  fc.constantFrom(...'/@?#&=:%+. ~A'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit, minLength: 1, maxLength: 12 });
const wellFormed = text.filter((value) => value.isWellFormed());
const segment = wellFormed
  .map((value) => value.replaceAll('/', ''))
  .filter((value) => value !== '' && value !== '.' && value !== '..');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
const key = fc.stringMatching(/^[a-z][a-z0-9._-]{0,5}$/);

function purl(types: readonly string[]): fc.Arbitrary<Purl> {
  return fc.record({
    type: fc.constantFrom(...types),
    namespace: fc.option(path),
    name: wellFormed,
    version: fc.option(wellFormed),
    qualifiers: fc.dictionary(key, wellFormed, { maxKeys: 4, noNullPrototype: false }),
    subpath: fc.option(path),
  });
}

function plain(value: Purl): object {
  return { ...value, qualifiers: { ...value.qualifiers } };
}

/** `act`'s value, or undefined where it refuses with INPUT_INVALID, the only way in which it may fail. */
function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    assert.ok(isStellaError(error) && error.code === 'INPUT_INVALID', String(error));
    return undefined;
  }
}

describe('package URLs', () => {
  it('are read as they were put together, where the type has no rules', () => {
    fc.assert(
      fc.property(purl(['generic', 'golang', 'x.y-1']), (components) => {
        assert.deepEqual(plain(parsePurl(formatPurl(components))), plain(components));
      }),
    );
  });

  it('have one canonical form: reading and writing it changes nothing', () => {
    fc.assert(
      fc.property(purl(TYPES), (components) => {
        const canonical = unlessRefused(() => formatPurl(components));
        if (canonical === undefined) return;
        const read = parsePurl(canonical);
        assert.equal(formatPurl(read), canonical);
        assert.deepEqual(plain(parsePurl(formatPurl(read))), plain(read));
        assert.match(canonical, /^pkg:[A-Za-z0-9.\-_~%:/@?=&#]+$/);
      }),
    );
  });

  it('answer any text with components that can be written, or with INPUT_INVALID', () => {
    const nearly = fc.array(
      fc.oneof(fc.constantFrom('pkg:', 'npm/', '@', '/', '?a=', '&', '#', '%2F', '%'), text),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          nearly.map((parts) => `pkg:npm/${parts.join('')}`),
        ),
        (candidate) => {
          const read = unlessRefused(() => parsePurl(candidate));
          if (read === undefined) return;
          assert.deepEqual(plain(parsePurl(formatPurl(read))), plain(read));
        },
      ),
      { numRuns: 500 },
    );
  });
});
