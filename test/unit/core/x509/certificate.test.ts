import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { parsePem } from '../../../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { CERTIFICATE_BYTES_MAX, parseCertificate } from '../../../../src/core/x509/certificate.ts';
import { parseCertificateTime } from '../../../../src/core/x509/certificate-time.ts';
import { displayName } from '../../../../src/core/x509/display-name.ts';
import { EXTENSIONS_MAX } from '../../../../src/core/x509/extensions.ts';
import { findProfileFaults } from '../../../../src/core/x509/profile.ts';
import {
  altNames,
  basicConstraints,
  EKU,
  extendedKeyUsage,
  extension,
  keyUsage,
  makeCertificate,
  nameConstraints,
} from '../../../helpers/certificates.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const key = ed25519Key(1);
const withExtensions = (...extensions: readonly Uint8Array[]) =>
  parseCertificate(makeCertificate({ key, extensions }));

describe('parseCertificate', () => {
  test('reads what a certificate says', () => {
    const der = makeCertificate({
      key,
      subject: 'Release key',
      issuer: 'Example CA',
      serial: hexDecode('00ff01'),
      notBefore: '1999-12-31T23:59:59Z',
      notAfter: '2050-01-01T00:00:00Z',
    });
    const certificate = parseCertificate(der);
    const { subject, issuer, serialNumber, notBefore, notAfter, isSelfIssued } = certificate;
    assert.deepEqual(
      { subject, issuer, serialNumber, notBefore, notAfter, isSelfIssued },
      {
        subject: 'CN=Release key',
        issuer: 'CN=Example CA',
        serialNumber: '00ff01',
        notBefore: '1999-12-31T23:59:59Z',
        notAfter: '2050-01-01T00:00:00Z',
        isSelfIssued: false,
      },
    );
    assert.deepEqual(certificate.publicKey, key.publicKey);
  });

  test('reads the extensions that path validation looks at', () => {
    const { extensions } = withExtensions(
      basicConstraints(true, 3),
      keyUsage(0x06, 1),
      extendedKeyUsage([EKU.codeSigning, EKU.any]),
      altNames(['a.example']),
      nameConstraints(['b.example']),
      extension(14, derEncode(0x04, hexDecode('abcd'))),
      extension(35, derEncode(0x30, derEncode(0x80, hexDecode('ef01')))),
    );
    assert.deepEqual(extensions.basicConstraints, { isCa: true, pathLength: 3 });
    assert.equal(extensions.keyUsage, 32 + 64);
    assert.deepEqual(extensions.extendedKeyUsage, ['1.3.6.1.5.5.7.3.3', '2.5.29.37.0']);
    assert.deepEqual(extensions.subjectAltNames, [{ kind: 'dns', text: 'a.example' }]);
    assert.deepEqual(extensions.nameConstraints, {
      permitted: [{ kind: 'dns', text: 'b.example' }],
      excluded: [],
    });
    assert.deepEqual([extensions.subjectKeyId, extensions.authorityKeyId], ['abcd', 'ef01']);
    assert.deepEqual([...extensions.critical].sort(), ['2.5.29.15', '2.5.29.19', '2.5.29.30']);
    assert.deepEqual(extensions.unprocessedCritical, []);
  });

  test('reads every key usage bit', () => {
    const usages = [
      ['0780', 1],
      ['0640', 2],
      ['0520', 4],
      ['0410', 8],
      ['0308', 16],
      ['0204', 32],
      ['0102', 64],
      ['0001', 128],
      ['070080', 256],
    ] as const;
    for (const [hex, flag] of usages) {
      const value = derEncode(0x03, hexDecode(hex));
      assert.equal(withExtensions(extension(15, value)).extensions.keyUsage, flag, hex);
    }
  });

  test('reads all certificates that Node ships as roots, and finds nothing wrong with them', () => {
    for (const pem of rootCertificates) {
      const [block] = parsePem(pem, 'root');
      const certificate = parseCertificate(block?.der ?? new Uint8Array());
      assert.deepEqual(findProfileFaults(certificate), [], certificate.subject);
      assert.equal(certificate.extensions.basicConstraints?.isCa, true, certificate.subject);
    }
  });

  test('reads versions 1 and 2, which have no extensions', () => {
    assert.equal(
      parseCertificate(makeCertificate({ key, version: 1 })).extensions.basicConstraints,
      undefined,
    );
    parseCertificate(makeCertificate({ key, version: 2 }));
  });

  const seq = (hex: string) => derEncode(0x30, hexDecode(hex));
  const malformed: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['an empty sequence', derEncode(0x30)],
    ['text', utf8Encode('-----BEGIN CERTIFICATE-----')],
    ['a byte after the end', Uint8Array.of(...makeCertificate({ key }), 0)],
    ['version 4', makeCertificate({ key, version: 4 })],
    ['extensions in version 1', makeCertificate({ key, version: 1, extensions: [keyUsage(0x80, 7)] })],
    ['extensions in version 2', makeCertificate({ key, version: 2, extensions: [keyUsage(0x80, 7)] })],
    ['an empty list of extensions', makeCertificate({ key, extensions: [new Uint8Array()] })],
    ['an extension twice', makeCertificate({ key, extensions: [keyUsage(0x80, 7), keyUsage(0x80, 7)] })],
    [
      'an unknown extension twice',
      makeCertificate({ key, extensions: [extension('06022a03', seq('')), extension('06022a03', seq(''))] }),
    ],
    [
      'more extensions than the limit',
      makeCertificate({
        key,
        extensions: Array.from({ length: EXTENSIONS_MAX + 1 }, (_, index) =>
          extension(`06032a03${index.toString(16).padStart(2, '0')}`, seq('')),
        ),
      }),
    ],
    [
      'a critical flag that is false',
      makeCertificate({
        key,
        extensions: [derEncode(0x30, hexDecode('0603551d0f010100'), derEncode(0x04, hexDecode('03020780')))],
      }),
    ],
    ['a serial number with padding', makeCertificate({ key, serial: hexDecode('0001') })],
    [
      'basicConstraints that spell out cA false',
      makeCertificate({ key, extensions: [extension(19, seq('010100'))] }),
    ],
    [
      'basicConstraints with more',
      makeCertificate({ key, extensions: [extension(19, seq('0101ff02010305000500'))] }),
    ],
    [
      'bytes after basicConstraints',
      makeCertificate({ key, extensions: [extension(19, hexDecode('30030101ff00'))] }),
    ],
    ['a negative path length', makeCertificate({ key, extensions: [extension(19, seq('0101ff0201ff'))] })],
    ['key usage without a bit', makeCertificate({ key, extensions: [extension(15, hexDecode('030100'))] })],
    [
      'key usage with a trailing zero bit',
      makeCertificate({ key, extensions: [extension(15, hexDecode('03020080'))] }),
    ],
    [
      'key usage that is no bit string',
      makeCertificate({ key, extensions: [extension(15, hexDecode('0500'))] }),
    ],
    ['extended key usage without a purpose', makeCertificate({ key, extensions: [extension(37, seq(''))] })],
    ['alternative names without a name', makeCertificate({ key, extensions: [extension(17, seq(''))] })],
    [
      'alternative names that are text',
      makeCertificate({ key, extensions: [extension(17, utf8Encode('a.example'))] }),
    ],
    ['BER in a key identifier', makeCertificate({ key, extensions: [extension(35, hexDecode('308000'))] })],
  ];
  for (const [what, der] of malformed) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseCertificate(der, 'the file'), {
        code: 'INPUT_INVALID',
        message: /^the file: /,
      });
    });
  }

  test('reads nothing longer than the limit', () => {
    assert.throws(() => parseCertificate(new Uint8Array(CERTIFICATE_BYTES_MAX + 1)), {
      code: 'LIMIT_EXCEEDED',
    });
    assert.throws(() => parseCertificate(new Uint8Array(CERTIFICATE_BYTES_MAX)), { code: 'INPUT_INVALID' });
  });

  test('refuses a certificate that is cut off anywhere', () => {
    const der = makeCertificate({ key, extensions: [keyUsage(0x80, 7)] });
    for (let length = 0; length < der.length; length += 3) {
      assert.throws(
        () => parseCertificate(der.subarray(0, length)),
        { code: 'INPUT_INVALID' },
        `${length} bytes`,
      );
    }
  });
});

