import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { ALL_REASONS } from '../../../../src/core/x509/reason-flags.ts';
import {
  parseRevocationList,
  parseRevocationListFile,
  REVOCATION_LIST_BYTES_MAX,
  type RevocationList,
} from '../../../../src/core/x509/revocation-list.ts';
import { extension, generalName, rdn } from '../../../helpers/certificates.ts';
import {
  fullName,
  generalizedTime,
  issuingDistributionPoint,
  type ListRecipe,
  makeEntry,
  makeList,
  readList,
} from '../../../helpers/revocation-lists.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const read = (recipe: Partial<ListRecipe> = {}): RevocationList =>
  readList({ issuer: 'ca', key: ed25519Key(1), ...recipe });
const SERIAL = Uint8Array.of(5);
const flag = (number: number, value = 'ff') => derEncode(0x80 | number, hexDecode(value));

test('reads issuer, times and kind of a list', () => {
  const list = read();
  assert.equal(list.source, 'ca.crl');
  assert.equal(list.issuer, 'CN=ca');
  assert.equal(list.thisUpdate, '2025-01-01T00:00:00Z');
  assert.equal(list.nextUpdate, '2025-02-01T00:00:00Z');
  assert.deepEqual(list.scope, {
    kinds: 'all',
    distributionPoint: undefined,
    reasons: ALL_REASONS,
    derHex: '',
  });
  assert.deepEqual([list.number, list.deltaBase], [undefined, undefined]);
  assert.equal(list.unsupported, undefined);
  assert.equal(list.keepsExpiredSince, undefined);
});

test('reads lists of version 1, without a next one, after 2049, and with an empty list of entries', () => {
  assert.equal(read({ version: 1 }).unsupported, undefined);
  assert.equal(read({ version: 1, entries: [makeEntry({ serial: SERIAL })] }).unsupported, undefined);
  assert.equal(read({ nextUpdate: null }).nextUpdate, undefined);
  assert.equal(read({ nextUpdate: '2051-01-01T00:00:00Z' }).nextUpdate, '2051-01-01T00:00:00Z');
});

test('reads since when expired certificates stay on it', () => {
  const extensions = [extension('0603551d3c', generalizedTime('2020-01-01T00:00:00Z'))];
  assert.equal(read({ extensions }).keepsExpiredSince, '2020-01-01T00:00:00Z');
});

describe('an issuing distribution point', () => {
  const scopeOf = (...members: Uint8Array[]) =>
    read({ extensions: [issuingDistributionPoint(...members)] }).scope;

  test('says which kinds of certificates the list is about', () => {
    assert.equal(scopeOf(flag(1)).kinds, 'end-entity');
    assert.equal(scopeOf(flag(2)).kinds, 'ca');
    assert.equal(scopeOf(flag(5)).kinds, 'attribute');
    assert.equal(scopeOf().kinds, 'all');
  });

  test('names the part by full names, or by one below the issuer', () => {
    const byName = scopeOf(
      fullName(generalName.uri('http://a'), generalName.directory('Part')),
    ).distributionPoint;
    const relative = derEncode(0xa0, derEncode(0xa1, rdn('0603550403', utf8Encode('part')).subarray(2)));
    const belowIssuer = scopeOf(relative).distributionPoint;
    assert.equal(byName?.length, 2);
    assert.equal(byName?.[0], 'uri http://a');
    assert.match(byName?.[1] ?? '', /^directory .*part/);
    assert.match(belowIssuer?.[0] ?? '', /^directory .*ca.*part/);
  });

  for (const [why, members] of [
    ['a flag that spells out its default', [flag(1, '00')]],
    ['a flag of two bytes', [flag(1, 'ffff')]],
    ['two kinds of certificates', [flag(1), flag(2)]],
    ['members in another order', [flag(2), flag(1)]],
    ['a name of no choice', [derEncode(0xa0)]],
    ['a name of an unknown choice', [derEncode(0xa0, hexDecode('a200'))]],
  ] as const) {
    test(`is refused with ${why}`, () => {
      assert.throws(() => scopeOf(...members), { code: 'INPUT_INVALID' });
    });
  }
});

