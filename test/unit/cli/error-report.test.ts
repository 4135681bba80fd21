import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorDocument, renderError, toStellaError } from '../../../src/cli/error-report.ts';
import { EXIT_STATUSES, exitStatusOf } from '../../../src/cli/exit-status.ts';
import { ERROR_CODES, StellaError } from '../../../src/core/errors.ts';

describe('toStellaError', () => {
  test('keeps ours, and takes everything else for a bug', () => {
    const ours = new StellaError('KEY_UNKNOWN', 'who?');
    assert.equal(toStellaError(ours), ours);
    for (const thrown of [new TypeError('x'), 'x', null, undefined, { code: 'KEY_UNKNOWN' }]) {
      assert.equal(toStellaError(thrown).code, 'INTERNAL');
    }
  });

  test("takes oclif's complaints about the command line for USAGE", () => {
    const oclif = (exit: number) =>
      Object.assign(new Error('Nonexistent flag: --x\nSee more help with --help'), { oclif: { exit } });
    const error = toStellaError(oclif(2));
    assert.deepEqual([error.code, error.message], ['USAGE', 'Nonexistent flag: --x']);
    assert.equal(toStellaError(oclif(127)).code, 'USAGE');
    assert.equal(toStellaError(oclif(1)).code, 'INTERNAL');
  });

  test('joins its lines, and says which flag may have been meant', () => {
    const oclif = (message: string, more: object = {}) =>
      toStellaError(Object.assign(new Error(message), { oclif: { exit: 2 }, ...more }));
    assert.equal(
      oclif('Missing 1 required arg:\nsbom  the SBOM\nSee more help with --help').message,
      'Missing 1 required arg: sbom: the SBOM',
    );
    const parse = { input: { flags: { bundle: {}, at: {} } } };
    assert.equal(oclif('x', { flags: ['--bundel'], parse }).hint, 'did you mean: --bundle');
    assert.equal(oclif('x', { flags: ['--bun'], parse }).hint, 'did you mean: --bundle');
    assert.match(oclif('x', { flags: ['--other-thing'], parse }).hint ?? '', /--help/);
  });
});

describe('renderError', () => {
  test('is two lines, without control characters of the input, and without a stack', () => {
    const error = new StellaError('USAGE', 'no \u001b[31m\nfile', { hint: 'try\u0007' });
    assert.equal(renderError(error, false), 'error: USAGE: no \\u001b[31m\\u000afile\nhint: try\\u0007\n');
  });

  test('has the stack and the cause when asked for', () => {
    const text = renderError(new StellaError('INTERNAL', 'x', { cause: new TypeError('deep') }), true);
    assert.match(text, /error-report\.test\.ts/);
    assert.match(text, /cause: TypeError: deep/);
  });

  test('has no control characters in the stack either, nor in the cause of a cause', () => {
    const deepest = new TypeError('deep \u001b[2J');
    const cause = new StellaError('INPUT_INVALID', 'evil \u202e', { cause: deepest });
    const text = renderError(new StellaError('INTERNAL', 'x\u009b', { cause }), true);
    assert.match(text, /cause: TypeError: deep \\u001b\[2J/);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

test('errorDocument has all four members, always', () => {
  assert.deepEqual(errorDocument(new StellaError('USAGE', 'x')), {
    error: { code: 'USAGE', message: 'x', hint: null, details: null },
  });
});

describe('the exit statuses', () => {
  test('list every code once', () => {
    const listed = EXIT_STATUSES.flatMap(({ codes }) => Object.keys(codes));
    assert.deepEqual(listed.toSorted(), [...ERROR_CODES].sort());
    assert.equal(new Set(listed).size, listed.length);
  });

  test('stay below 126, but for the interrupt', () => {
    for (const code of ERROR_CODES) assert.ok(exitStatusOf(code) > 0 && exitStatusOf(code) < 126, code);
    assert.deepEqual(
      EXIT_STATUSES.map(({ exit }) => exit),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 130],
    );
  });
});
