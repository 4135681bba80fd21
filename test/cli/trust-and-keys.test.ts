import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openssl, opensslSkip } from '../helpers/openssl.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();

function newHome() {
  return { cwd: folder, env: { STELLA_HOME: scratchFolder() } };
}

async function newKey(name: string, ...more: string[]): Promise<{ keyid: string }> {
  const { exit, stdout, stderr } = await runStella(
    ['key', 'generate', '--output', name, '--format', 'json', ...more],
    newHome(),
  );
  assert.equal(exit, 0, stderr);
  return JSON.parse(stdout);
}

describe('stella key generate', () => {
  it('writes the private key for its owner alone, and the public key beside it', async () => {
    await newKey('a.key');
    assert.equal(statSync(join(folder, 'a.key')).mode & 0o777, 0o600);
    assert.match(readFileSync(join(folder, 'a.key'), 'utf8'), /^-----BEGIN PRIVATE KEY-----/);
    assert.match(readFileSync(join(folder, 'a.key.pub'), 'utf8'), /^-----BEGIN PUBLIC KEY-----/);
  });

  it('does not replace a key unless it is forced', async () => {
    await newKey('b.key');
    const before = readFileSync(join(folder, 'b.key'), 'utf8');
    const refused = await runStella(['key', 'generate', '--output', 'b.key'], newHome());
    assert.deepEqual([refused.exit, /OUTPUT_EXISTS/.test(refused.stderr)], [5, true]);
    assert.equal(readFileSync(join(folder, 'b.key'), 'utf8'), before);
    await newKey('b.key', '--force');
    assert.notEqual(readFileSync(join(folder, 'b.key'), 'utf8'), before);
  });

  it('does not replace a public key either', async () => {
    writeFileSync(join(folder, 'c.key.pub'), 'precious');
    assert.equal((await runStella(['key', 'generate', '--output', 'c.key'], newHome())).exit, 5);
    assert.equal(readdirSync(folder).includes('c.key'), false);
  });

  it("installs the store's own key", async () => {
    const home = newHome();
    const { exit } = await runStella(['key', 'generate', '--default', '--algorithm', 'ecdsa-p256'], home);
    assert.equal(exit, 0);
    const path = join(home.env.STELLA_HOME, 'keys/default.pem');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal((await runStella(['key', 'generate', '--default'], home)).exit, 5);
  });

  it('exits 2 when nothing says where the key should go', async () => {
    assert.equal((await runStella(['key', 'generate'], newHome())).exit, 2);
  });

  it('makes keys that openssl reads, encrypted with the passphrase when there is one', {
    skip: opensslSkip(),
  }, async () => {
    writeFileSync(join(folder, 'passphrase'), 'open sesame\n');
    for (const algorithm of ['ed25519', 'ecdsa-p256']) {
      await newKey(`o-${algorithm}`, '--algorithm', algorithm, '--passphrase-file', 'passphrase');
      const pub = openssl(folder, 'pkey', '-in', `o-${algorithm}`, '-passin', 'pass:open sesame', '-pubout');
      assert.equal(pub, readFileSync(join(folder, `o-${algorithm}.pub`), 'utf8'));
    }
  });
});

describe('stella trust', () => {
  it('adds, lists and removes roots, by a prefix that is long enough', async () => {
    const home = newHome();
    const { keyid } = await newKey('root.key');
    const added = await runStellaJson(['trust', 'add', 'root.key.pub'], home);
    assert.deepEqual(
      added.document.added.map((root: { fingerprint: string; isNew: boolean }) => [
        root.fingerprint,
        root.isNew,
      ]),
      [[keyid, true]],
    );
    assert.equal(
      (await runStellaJson(['trust', 'add', 'root.key.pub'], home)).document.added[0].isNew,
      false,
    );
    assert.deepEqual(readdirSync(join(home.env.STELLA_HOME, 'trust')), [`${keyid}.pem`]);
    const listed = await runStellaJson(['trust', 'list'], home);
    assert.deepEqual(
      listed.document.trustRoots.map(({ fingerprint }: { fingerprint: string }) => fingerprint),
      [keyid],
    );
    assert.equal((await runStella(['trust', 'remove', keyid.slice(0, 7)], home)).exit, 2);
    assert.equal((await runStella(['trust', 'remove', 'ffffffff00'], home)).exit, 3);
    assert.equal((await runStella(['trust', 'remove', keyid.slice(0, 8).toUpperCase()], home)).exit, 0);
    assert.deepEqual(readdirSync(join(home.env.STELLA_HOME, 'trust')), []);
    assert.deepEqual((await runStellaJson(['trust', 'list'], home)).document.trustRoots, []);
  });

  it('refuses a file that holds a private key, and one that is not there', async () => {
    const home = newHome();
    await newKey('secret.key');
    assert.equal((await runStella(['trust', 'add', 'secret.key'], home)).exit, 4);
    assert.equal((await runStella(['trust', 'add', 'nowhere.pem'], home)).exit, 3);
    assert.deepEqual((await runStellaJson(['trust', 'list'], home)).document.trustRoots, []);
  });

  it('of an empty store lists nobody', async () => {
    const { exit, stdout } = await runStella(['trust', 'list'], newHome());
    assert.deepEqual([exit, /trusts nobody/.test(stdout)], [0, true]);
  });
});