describe('parseCertificateTime', () => {
  const utc = (text: string) => parseCertificateTime(parseDer(derEncode(0x17, utf8Encode(text))));
  const generalized = (text: string) => parseCertificateTime(parseDer(derEncode(0x18, utf8Encode(text))));

  test('reads two digits as 1950 to 2049, and four as they are', () => {
    assert.equal(utc('500101000000Z'), '1950-01-01T00:00:00Z');
    assert.equal(utc('491231235959Z'), '2049-12-31T23:59:59Z');
    assert.equal(utc('000229120000Z'), '2000-02-29T12:00:00Z');
    assert.equal(generalized('99991231235959Z'), '9999-12-31T23:59:59Z');
    assert.equal(generalized('20200101000000Z'), '2020-01-01T00:00:00Z');
  });

  test('refuses other forms and days that do not exist', () => {
    for (const text of [
      '2001010000Z',
      '200101000000',
      '200101000000+0000',
      '200230000000Z',
      '200101240000Z',
      '200101000060Z',
      '',
    ]) {
      assert.throws(() => utc(text), { code: 'INPUT_INVALID' }, text);
    }
    for (const text of [
      '20200101000000.5Z',
      '202001010000Z',
      '20200101000000',
      '20211301000000Z',
      `20200101000000Z${' '.repeat(100)}`,
    ]) {
      assert.throws(() => generalized(text), { code: 'INPUT_INVALID' }, text);
    }
    assert.throws(() => parseCertificateTime(parseDer(derEncode(0x0c, utf8Encode('200101000000Z')))), {
      code: 'INPUT_INVALID',
    });
  });
});

describe('displayName', () => {
  test('leaves printable text alone', () => assert.equal(displayName('CN=Müller 🐎'), 'CN=Müller 🐎'));

  test('writes what does not show as hex pairs', () => {
    assert.equal(displayName('a\u0000\u200b\u2028\ud800'), 'a\\00\\E2\\80\\8B\\E2\\80\\A8\\EF\\BF\\BD');
  });

  test('cuts what is too long, between characters', () => {
    assert.equal(displayName('x'.repeat(300)), 'x'.repeat(300));
    assert.equal(displayName('🐎'.repeat(301)), `${'🐎'.repeat(300)}…`);
    assert.equal(displayName('x'.repeat(70_000)), `${'x'.repeat(300)}…`);
  });
});
