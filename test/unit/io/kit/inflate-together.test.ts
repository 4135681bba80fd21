/** Many pieces of deflate data in one call: what is not as it was said to be is for somebody else to find out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { gzip } from '../../../../fixtures/generate/vectors-archive.ts';
import { joined, utf8 } from '../../../../fixtures/generate/vectors-bytes.ts';
import { inflateTogether, type Piece } from '../../../../src/io/kit/inflate-together.ts';

interface Packed extends Piece {
  readonly data: Uint8Array;
}

function piece(content: Uint8Array, data: Uint8Array = deflateRawSync(content)): Packed {
  return { data, packedBytes: data.length, bytes: content.length, checksum: crc32(content) };
}

const inflate = (pieces: readonly Packed[]) => inflateTogether(pieces, ({ data }) => data);

const CONTENTS = ['{"id":"A"}', '', 'x'.repeat(100_000), '{"id":"B"}'].map((text) => utf8(text));
const GOOD = CONTENTS.map((content) => piece(content));
const [first, ...others] = GOOD as [Packed, ...Packed[]];
const EMPTY = deflateRawSync(new Uint8Array(0));

describe('inflateTogether', () => {
  it('gives back what was packed, in its order', () => {
    assert.deepEqual(
      inflate(GOOD)?.map((bytes) => Buffer.from(bytes).toString()),
      CONTENTS.map((content) => Buffer.from(content).toString()),
    );
  });

  const member = gzip(new Uint8Array(0));
  const bad: readonly (readonly [string, Packed])[] = [
    ['another checksum', { ...first, checksum: (first.checksum ^ 1) >>> 0 }],
    ['a length too small', { ...first, bytes: first.bytes - 1 }],
    ['a length too large', { ...first, bytes: first.bytes + 1 }],
    ['data cut short', piece(CONTENTS[0] as Uint8Array, first.data.subarray(0, -2))],
    ['bytes behind the data', piece(CONTENTS[0] as Uint8Array, joined(first.data, Uint8Array.of(0)))],
    ['what is no deflate data', piece(CONTENTS[0] as Uint8Array, Uint8Array.of(0xff, 0xff, 0xff))],
    ['more than was said', piece(CONTENTS[0] as Uint8Array, deflateRawSync(new Uint8Array(10_000_000)))],
    // Nothing, the end of its member, and a whole second member up to its trailer: zlib would take it for two.
    [
      'a member inside',
      piece(CONTENTS[0] as Uint8Array, joined(EMPTY, new Uint8Array(8), member.subarray(0, 10), first.data)),
    ],
  ];
  for (const [what, odd] of bad) {
    it(`gives nothing where one has ${what}`, () => {
      assert.equal(inflate([odd]), null);
      assert.equal(inflate([...others, odd, ...others]), null);
    });
  }
});
