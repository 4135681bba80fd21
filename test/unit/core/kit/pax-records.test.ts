import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paxPath } from '../../../../src/core/kit/pax-records.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('pax records', () => {
  it('give the path, where there is one', () => {
    assert.equal(paxPath(bytes('')), null);
    assert.equal(paxPath(bytes('22 mtime=1736900000.5\n')), null);
    assert.equal(paxPath(bytes('22 mtime=1736900000.5\n14 path=vex/a\n')), 'vex/a');
    assert.equal(paxPath(bytes('14 path=a=b\nc\n')), 'a=b\nc');
    assert.equal(paxPath(bytes('12 path=é\n\n')), 'é\n');
  });

  const MALFORMED = [
    ['no length', 'path=a\n'],
    ['a length of zero', '0 path=a\n'],
    ['a length with a leading zero', '012 path=abc\n'],
    ['a length that is too long', '99 path=a\n'],
    ['a length that is too short', '9 path=ab\n'],
    ['no newline at the end', '9 path=ab'],
    ['no equals sign', '8 path\n\n'],
    ['an empty key', '6 =ab\n'],
    ['a key twice', '9 path=a\n9 path=b\n'],
    ['a size', '9 size=1\n'],
    ['a target of a link', '13 linkpath=a\n'],
    ['sparse content', '20 GNU.sparse.map=0\n'],
    ['a length of many digits', `${'1'.repeat(400)} a=b\n`],
    ['zeros', '\0\0\0\0'],
  ] as const;
  for (const [name, records] of MALFORMED) {
    it(`with ${name} are refused`, () =>
      assert.throws(() => paxPath(bytes(records)), { name: 'TarHeaderFault' }));
  }

  it('that are not UTF-8 are refused', () => {
    assert.throws(() => paxPath(new Uint8Array([0x39, 0x20, 0x70, 0x61, 0x74, 0x68, 0x3d, 0xff, 0x0a])), {
      name: 'TarHeaderFault',
    });
  });
});
