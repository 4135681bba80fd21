import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digest } from '../../../../src/core/digest/sha256.ts';
import type { KitStatement } from '../../../../src/core/kit/kit-statement.ts';
import { judgeSuccession } from '../../../../src/core/kit/kit-succession.ts';

const digestA: Digest = `sha256:${'a'.repeat(64)}`;
const digestB: Digest = `sha256:${'b'.repeat(64)}`;
const now = '2025-01-15T12:00:00Z';

function kit(sequence: number, changes: Partial<KitStatement> = {}) {
  return { digest: digestB, statement: { kitId: 'k', sequence, createdAt: now, entries: [], ...changes } };
}

const active = { digest: digestA, sequence: 5, sequenceFloor: 5 };

describe('the succession of kits', () => {
  it('lets any kit be the first', () => {
    assert.equal(judgeSuccession(kit(0), { active: null, now, isForced: false }), 'activate');
  });

  it('lets a higher sequence follow', () => {
    assert.equal(judgeSuccession(kit(6), { active, now, isForced: false }), 'activate');
  });

  it('takes the kit in force for what it is, whatever its expiry', () => {
    const same = { ...kit(5, { expiresAt: '2025-01-01T00:00:00Z' }), digest: digestA };
    assert.equal(judgeSuccession(same, { active, now, isForced: false }), 'already-active');
  });

  it('refuses a lower sequence, and the same with other content', () => {
    for (const sequence of [4, 5])
      assert.throws(() => judgeSuccession(kit(sequence), { active, now, isForced: false }), {
        code: 'KIT_ROLLBACK',
      });
  });

  it('refuses after a rollback what was rolled back, and all before it', () => {
    const rolledBack = { ...active, sequenceFloor: 7 };
    for (const sequence of [4, 5, 6, 7]) {
      assert.throws(
        () => judgeSuccession(kit(sequence), { active: rolledBack, now, isForced: false }),
        /the store had 7 before it was rolled back to 5/,
      );
      assert.equal(judgeSuccession(kit(sequence), { active: rolledBack, now, isForced: true }), 'activate');
    }
    assert.equal(judgeSuccession(kit(8), { active: rolledBack, now, isForced: false }), 'activate');
  });

  it('lets an operator force a lower sequence', () => {
    assert.equal(judgeSuccession(kit(4), { active, now, isForced: true }), 'activate');
  });

  it('lays a delta on its base only, force or not', () => {
    assert.equal(judgeSuccession(kit(6, { base: digestA }), { active, now, isForced: false }), 'activate');
    for (const isForced of [false, true]) {
      for (const other of [active, null]) {
        assert.throws(
          () => judgeSuccession(kit(6, { base: digestB }), { active: other, now, isForced }),
          (error: { code: string; details: object }) => {
            assert.equal(error.code, 'KIT_ROLLBACK');
            assert.deepEqual(error.details, { expected: digestB, received: other?.digest ?? null });
            return true;
          },
        );
      }
    }
  });

  it('refuses a kit from the very second of its expiry, force or not', () => {
    assert.equal(
      judgeSuccession(kit(6, { expiresAt: '2025-01-15T12:00:01Z' }), { active, now, isForced: false }),
      'activate',
    );
    for (const isForced of [false, true])
      assert.throws(() => judgeSuccession(kit(6, { expiresAt: now }), { active, now, isForced }), {
        code: 'KIT_EXPIRED',
      });
  });
});
