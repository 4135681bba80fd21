import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import {
  findRevokedEntry,
  type RevocationReason,
  type RevokedEntry,
  revokedSince,
} from '../../../../src/core/x509/revoked-entry.ts';
import { makeEntry } from '../../../helpers/revocation-lists.ts';

const entries = parseDer(
  derEncode(
    0x30,
    makeEntry({ serial: Uint8Array.of(1) }),
    makeEntry({ serial: Uint8Array.of(0, 0x80), reason: 1, invalidityDate: '2024-06-01T00:00:00Z' }),
    makeEntry({ serial: Uint8Array.of(0x80), reason: 4, revokedAt: '2051-01-01T00:00:00Z' }),
  ),
);

test('finds an entry by the octets of its serial number', () => {
  assert.deepEqual(findRevokedEntry(entries, '01'), {
    serialNumber: '01',
    revokedAt: '2024-12-01T00:00:00Z',
    reason: null,
    invalidSince: null,
  });
  assert.deepEqual(findRevokedEntry(entries, '0080'), {
    serialNumber: '0080',
    revokedAt: '2024-12-01T00:00:00Z',
    reason: 'keyCompromise',
    invalidSince: '2024-06-01T00:00:00Z',
  });
  assert.equal(findRevokedEntry(entries, '80')?.revokedAt, '2051-01-01T00:00:00Z');
  assert.equal(findRevokedEntry(entries, '02'), undefined);
  assert.equal(findRevokedEntry(undefined, '01'), undefined);
});

describe('a revocation undoes a dated signature', () => {
  const REVOKED = '2024-12-01T00:00:00Z';
  const INVALID = '2024-06-01T00:00:00Z';
  const entry = (reason: RevocationReason | null, invalidSince: string | null = null): RevokedEntry => ({
    serialNumber: '01',
    revokedAt: REVOKED,
    reason,
    invalidSince,
  });

  test('from its date on, when nothing is wrong with the key', () => {
    for (const reason of [
      'unspecified',
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
      'privilegeWithdrawn',
    ] as const) {
      assert.equal(revokedSince(entry(reason), false), REVOKED, reason);
      assert.equal(revokedSince(entry(reason), true), REVOKED, reason);
      assert.equal(revokedSince(entry(reason, INVALID), false), INVALID, reason);
      assert.equal(revokedSince(entry(reason, '2025-06-01T00:00:00Z'), false), REVOKED, reason);
    }
  });

  test('always, when the key was stolen or no reason is given, unless the CA says since when', () => {
    for (const reason of ['keyCompromise', 'cACompromise', 'aACompromise', null] as const) {
      assert.equal(revokedSince(entry(reason), false), null, String(reason));
      assert.equal(revokedSince(entry(reason, INVALID), false), INVALID, String(reason));
    }
  });

  test('always, when the stolen key is that of the clock itself', () => {
    for (const reason of ['keyCompromise', 'cACompromise', 'aACompromise', null] as const)
      assert.equal(revokedSince(entry(reason, INVALID), true), null, String(reason));
  });

  test('always, while it is on hold', () => {
    assert.equal(revokedSince(entry('certificateHold', INVALID), false), null);
  });
});
