import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { describe, test } from 'node:test';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  isTrustEmpty,
  mergeTrustRoots,
  NO_TRUST_ROOTS,
  parseTrustRootPem,
  parseTrustRoots,
} from '../../../../src/core/trust/trust-roots.ts';
import { makeCa } from '../../../helpers/certificates.ts';
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

describe('parseTrustRoots', () => {
  const { publicKey } = ed25519Key(1);
  const certificate = makeCa('root', ed25519Key(1));
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    x: Buffer.from(publicKey.spkiDer.subarray(-32)).toString('base64url'),
  };

  test('reads PEM, DER and JWK by their content', () => {
    const forms = [
      utf8Encode(keyPem(1)),
      publicKey.spkiDer,
      utf8Encode(JSON.stringify(jwk)),
      utf8Encode(` \n{"keys":[${JSON.stringify(jwk)}]}`),
    ];
    for (const bytes of forms) {
      assert.deepEqual(parseTrustRoots(bytes, 'a'), { keys: [{ ...publicKey, source: 'a' }], anchors: [] });
    }
  });

  test('reads a certificate as DER', () => {
    const roots = parseTrustRoots(certificate, 'a');
    assert.deepEqual(roots, parseTrustRoots(utf8Encode(renderPem('CERTIFICATE', certificate)), 'a'));
    assert.equal(roots.anchors.length, 1);
  });

  test('reads PEM whose explanatory text begins like DER or JSON', () => {
    for (const text of ['0 comment', '[comment', '"']) {
      assert.equal(parseTrustRoots(utf8Encode(`${text}\n${keyPem(1)}`), 'a').keys.length, 1);
    }
  });

  const pkcs8 = createPrivateKey(ed25519Pem(1)).export({ type: 'pkcs8', format: 'der' });
  const refusals: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /a: expected PUBLIC KEY or CERTIFICATE, received no PEM block/],
    ['a private key as DER', new Uint8Array(pkcs8), /a: expected a public key or a certificate/],
    ['another DER structure', Uint8Array.of(0x30, 0), /another DER structure/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe), /a is not valid UTF-8/],
    ['DER with bytes after its end', Uint8Array.of(...publicKey.spkiDer, 0xff), /a is not valid UTF-8/],
    ['a JWK with a member given twice', utf8Encode('{"kty":"OKP","kty":"OKP"}'), /a is not strict JSON/],
    ['a private JWK', utf8Encode(JSON.stringify({ ...jwk, d: 'AA' })), /private or secret key/],
    ['a JSON document of another kind', utf8Encode('{"tlogs":[]}'), /a: expected OKP Ed25519/],
  ];
  for (const [what, bytes, message] of refusals) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseTrustRoots(bytes, 'a'), { code: 'INPUT_INVALID', message });
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
