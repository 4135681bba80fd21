import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import {
  isTrustEmpty,
  mergeTrustRoots,
  NO_TRUST_ROOTS,
  parseTrustRootPem,
} from '../../../../src/core/trust/trust-roots.ts';
import { ed25519Key, ed25519Pem } from '../../../helpers/test-keys.ts';

const keyPem = (fill: number) => renderPem('PUBLIC KEY', ed25519Key(fill).publicKey.spkiDer);
const certificatePem = (byte: number) => renderPem('CERTIFICATE', Uint8Array.of(0x30, 1, byte));

describe('parseTrustRootPem', () => {
  test('reads keys and certificates, in order, with the file that they came from', () => {
    const roots = parseTrustRootPem(
      `# ours\n${keyPem(1)}${certificatePem(1)}\n${keyPem(2)}${certificatePem(2)}`,
      'a.pem',
    );
    assert.deepEqual(
      roots.keys.map(({ keyid, source }) => [keyid, source]),
      [1, 2].map((fill) => [ed25519Key(fill).publicKey.keyid, 'a.pem']),
    );
    assert.deepEqual(
      roots.anchors.map(({ der, source }) => [der[2], source]),
      [
        [1, 'a.pem'],
        [2, 'a.pem'],
      ],
    );
    assert.match(roots.anchors[0]?.fingerprint ?? '', /^[0-9a-f]{64}$/);
  });

  test('keeps one of each key and certificate', () => {
    const roots = parseTrustRootPem(keyPem(1) + certificatePem(1) + keyPem(1) + certificatePem(1), 'a.pem');
    assert.deepEqual([roots.keys.length, roots.anchors.length], [1, 1]);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /a\.pem: expected PUBLIC KEY or CERTIFICATE, received no PEM block/],
    ['a private key', keyPem(1) + ed25519Pem(1), /a\.pem, block 2: expected .*, received PRIVATE KEY/],
    [
      'a certificate request',
      renderPem('CERTIFICATE REQUEST', Uint8Array.of(1)),
      /received CERTIFICATE REQUEST/,
    ],
    [
      'an OpenSSL trusted certificate',
      renderPem('TRUSTED CERTIFICATE', Uint8Array.of(1)),
      /received TRUSTED/,
    ],
    [
      'a key that cannot be used',
      renderPem('PUBLIC KEY', Uint8Array.of(1)),
      /a\.pem, block 1: public key: malformed/,
    ],
    ['damaged base64', keyPem(1).replace('=', ''), /a\.pem, line 3/],
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseTrustRootPem(text, 'a.pem'), { code: 'INPUT_INVALID', message });
    });
  }
});

describe('mergeTrustRoots', () => {
  test('keeps the order, and of the same root the first source', () => {
    const a = parseTrustRootPem(keyPem(1) + certificatePem(1), 'a.pem');
    const b = parseTrustRootPem(keyPem(1) + keyPem(2) + certificatePem(1), 'b.pem');
    const merged = mergeTrustRoots([a, b]);
    assert.deepEqual(
      merged.keys.map(({ source }) => source),
      ['a.pem', 'b.pem'],
    );
    assert.deepEqual(
      merged.anchors.map(({ source }) => source),
      ['a.pem'],
    );
  });

  test('of nothing is nothing', () => {
    assert.ok(isTrustEmpty(mergeTrustRoots([])));
    assert.ok(isTrustEmpty(NO_TRUST_ROOTS));
    assert.equal(isTrustEmpty(parseTrustRootPem(keyPem(1), 'a')), false);
    assert.equal(isTrustEmpty(parseTrustRootPem(certificatePem(1), 'a')), false);
  });
});

test('reading keys does not load the certificate library', () => {
  const isLoaded = 'getMetadata' in Reflect;
  assert.equal(isLoaded, false);
});
