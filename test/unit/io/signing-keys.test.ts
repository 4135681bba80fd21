import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { generateKeyPair } from '../../../src/io/key-generation.ts';
import { readSigner } from '../../../src/io/signing-keys.ts';
import { scratchFolder } from '../../helpers/run-stella.ts';
import { ed25519Pem } from '../../helpers/test-keys.ts';

const folder = scratchFolder();
const [plain, encrypted] = [join(folder, 'plain.pem'), join(folder, 'encrypted.pem')];
const pair = generateKeyPair('ed25519', 'secret');
writeFileSync(plain, ed25519Pem(1));
writeFileSync(encrypted, pair.privateKeyPem);

describe('readSigner', () => {
  it('asks for the passphrase of an encrypted key, by its file, when none was given', async () => {
    const asked: string[] = [];
    const askPassphrase = (path: string) => {
      asked.push(path);
      return Promise.resolve('secret');
    };
    const { key } = await readSigner({
      key: encrypted,
      certificate: null,
      passphrase: undefined,
      askPassphrase,
    });
    assert.deepEqual(key.publicKey, pair.publicKey);
    assert.deepEqual(asked, [encrypted]);
  });

  it('asks for nothing that it has, or does not need', async () => {
    const askPassphrase = () => Promise.reject(new Error('nobody is to be asked'));
    await readSigner({ key: encrypted, certificate: null, passphrase: 'secret', askPassphrase });
    await readSigner({ key: plain, certificate: null, passphrase: undefined, askPassphrase });
  });

  it('says how to give the passphrase where there is nobody to ask', async () => {
    const askPassphrase = () => Promise.resolve(undefined);
    await assert.rejects(
      readSigner({ key: encrypted, certificate: null, passphrase: undefined, askPassphrase }),
      { code: 'INPUT_INVALID', message: /a passphrase is needed/, hint: /--passphrase-file/ },
    );
  });

  it('names the file of a key that it cannot use, and says what to do', async () => {
    const signer = { key: encrypted, certificate: null, passphrase: 'wrong' };
    await assert.rejects(readSigner(signer), {
      code: 'INPUT_INVALID',
      message: `the key ${JSON.stringify(encrypted)}: ENCRYPTED PRIVATE KEY: the passphrase is wrong, or the key damaged`,
      hint: /check the passphrase/,
    });
  });
});
