import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DerFields, parseDer } from '../../../../src/core/encoding/der.ts';
import { derUnsigned } from '../../../../src/core/encoding/der-values.ts';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { signEcdsa } from '../../../../src/core/keys/deterministic-ecdsa.ts';
import { curveOf } from '../../../../src/core/keys/ecdsa.ts';
import type { KeyAlgorithm, PublicKey } from '../../../../src/core/keys/types.ts';

interface Vector {
  readonly algorithm: KeyAlgorithm;
  readonly secret: string;
  readonly message: string;
  readonly r: string;
  readonly s: string;
}

/** RFC 6979 appendix A.2.5 to A.2.7, each with the curve's own hash. */
const P256 = 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721';
const P384 =
  '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5';
const P521 =
  '00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538';
const VECTORS: readonly Vector[] = [
  {
    algorithm: 'ecdsa-p256',
    secret: P256,
    message: 'sample',
    r: 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
    s: 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
  {
    algorithm: 'ecdsa-p256',
    secret: P256,
    message: 'test',
    r: 'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
    s: '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
  },
  {
    algorithm: 'ecdsa-p384',
    secret: P384,
    message: 'sample',
    r: '94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46',
    s: '99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
  },
  {
    algorithm: 'ecdsa-p384',
    secret: P384,
    message: 'test',
    r: '8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db',
    s: 'ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5',
  },
  {
    algorithm: 'ecdsa-p521',
    secret: P521,
    message: 'sample',
    r: 'c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa',
    s: '617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a',
  },
  {
    algorithm: 'ecdsa-p521',
    secret: P521,
    message: 'test',
    r: '13e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54edcee91eca4166b2a7c6265ef0ce2bd7051b7cef945babd47ee6d',
    s: '1fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4e9ac60752f7b155e2de4dce3',
  },
];

describe('signEcdsa', () => {
  for (const { algorithm, secret, message, r, s } of VECTORS) {
    test(`gives the signature of RFC 6979 for ${algorithm} over "${message}"`, () => {
      const curve = curveOf({ algorithm } as PublicKey);
      assert.ok(curve !== undefined);
      const fields = new DerFields(parseDer(signEcdsa(curve, hexDecode(secret), utf8Encode(message))));
      const [actualR, actualS] = [derUnsigned(fields.take()), derUnsigned(fields.take())].map((value) =>
        BigInt(`0x${hexEncode(value)}`),
      );
      assert.equal(actualR?.toString(16), BigInt(`0x${r}`).toString(16));
      assert.equal(actualS?.toString(16), BigInt(`0x${s}`).toString(16));
    });
  }
});