describe('a list that must not be used is read, with the reason', () => {
  const cases: readonly (readonly [string, Partial<ListRecipe>, RegExp])[] = [
    ['an indirect list', { extensions: [issuingDistributionPoint(flag(4))] }, /indirect list/],
    [
      'one that takes back an entry, and is no delta list',
      { entries: [makeEntry({ serial: SERIAL, reason: 8 })] },
      /takes back an entry/,
    ],
    [
      'an unknown critical extension',
      { extensions: [extension(99, hexDecode('0500'), true)] },
      /2\.5\.29\.99/,
    ],
    [
      'an unknown critical extension of an entry',
      { entries: [makeEntry({ serial: SERIAL, extensions: [extension(99, hexDecode('0500'), true)] })] },
      /2\.5\.29\.99 of an entry/,
    ],
    [
      'an entry of another issuer',
      { entries: [makeEntry({ serial: SERIAL, extensions: [extension(29, hexDecode('3000'), true)] })] },
      /other issuers/,
    ],
  ];
  for (const [what, recipe, reason] of cases) {
    test(what, () => assert.match(read(recipe).unsupported ?? '', reason));
  }

  test('a delta list is no such list, and may take back entries', () => {
    const removed = makeEntry({ serial: SERIAL, reason: 8 });
    const extensions = [extension(20, hexDecode('020107')), extension(27, hexDecode('020101'), true)];
    const list = read({ entries: [removed], extensions });
    assert.deepEqual([list.unsupported, list.number, list.deltaBase], [undefined, 7n, 1n]);
  });

  test('one for some reasons is no such list', () => {
    const { unsupported, scope } = read({
      extensions: [issuingDistributionPoint(derEncode(0x83, hexDecode('0560')))],
    });
    assert.deepEqual([unsupported, scope.reasons], [undefined, 0b110]);
  });

  test('an unknown extension that is not critical does not matter', () => {
    const unknown = extension(99, hexDecode('0500'));
    const list = read({
      extensions: [unknown],
      entries: [makeEntry({ serial: SERIAL, extensions: [unknown] })],
    });
    assert.equal(list.unsupported, undefined);
  });
});

describe('a list of another form is refused', () => {
  const good = makeList({ issuer: 'ca', key: ed25519Key(1) });
  const cases: Readonly<Record<string, () => unknown>> = {
    'version 3': () => read({ version: 3 }),
    'extensions in version 1': () => read({ version: 1, extensions: [extension(20, hexDecode('020101'))] }),
    'an extension twice': () => {
      const number = extension(20, hexDecode('020101'));
      return read({ extensions: [number, number] });
    },
    'an entry without a date': () => read({ entries: [derEncode(0x30, hexDecode('020105'))] }),
    'an entry with a padded serial number': () =>
      read({ entries: [makeEntry({ serial: hexDecode('0005') })] }),
    'an entry with a reason that does not exist': () =>
      read({ entries: [makeEntry({ serial: SERIAL, reason: 7 })] }),
    'a negative number': () => read({ extensions: [extension(20, hexDecode('0201ff'))] }),
    'reasons that are no bits': () => read({ extensions: [issuingDistributionPoint(hexDecode('8300'))] }),
    'an entry that is no sequence': () => read({ entries: [hexDecode('020105')] }),
    'a day that does not exist': () => read({ thisUpdate: '2025-02-30T00:00:00Z' }),
    'bytes after it': () => parseRevocationList(Uint8Array.of(...good, 0), 'x'),
    'a missing end': () => parseRevocationList(good.subarray(0, -1), 'x'),
    'a certificate’s form': () => parseRevocationList(hexDecode('30043000030100'), 'x'),
  };
  for (const [why, act] of Object.entries(cases)) {
    test(why, () => assert.throws(act, { code: 'INPUT_INVALID' }));
  }

  test('one that is too long', () => {
    const long = new Uint8Array(REVOCATION_LIST_BYTES_MAX + 1);
    assert.throws(() => parseRevocationList(long, 'x'), { code: 'LIMIT_EXCEEDED' });
  });
});

describe('a file of lists', () => {
  const der = makeList({ issuer: 'ca', key: ed25519Key(1) });

  test('may be DER, or PEM with one or more', () => {
    const pem = renderPem('X509 CRL', der);
    assert.equal(parseRevocationListFile(der, 'x').length, 1);
    assert.equal(parseRevocationListFile(utf8Encode(pem), 'x').length, 1);
    assert.equal(parseRevocationListFile(utf8Encode(`0 stands first\n${pem}${pem}`), 'x').length, 2);
  });

  test('is refused when it is empty, or holds anything else', () => {
    for (const text of [
      '',
      'hello',
      '0',
      renderPem('CERTIFICATE', der),
      renderPem('X509 CRL', der) + renderPem('PRIVATE KEY', der),
    ])
      assert.throws(() => parseRevocationListFile(utf8Encode(text), 'x'), {
        code: 'INPUT_INVALID',
        message: /^x/,
      });
  });
});

test('a list of many entries is read within a second or so', () => {
  const entries = Array.from({ length: 100_000 }, (_, index) =>
    makeEntry({ serial: hexDecode(`01${index.toString(16).padStart(8, '0')}`) }),
  );
  const started = process.hrtime.bigint();
  assert.equal(read({ entries }).unsupported, undefined);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  assert.ok(seconds < 8, `${seconds} seconds`);
});
