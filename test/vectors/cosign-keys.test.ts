/** cosign's key files, written by libsodium: its scrypt and its secretbox know nothing of ours. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { secretbox } from '@noble/ciphers/salsa.js';
import { hexDecode, hexEncode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { parsePrivateKeyPem } from '../../src/core/keys/private-key.ts';
import { scratchFolder } from '../helpers/run-stella.ts';
import { ecdsaPem, ed25519Pem } from '../helpers/test-keys.ts';

const maker = fileURLToPath(new URL('../helpers/make_cosign_key.py', import.meta.url));
const skip = spawnSync('python3', [maker]).status === 0 ? false : 'no python3 with libsodium on this machine';

function keyFile(pem: string, label: string, n: number): string {
  const path = join(scratchFolder(), 'key.der');
  writeFileSync(path, createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }));
  const { stdout, status } = spawnSync('python3', [maker, path, 'pässword', label, String(n)], {
    encoding: 'utf8',
  });
  assert.equal(status, 0);
  return stdout;
}

describe('a key file by libsodium', { skip }, () => {
  for (const [name, pem] of [
    ['P-256', ecdsaPem('P-256', 4)],
    ['P-384', ecdsaPem('P-384', 4)],
    ['Ed25519', ed25519Pem(4)],
  ] as const) {
    it(`signs as the ${name} key within`, () => {
      const file = keyFile(pem, 'ENCRYPTED SIGSTORE PRIVATE KEY', 4096);
      const message = utf8Encode('message');
      assert.deepEqual(
        parsePrivateKeyPem(file, 'pässword').sign(message),
        parsePrivateKeyPem(pem).sign(message),
      );
      assert.throws(() => parsePrivateKeyPem(file, 'password'), { code: 'INPUT_INVALID' });
    });
  }

  it('opens with the parameters that cosign writes, under its older label too', () => {
    const file = keyFile(ecdsaPem('P-256', 5), 'ENCRYPTED COSIGN PRIVATE KEY', 65_536);
    assert.deepEqual(
      parsePrivateKeyPem(file, 'pässword').publicKey,
      parsePrivateKeyPem(ecdsaPem('P-256', 5)).publicKey,
    );
  });
});

describe('secretbox', () => {
  it('opens the box of NaCl’s own test', () => {
    const key = hexDecode('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389');
    const nonce = hexDecode('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37');
    const box = hexDecode(
      'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5',
    );
    assert.match(
      hexEncode(secretbox(key, nonce).open(box)),
      /^be075fc53c81f2d5cf141316ebeb0c7b.*3848645e0705$/,
    );
  });
});
