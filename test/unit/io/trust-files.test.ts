/** The store's own trust roots change with the commit, whenever what changes them is interrupted. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Store } from '../../../src/app/ports/store.ts';
import type { TrustRow } from '../../../src/app/ports/trust.ts';
import { trustReader } from '../../../src/io/trust-files.ts';
import { kitKey, publicPem, strangerKey, withStore } from '../../helpers/kits.ts';
import { scratchFolder } from '../../helpers/run-stella.ts';

function rowOf(key: typeof kitKey): TrustRow {
  const { keyid } = key.publicKey;
  return {
    fingerprint: keyid,
    kind: 'key',
    pem: publicPem(key),
    origin: 'test',
    addedAt: '2025-01-16T00:00:00Z',
  };
}

async function trusted(
  home: string,
  table: () => Promise<readonly TrustRow[]> = neverAsked,
): Promise<string[]> {
  const { roots } = await trustReader(home, table).load([]);
  return roots.keys.map(({ keyid }) => keyid);
}

const neverAsked = (): Promise<never> => Promise.reject(new Error('the table was read'));
const tableOf = (store: Store) => async () => store.trust.list();
const [own, other] = [kitKey.publicKey.keyid, strangerKey.publicKey.keyid];

describe("the store's own trust roots", () => {
  it('are read from their files, and the table is left alone', async () => {
    const home = scratchFolder();
    await withStore(home, (store) => store.trust.add([rowOf(kitKey)]));
    assert.deepEqual(await trusted(home), [own]);
    await withStore(home, (store) => store.trust.remove(own));
    assert.deepEqual(await trusted(home), []);
    assert.equal(existsSync(join(home, 'trust.pending')), false);
  });

  it('are those of the table while the files do not count', async () => {
    const home = scratchFolder();
    await withStore(home, async (store) => {
      store.trust.add([rowOf(kitKey)]);
      writeFileSync(join(home, 'trust.pending'), '');
      writeFileSync(join(home, 'trust', `${other}.pem`), publicPem(strangerKey));
      assert.deepEqual(await trusted(home, tableOf(store)), [own]);
      assert.deepEqual(store.differingTrustFiles(), []);
    });
    // Opened for the next change, the files follow.
    await withStore(home, () => undefined);
    assert.deepEqual(readdirSync(join(home, 'trust')), [`${own}.pem`]);
    assert.deepEqual(await trusted(home), [own]);
  });

  it('are those of the table when the files changed while they were read', async () => {
    const home = scratchFolder();
    await withStore(home, async (store) => {
      store.trust.add([rowOf(kitKey)]);
      const reading = trusted(home, tableOf(store));
      store.trust.add([rowOf(strangerKey)]);
      store.trust.remove(own);
      assert.deepEqual(await reading, [other]);
    });
  });

  it('that were edited by hand are named', async () => {
    const home = scratchFolder();
    await withStore(home, (store) => {
      store.trust.add([rowOf(kitKey)]);
      writeFileSync(join(home, 'trust', `${own}.pem`), publicPem(strangerKey));
      assert.deepEqual(store.differingTrustFiles(), [`${own}.pem`]);
    });
  });
});
