import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  isNameWithin,
  isSameName,
  nameKey,
  parseDistinguishedName,
} from '../../../../src/core/x509/distinguished-name.ts';
import { rdn } from '../../../helpers/certificates.ts';

const CN = '0603550403';
const O = '060355040a';
const EMAIL = '06092a864886f70d010901';
const [UTF8, PRINTABLE, TELETEX, IA5, UNIVERSAL, BMP, OCTETS] = [0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e, 0x04];

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const ucs2 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());
const ucs4 = (text: string) => new Uint8Array(Array.from(text).flatMap((c) => [0, 0, 0, c.charCodeAt(0)]));
const nameOf = (...rdns: readonly Uint8Array[]) => parseDistinguishedName(parseDer(derEncode(0x30, ...rdns)));
const cn = (text: string, tag = UTF8) => nameOf(rdn(CN, utf8Encode(text), tag));

describe('isSameName', () => {
  const same: readonly (readonly [string, ReturnType<typeof cn>, ReturnType<typeof cn>])[] = [
    ['case', cn('Example CA'), cn('EXAMPLE ca')],
    ['outer and repeated spaces', cn('  Example   CA '), cn('Example CA')],
    ['string types', cn('Example', UTF8), cn('Example', PRINTABLE)],
    ['IA5String', cn('Example', IA5), cn('Example')],
    ['TeletexString', nameOf(rdn(CN, latin1('Müller'), TELETEX)), cn('Müller')],
    ['BMPString', nameOf(rdn(CN, ucs2('Müller'), BMP)), cn('Müller')],
    ['UniversalString', nameOf(rdn(CN, ucs4('Müller'), UNIVERSAL)), cn('Müller')],
    ['nothing at all', nameOf(), nameOf()],
  ];
  for (const [what, a, b] of same) {
    test(`does not see a difference of ${what}`, () => {
      assert.ok(isSameName(a, b));
      assert.equal(nameKey(a), nameKey(b));
    });
  }

  const other: readonly (readonly [string, ReturnType<typeof cn>, ReturnType<typeof cn>])[] = [
    ['text', cn('a'), cn('b')],
    ['spaces within a word', cn('a b'), cn('ab')],
    ['attribute types', cn('a'), nameOf(rdn(O, utf8Encode('a')))],
    ['length', cn('a'), nameOf(rdn(CN, utf8Encode('a')), rdn(CN, utf8Encode('a')))],
    [
      'order',
      nameOf(rdn(CN, utf8Encode('a')), rdn(O, utf8Encode('b'))),
      nameOf(rdn(O, utf8Encode('b')), rdn(CN, utf8Encode('a'))),
    ],
    ['case beyond ASCII', cn('MÜLLER'), cn('müller')],
    ['a value that is no string', nameOf(rdn(CN, utf8Encode('a'), OCTETS)), cn('a')],
    ['a text that looks like such a value', nameOf(rdn(CN, utf8Encode('a'), OCTETS)), cn('#040161')],
    [
      'a text with JSON in it',
      cn('a"],["2.5.4.3"," b'),
      nameOf(rdn(CN, utf8Encode('a')), rdn(CN, utf8Encode('b'))),
    ],
  ];
  for (const [what, a, b] of other) {
    test(`sees a difference of ${what}`, () => {
      assert.equal(isSameName(a, b), false);
      assert.notEqual(nameKey(a), nameKey(b));
    });
  }

  test('takes the attributes of one RDN as a set', () => {
    const attribute = (type: string, text: string) =>
      derEncode(0x30, hexDecode(type), derEncode(UTF8, utf8Encode(text)));
    const [a, b] = [attribute(CN, 'a'), attribute(O, 'b')];
    assert.ok(isSameName(nameOf(derEncode(0x31, a, b)), nameOf(derEncode(0x31, b, a))));
    assert.equal(isSameName(nameOf(derEncode(0x31, a, b)), nameOf(derEncode(0x31, a))), false);
  });
});

test('a name is within those that it begins with', () => {
  const [o, ou] = [rdn(O, utf8Encode('Example')), rdn(CN, utf8Encode('Unit'))];
  assert.ok(isNameWithin(nameOf(o, ou), nameOf(o)));
  assert.ok(isNameWithin(nameOf(o), nameOf(o)));
  assert.ok(isNameWithin(nameOf(o), nameOf()));
  assert.equal(isNameWithin(nameOf(o), nameOf(o, ou)), false);
  assert.equal(isNameWithin(nameOf(ou, o), nameOf(o)), false);
});

test('mailboxes are collected', () => {
  assert.deepEqual(nameOf(rdn(EMAIL, utf8Encode('a@b.example'), IA5)).emailAddresses, ['a@b.example']);
});

describe('malformed names', () => {
  const refused: readonly (readonly [string, Uint8Array])[] = [
    ['a set instead of a sequence', derEncode(0x31)],
    ['an RDN that is a sequence', derEncode(0x30, derEncode(0x30))],
    ['an empty RDN', derEncode(0x30, derEncode(0x31))],
    ['an attribute without a value', derEncode(0x30, derEncode(0x31, derEncode(0x30, hexDecode(CN))))],
    ['ill-formed UTF-8', derEncode(0x30, rdn(CN, Uint8Array.of(0xff)))],
    ['half a BMPString character', derEncode(0x30, rdn(CN, Uint8Array.of(0), BMP))],
    ['a UniversalString above Unicode', derEncode(0x30, rdn(CN, Uint8Array.of(0, 0x11, 0, 0), UNIVERSAL))],
  ];
  for (const [what, der] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseDistinguishedName(parseDer(der)), { code: 'INPUT_INVALID' });
    });
  }
});
