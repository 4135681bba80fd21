/** cosign's key files, made here; those of another implementation are in test/vectors/cosign-keys.test.ts. */
import assert from 'node:assert/strict';
import { createPrivateKey, scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { secretbox } from '@noble/ciphers/salsa.js';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { SCRYPT_MEMORY_MAX, SCRYPT_WORK_MAX } from '../../../../src/core/keys/cosign-key.ts';
import { hasEncryptedPrivateKey, parsePrivateKeyPem } from '../../../../src/core/keys/private-key.ts';
import { ecdsaPem, ed25519Pem } from '../../../helpers/test-keys.ts';

const PASSPHRASE = 'correct horse';
const LABEL = 'ENCRYPTED SIGSTORE PRIVATE KEY';

interface Changes {
  readonly params?: object;
  readonly kdf?: object;
  readonly cipher?: object;
  readonly ciphertext?: string;
}

/** A key file as cosign writes it, but for the changes. Scrypt works less, so that tests are quick. */
function keyFile(pem: string, changes: Changes = {}, label = LABEL): string {
  const pkcs8 = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  const [salt, nonce] = [Buffer.alloc(32, 7), Buffer.alloc(24, 9)];
  const key = scryptSync(PASSPHRASE, salt, 32, { N: 1024, r: 8, p: 1 });
  const file = {
    kdf: {
      name: 'scrypt',
      params: { N: 1024, r: 8, p: 1, ...changes.params },
      salt: salt.toString('base64'),
      ...changes.kdf,
    },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64'), ...changes.cipher },
    ciphertext: changes.ciphertext ?? Buffer.from(secretbox(key, nonce).seal(pkcs8)).toString('base64'),
  };
  return renderPem(label, utf8Encode(JSON.stringify(file)));
}

const message = utf8Encode('message');

describe('a key file of cosign', () => {
  for (const [name, pem] of [
    ['ECDSA P-256', ecdsaPem('P-256', 3)],
    ['Ed25519', ed25519Pem(3)],
  ] as const) {
    for (const label of [LABEL, 'ENCRYPTED COSIGN PRIVATE KEY']) {
      it(`signs as the ${name} key within, labelled ${label}`, () => {
        const file = keyFile(pem, {}, label);
        assert.ok(hasEncryptedPrivateKey(file));
        const [theirs, ours] = [parsePrivateKeyPem(file, PASSPHRASE), parsePrivateKeyPem(pem)];
        assert.deepEqual(theirs.publicKey, ours.publicKey);
        assert.deepEqual(theirs.sign(message), ours.sign(message));
      });
    }
  }

  it('needs its passphrase', () => {
    const file = keyFile(ed25519Pem(3));
    assert.throws(() => parsePrivateKeyPem(file), {
      code: 'INPUT_INVALID',
      message: /a passphrase is needed/,
    });
    assert.throws(() => parsePrivateKeyPem(file, 'wrong'), {
      code: 'INPUT_INVALID',
      message: /passphrase is wrong/,
    });
    assert.throws(() => parsePrivateKeyPem(file, ''), {
      code: 'INPUT_INVALID',
      message: /passphrase is wrong/,
    });
  });

  const refused: Readonly<Record<string, readonly [Changes, string, RegExp]>> = {
    'another key derivation': [{ kdf: { name: 'pbkdf2' } }, 'INPUT_INVALID', /received \["pbkdf2"/],
    'another cipher': [{ cipher: { name: 'aes' } }, 'INPUT_INVALID', /"aes"\]/],
    'a nonce that is too short': [
      { cipher: { nonce: 'AAAA' } },
      'INPUT_INVALID',
      /nonce of 24 bytes, received 3/,
    ],
    'a nonce that is not base64': [{ cipher: { nonce: '!' } }, 'INPUT_INVALID', /not strict base64/],
    'an N that is no power of two': [{ params: { N: 1000 } }, 'INPUT_INVALID', /N is 1000/],
    'an N of one': [{ params: { N: 1 } }, 'INPUT_INVALID', /N is 1,/],
    'a negative N': [{ params: { N: -1024 } }, 'INPUT_INVALID', /malformed at \/kdf\/params\/N/],
    'a fraction': [{ params: { r: 1.5 } }, 'INPUT_INVALID', /malformed at \/kdf\/params\/r/],
    'more memory than is spent on a key': [
      { params: { N: SCRYPT_MEMORY_MAX / 512 } },
      'LIMIT_EXCEEDED',
      /N=/,
    ],
    'more work than is spent on a key': [
      { params: { p: SCRYPT_WORK_MAX / 8192 + 1 } },
      'LIMIT_EXCEEDED',
      /p=513/,
    ],
    'a damaged ciphertext': [{ ciphertext: 'AAAA' }, 'INPUT_INVALID', /the key damaged/],
  };
  for (const [what, [changes, code, message]] of Object.entries(refused)) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => parsePrivateKeyPem(keyFile(ed25519Pem(3), changes), PASSPHRASE), { code, message });
    });
  }

  it('takes the most memory that it may ask for', () => {
    // Right parameters but for the key that they lead to: it is tried, and found wrong.
    const file = keyFile(ed25519Pem(3), { params: { N: 2 ** 18, r: 8 } });
    assert.throws(() => parsePrivateKeyPem(file, PASSPHRASE), { message: /passphrase is wrong/ });
  });

  it('is refused when it is not JSON', () => {
    const pem = renderPem(LABEL, utf8Encode('{"kdf":'));
    assert.throws(() => parsePrivateKeyPem(pem, PASSPHRASE), { code: 'INPUT_INVALID' });
  });
});
