import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KitInventory } from '../../../../src/core/kit/kit-inventory.ts';
import { entryOf } from '../../../helpers/kits.ts';

const a = entryOf('vex/a', new Uint8Array([1]));
const b = entryOf('rules/b.yaml', new Uint8Array([2, 2]));

describe('the inventory of a kit', () => {
  it('is content when every listed file came once with its digest', () => {
    const inventory = new KitInventory([a, b]);
    inventory.folder('vex/');
    for (const entry of [a, b]) inventory.close(inventory.open(entry.path, entry.size), entry.digest);
    inventory.end();
  });

  it('refuses a file that is not listed', () => {
    assert.throws(() => new KitInventory([a]).open('vex/c', 1), {
      code: 'KIT_INVALID',
      message: /does not list/,
    });
  });

  it('says of what a file manager or a medium may have put there that it can be taken out', () => {
    const inventory = new KitInventory([a]);
    for (const stray of [() => inventory.open('.DS_Store', 1), () => inventory.folder('lost+found/')])
      assert.throws(stray, { code: 'KIT_INVALID', hint: /take it out/ });
  });

  it('refuses a file twice', () => {
    const inventory = new KitInventory([a]);
    inventory.open('vex/a', 1);
    assert.throws(() => inventory.open('vex/a', 1), { code: 'KIT_INVALID', message: /two entries/ });
  });

  it('refuses another size before a byte of it is read', () => {
    assert.throws(() => new KitInventory([a]).open('vex/a', 2), {
      code: 'KIT_INVALID',
      message: /2 bytes, expected 1/,
    });
  });

  it('refuses another digest', () => {
    const inventory = new KitInventory([a]);
    assert.throws(() => inventory.close(inventory.open('vex/a', 1), b.digest), { code: 'DIGEST_MISMATCH' });
  });

  it('refuses an end with a file missing', () => {
    const inventory = new KitInventory([a, b]);
    inventory.open('vex/a', 1);
    assert.throws(() => inventory.end(), { code: 'KIT_INVALID', message: /lacks 1 .*rules\/b\.yaml/ });
  });

  it('refuses folders that hold nothing listed, and one twice', () => {
    const inventory = new KitInventory([a]);
    for (const folder of ['rules/', '../', '/', 'vex/a/'])
      assert.throws(() => inventory.folder(folder), { code: 'KIT_INVALID' }, folder);
    inventory.folder('vex/');
    assert.throws(() => inventory.folder('vex/'), { code: 'KIT_INVALID' });
  });
});
