/** Signatures made by the `openssl` program verify here, and ours verify there. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hasEncryptedPrivateKey, parsePrivateKeyPem } from '../../src/core/keys/private-key.ts';
import { parsePublicKeyPem } from '../../src/core/keys/public-key.ts';
import { isSignatureValid } from '../../src/core/keys/signature.ts';
import { generateKeyPair } from '../../src/io/key-generation.ts';
import { openssl, opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';

const skip = opensslSkip();
const folder = temporaryFolder();
after(() => folder.remove());

const MESSAGE = new Uint8Array(Buffer.from('DSSEv1 28 application/vnd.in-toto+json 2 {}'));
writeFileSync(join(folder.path, 'message'), MESSAGE);

const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
const RAW = ['-rawin'];

interface Scheme {
  readonly what: string;
  readonly make: readonly string[];
  readonly sign: readonly string[];
  /** How openssl checks what we sign, when that is another scheme of the same key. */
  readonly verify?: readonly string[];
}

const SCHEMES: readonly Scheme[] = [
  { what: 'Ed25519', make: ['genpkey', '-algorithm', 'ed25519'], sign: RAW },
  {
    what: 'ECDSA P-256',
    make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    sign: [...RAW, '-digest', 'sha256'],
  },
  {
    what: 'ECDSA P-384',
    make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
    sign: [...RAW, '-digest', 'sha384'],
  },
  {
    what: 'ECDSA P-521',
    make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
    sign: [...RAW, '-digest', 'sha512'],
  },
  {
    what: 'RSA PKCS#1 v1.5',
    make: ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    sign: [...RAW, '-digest', 'sha256'],
  },
  {
    what: 'RSA-PSS',
    make: ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
    sign: [...RAW, '-digest', 'sha256', ...PSS.map((option) => option.replace('-sigopt', '-pkeyopt'))],
    verify: [...RAW, '-digest', 'sha256'],
  },
];

for (const { what, make, sign, verify = sign } of SCHEMES) {
  test(`${what}: a signature by openssl verifies here, and not once changed`, { skip }, () => {
    openssl(folder.path, ...make, '-out', 'key.pem');
    openssl(folder.path, 'pkey', '-in', 'key.pem', '-pubout', '-out', 'key.pub');
    openssl(
      folder.path,
      'pkeyutl',
      '-sign',
      '-inkey',
      'key.pem',
      '-in',
      'message',
      '-out',
      'signature',
      ...sign,
    );
    const key = parsePublicKeyPem(read('key.pub'));
    const signature = new Uint8Array(readFileSync(join(folder.path, 'signature')));
    assert.ok(isSignatureValid(key, MESSAGE, signature));
    assert.equal(isSignatureValid(key, MESSAGE.subarray(1), signature), false);
    signature[20] = (signature[20] ?? 0) ^ 1;
    assert.equal(isSignatureValid(key, MESSAGE, signature), false);
  });

  test(`${what}: our signature with a key of openssl verifies there, and not for another message`, {
    skip,
  }, () => {
    openssl(folder.path, ...make, '-out', 'key.pem');
    const key = parsePrivateKeyPem(read('key.pem'));
    const check = () =>
      opensslSucceeds(
        folder.path,
        'pkeyutl',
        '-verify',
        '-inkey',
        'key.pem',
        '-in',
        'message',
        '-sigfile',
        'ours',
        ...verify,
      );
    writeFileSync(join(folder.path, 'ours'), key.sign(MESSAGE));
    assert.ok(check());
    writeFileSync(join(folder.path, 'ours'), key.sign(MESSAGE.subarray(1)));
    assert.equal(check(), false);
  });
}

test('dgst, which people use over the PAE, makes what verifies here', { skip }, () => {
  openssl(folder.path, 'genrsa', '-out', 'rsa.pem', '2048');
  openssl(folder.path, 'rsa', '-in', 'rsa.pem', '-pubout', '-out', 'rsa.pub');
  for (const options of [[], PSS]) {
    openssl(folder.path, 'dgst', '-sha256', ...options, '-sign', 'rsa.pem', '-out', 'signature', 'message');
    const signature = new Uint8Array(readFileSync(join(folder.path, 'signature')));
    assert.ok(isSignatureValid(parsePublicKeyPem(read('rsa.pub')), MESSAGE, signature));
  }
});

test('private keys of openssl in every form that it writes are read', { skip }, () => {
  openssl(folder.path, 'genrsa', '-out', 'rsa.pem', '2048');
  const forms: readonly (readonly string[])[] = [
    ['ecparam', '-name', 'prime256v1', '-genkey'],
    ['rsa', '-in', 'rsa.pem', '-traditional'],
    ['genpkey', '-algorithm', 'ed25519', '-aes-256-cbc', '-pass', 'pass:secret'],
  ];
  for (const form of forms) {
    openssl(folder.path, ...form, '-out', 'form.pem');
    const isEncrypted = form.includes('-aes-256-cbc');
    assert.equal(hasEncryptedPrivateKey(read('form.pem')), isEncrypted);
    const key = parsePrivateKeyPem(read('form.pem'), isEncrypted ? 'secret' : undefined);
    assert.ok(isSignatureValid(key.publicKey, MESSAGE, key.sign(MESSAGE)), form.join(' '));
  }
});

test('keys that we generate are read by openssl, encrypted ones with their passphrase', { skip }, () => {
  for (const algorithm of ['ed25519', 'ecdsa-p256'] as const) {
    const pair = generateKeyPair(algorithm, 'secret');
    writeFileSync(join(folder.path, 'ours.pem'), pair.privateKeyPem);
    const publicPem = openssl(folder.path, 'pkey', '-in', 'ours.pem', '-passin', 'pass:secret', '-pubout');
    assert.equal(publicPem, pair.publicKeyPem);
    assert.equal(
      opensslSucceeds(folder.path, 'pkey', '-in', 'ours.pem', '-passin', 'pass:wrong', '-pubout'),
      false,
    );
  }
});
