import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StellaError } from '../../../../src/core/errors.ts';
import { CheckLog } from '../../../../src/core/proof/check-log.ts';

const newLog = () => new CheckLog(['first', 'second', 'third']);

describe('CheckLog', () => {
  test('lists every check in its order, the unreached as skipped', () => {
    const log = newLog();
    log.pass('third', 'good');
    log.skip('first', 'not asked for');
    assert.deepEqual(log.checks, [
      { name: 'first', status: 'skipped', reason: 'not asked for' },
      { name: 'second', status: 'skipped', reason: 'what it needs could not be read' },
      { name: 'third', status: 'pass', reason: 'good' },
    ]);
  });

  test('keeps a failure, whatever comes after it', () => {
    const log = newLog();
    log.fail('first', new StellaError('BUNDLE_INVALID', 'bad', { hint: 'do', details: { x: 1 } }));
    log.pass('first', 'good');
    log.skip('first', 'never mind');
    log.fail('first', new StellaError('KEY_UNKNOWN', 'worse'));
    assert.deepEqual(log.checks[0], {
      name: 'first',
      status: 'fail',
      code: 'BUNDLE_INVALID',
      reason: 'bad',
      hint: 'do',
      details: { x: 1 },
    });
  });

  test('gives what a step returns, or null and the failure', () => {
    const log = newLog();
    assert.equal(
      log.attempt('first', () => 7),
      7,
    );
    assert.equal(
      log.attempt('second', () => {
        throw new StellaError('KEY_UNKNOWN', 'who?');
      }),
      null,
    );
    assert.deepEqual(log.checks[1], { name: 'second', status: 'fail', code: 'KEY_UNKNOWN', reason: 'who?' });
  });

  test('lets through what is no StellaError: a bug must not look like a verdict', () => {
    assert.throws(
      () =>
        newLog().attempt('first', () => {
          throw new TypeError('bug');
        }),
      TypeError,
    );
  });
});
