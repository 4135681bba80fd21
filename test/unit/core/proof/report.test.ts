import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exitStatusOf } from '../../../../src/cli/exit-status.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { type Check, decidingCode } from '../../../../src/core/proof/report.ts';

const failed = (code: ErrorCode): Check => ({ name: 'score', status: 'fail', code, reason: '' });
const deciding = (...codes: ErrorCode[]) => decidingCode(codes.map(failed));

describe('decidingCode', () => {
  test('is none when every check passed or was skipped without a code', () => {
    assert.equal(decidingCode([]), null);
    assert.equal(
      decidingCode([
        { name: 'archive', status: 'pass', reason: '' },
        { name: 'replay', status: 'skipped', reason: '' },
      ]),
      null,
    );
  });

  test('is that of a check that was skipped for a reason that has one', () => {
    assert.equal(
      decidingCode([{ name: 'replay', status: 'skipped', reason: '', code: 'ENGINE_UNSUPPORTED' }]),
      'ENGINE_UNSUPPORTED',
    );
  });

  /** From the lowest layer up, as section 10 of the format has it. */
  const layers: readonly (readonly ErrorCode[])[] = [
    ['BUNDLE_INVALID', 'INPUT_INVALID', 'UNSUPPORTED_VERSION', 'LIMIT_EXCEEDED', 'MANIFEST_MISSING'],
    ['MERKLE_MISMATCH', 'DIGEST_MISMATCH', 'SUBJECT_MISMATCH', 'ROOT_HASH_MISMATCH'],
    ['SIGNATURE_INVALID', 'TIMESTAMP_INVALID'],
    [
      'TRUST_ROOT_MISSING',
      'KEY_UNKNOWN',
      'CERTIFICATE_UNTRUSTED',
      'CERTIFICATE_USAGE',
      'CERTIFICATE_EXPIRED',
      'CERTIFICATE_NOT_YET_VALID',
    ],
    ['FEED_INCOMPLETE', 'REPLAY_MISMATCH'],
  ];
  for (const [i, lower] of layers.entries()) {
    for (const upper of layers.slice(i + 1)) {
      test(`takes any of ${lower[0]} … before any of ${upper[0]} …`, () => {
        for (const a of lower) {
          for (const b of upper) {
            assert.equal(deciding(a, b), a);
            assert.equal(deciding(b, a), a);
          }
        }
      });
    }
  }

  test('does not depend on the order of the checks', () => {
    const codes = layers.flat();
    for (const a of codes) {
      for (const b of codes) assert.equal(deciding(a, b), deciding(b, a));
    }
  });

  test('puts a code that no layer has last, and still gives it', () => {
    assert.equal(deciding('INTERNAL', 'REPLAY_MISMATCH'), 'REPLAY_MISMATCH');
    assert.equal(deciding('INTERNAL'), 'INTERNAL');
  });

  test('gives a code that has an exit status of its own', () => {
    for (const code of layers.flat()) assert.ok([1, 3, 4, 6].includes(exitStatusOf(code)), code);
  });
});
