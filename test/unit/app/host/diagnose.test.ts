/** What the doctor makes of a machine that a test cannot have: a full disk, another platform, files of another user. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type DiagnosisPorts,
  diagnose,
  type FileAccess,
  type HostInspector,
} from '../../../../src/app/host/diagnose.ts';
import { StellaError } from '../../../../src/core/errors.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';

const MIB = 2 ** 20;
const FILE: FileAccess = {
  path: '.',
  isPrivateKey: false,
  isReadableByOthers: false,
  isWritableByOthers: false,
  isOwn: true,
};

async function checksOf(host: Partial<HostInspector>): Promise<Readonly<Record<string, string>>> {
  const ports: DiagnosisPorts = {
    host: {
      home: '/home/x',
      node: { version: '24.0.0', isSupported: true },
      homeExists: () => true,
      isHomeWritable: () => true,
      access: () => [FILE],
      freeBytes: () => 100_000 * MIB,
      storeBytes: () => 10 * MIB,
      schema: () => null,
      ...host,
    },
    settings: { unknownVariables: [], problem: null },
    store: () => Promise.reject(new StellaError('STORE_BUSY', 'another process works on it')),
    workspace: { quarantined: () => [] },
    trust: () => Promise.resolve({ roots: NO_TRUST_ROOTS, origin: 'none' }),
    clock: { now: () => '2025-01-15T00:00:00Z', elapsedMs: () => 0 },
    floor: { read: () => null, raise: () => undefined, replace: () => undefined },
    budget: { maxAgeDays: 7, graceDays: 1 },
  };
  const { checks } = await diagnose(ports);
  return Object.fromEntries(checks.map(({ name, result }) => [name, result]));
}

describe('the doctor', () => {
  it('judges free space by what an import may need', async () => {
    assert.equal((await checksOf({ freeBytes: () => 50 * MIB }))['disk'], 'fail');
    assert.equal((await checksOf({ freeBytes: () => 500 * MIB }))['disk'], 'warn');
    const large = { freeBytes: () => 3000 * MIB, storeBytes: () => 3300 * MIB };
    assert.equal((await checksOf(large))['disk'], 'warn');
    assert.equal((await checksOf({ freeBytes: () => null }))['disk'], 'skipped');
  });

  it('knows platforms without permissions, folders that cannot be written, and files of others', async () => {
    assert.equal((await checksOf({ access: () => null }))['permissions'], 'skipped');
    assert.equal((await checksOf({ access: () => [{ ...FILE, isOwn: false }] }))['permissions'], 'warn');
    assert.equal(
      (await checksOf({ access: () => [{ ...FILE, isReadableByOthers: true }] }))['permissions'],
      'warn',
    );
    assert.equal((await checksOf({ isHomeWritable: () => false }))['home'], 'warn');
  });

  it('says that a Node.js is too old, and goes on when the store cannot be opened', async () => {
    const checks = await checksOf({ node: { version: '20.0.0', isSupported: false } });
    assert.deepEqual(
      [checks['node'], checks['store'], checks['ledger'], checks['trust']],
      ['fail', 'fail', 'skipped', 'warn'],
    );
  });
});
