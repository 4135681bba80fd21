import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DER_DEPTH_MAX,
  DER_TAG,
  DerFields,
  derChildren,
  parseDer,
} from '../../../../src/core/encoding/der.ts';
import {
  assertStrictDer,
  derBoolean,
  derCount,
  derInteger,
  derOctetAlignedBits,
  derOid,
  derUnsigned,
} from '../../../../src/core/encoding/der-values.ts';
import { derEncode, derEncodeUnsigned } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';

const element = (hex: string) => parseDer(hexDecode(hex));
const malformed = (found: RegExp) => ({ code: 'INPUT_INVALID', message: found });

describe('parseDer', () => {
  test('reads one element and shows tag, content and bytes', () => {
    const { tag, content, bytes } = element('020105');
    assert.deepEqual([tag, hexEncode(content), hexEncode(bytes)], [0x02, '05', '020105']);
  });

  test('reads a length of two octets', () => {
    assert.equal(parseDer(derEncode(0x04, new Uint8Array(300))).content.length, 300);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /cut off/],
    ['a tag alone', '02', /cut off/],
    ['a long length that is cut off', '048201', /cut off/],
    ['content that is cut off', '020205', /past the end/],
    ['a byte after the end', '02010500', /1 bytes after the end/],
    ['an indefinite length', '30800000', /indefinite/],
    ['a length in a needlessly long form', '04810141', /shortest form/],
    ['a length with a leading zero', `0482008041${'00'.repeat(0x7f)}`, /shortest form/],
    ['a length of five octets', '04850000000001', /5 octets/],
    ['a length of four gigabytes', '0484ffffffff', /past the end/],
    ['a tag number above 30', '1f810100', /above 30/],
  ];
  for (const [what, hex, found] of broken) {
    test(`refuses ${what}`, () => assert.throws(() => element(hex), malformed(found)));
  }
});

describe('DerFields', () => {
  test('takes members by tag, optional ones only when they are there', () => {
    const fields = new DerFields(element('3006020101020102'));
    assert.equal(fields.takeOptional(DER_TAG.boolean), undefined);
    assert.equal(derCount(fields.take(DER_TAG.integer)), 1);
    assert.equal(fields.takeOptional(DER_TAG.integer)?.content[0], 2);
    fields.end();
  });

  test('refuses a missing, a wrong and a surplus member', () => {
    assert.throws(() => new DerFields(element('3000')).take(DER_TAG.integer), malformed(/missing: integer/));
    assert.throws(
      () => new DerFields(element('3003020101')).take(DER_TAG.boolean),
      malformed(/expected boolean, received integer/),
    );
    assert.throws(() => new DerFields(element('3003020101')).end(), malformed(/unexpected member integer/));
  });

  test('refuses another container and a primitive one', () => {
    assert.throws(() => new DerFields(element('3100')), malformed(/expected sequence, received set/));
    assert.throws(() => derChildren(element('0400')), malformed(/not a constructed element/));
  });
});

describe('values', () => {
  test('an integer is in its shortest form', () => {
    assert.equal(hexEncode(derInteger(element('02020080'))), '0080');
    assert.equal(hexEncode(derInteger(element('0201ff'))), 'ff');
    for (const hex of ['0200', '0202007f', '0202ff80']) {
      assert.throws(() => derInteger(element(hex)), malformed(/integer/), hex);
    }
  });

  test('an unsigned integer loses its sign octet and is never negative', () => {
    assert.equal(hexEncode(derUnsigned(element('02020080'))), '80');
    assert.equal(hexEncode(derUnsigned(element('020100'))), '00');
    assert.throws(() => derUnsigned(element('020180')), malformed(/negative/));
  });

  test('a count ends at 2^31 - 1', () => {
    assert.equal(derCount(element('02047fffffff')), 0x7fffffff);
    assert.throws(() => derCount(element('02050080000000')), malformed(/above/));
    assert.throws(() => derCount(element('02050100000000')), malformed(/above/));
  });

  test('a boolean is 00 or ff', () => {
    assert.deepEqual([derBoolean(element('010100')), derBoolean(element('0101ff'))], [false, true]);
    for (const hex of ['010101', '0100', '01020000']) {
      assert.throws(() => derBoolean(element(hex)), malformed(/boolean/), hex);
    }
  });

  test('a bit string of keys and signatures ends on an octet', () => {
    assert.equal(hexEncode(derOctetAlignedBits(element('03020041'))), '41');
    for (const hex of ['0300', '03020840', '030101', '03020740', '03020780']) {
      assert.throws(() => derOctetAlignedBits(element(hex)), malformed(/bit string/), hex);
    }
  });

  test('an object identifier is written in dots', () => {
    assert.equal(derOid(element('06092a864886f70d010101')), '1.2.840.113549.1.1.1');
    assert.equal(derOid(element('0603883703')), '2.999.3');
    assert.equal(derOid(element('060100')), '0.0');
    for (const hex of ['0600', '06022a80', '06032a8001', `0641${'01'.repeat(65)}`]) {
      assert.throws(() => derOid(element(hex)), malformed(/object identifier/), hex);
    }
  });
});

describe('assertStrictDer', () => {
  test('accepts nested elements', () => assertStrictDer(hexDecode('300b310902010103020340a000')));

  const broken: readonly (readonly [string, string])[] = [
    ['a bad boolean deep inside', '3005a003010101'],
    ['a padded integer in a set', '3106300402020001'],
    ['a constructed octet string', '2403040141'],
    ['a primitive sequence', '1000'],
    ['a null with content', '050100'],
    ['end-of-contents octets', '30020000'],
    ['a set out of order', '3106020102020101'],
    ['unused bits that are set', '03020141'],
  ];
  for (const [what, hex] of broken) {
    test(`refuses ${what}`, () =>
      assert.throws(() => assertStrictDer(hexDecode(hex)), malformed(/malformed/)));
  }

  test(`refuses nesting deeper than ${DER_DEPTH_MAX}, without running out of stack`, () => {
    const nest = (depth: number) => {
      let bytes = new Uint8Array();
      for (let level = 0; level < depth; level++) bytes = new Uint8Array(derEncode(0x30, bytes));
      return bytes;
    };
    assertStrictDer(nest(DER_DEPTH_MAX));
    assert.throws(() => assertStrictDer(nest(DER_DEPTH_MAX + 1)), malformed(/deeper/));
    assert.throws(() => assertStrictDer(nest(5000)), malformed(/deeper/));
  });
});

describe('derEncode', () => {
  test('writes lengths in their shortest form', () => {
    for (const length of [0, 127, 128, 255, 256, 70_000]) {
      const bytes = derEncode(0x04, new Uint8Array(length));
      assert.equal(parseDer(bytes).content.length, length);
    }
  });

  test('writes unsigned integers with a sign octet where they need one', () => {
    const written = ['00', '7f', '80', '0000', '00ff', '000001'].map((hex) =>
      hexEncode(derEncodeUnsigned(hexDecode(hex))),
    );
    assert.deepEqual(written, ['020100', '02017f', '02020080', '020100', '020200ff', '020101']);
  });
});
