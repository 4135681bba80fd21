/** `trust check` through the real program. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { pack } from '../../fixtures/generate/vectors-archive.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { EKU, extendedKeyUsage, keyUsage, makeCa, makeCertificate } from '../helpers/certificates.ts';
import { makeEntry, makeList } from '../helpers/revocation-lists.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key } from '../helpers/test-keys.ts';
import { signedFiles } from '../helpers/timestamped-bundles.ts';

const folder = scratchFolder();
const [ROOT_KEY, CA_KEY, LEAF_KEY] = [ed25519Key(1), ed25519Key(2), ed25519Key(3)];
const ROOT = makeCa('root', ROOT_KEY);
const CA = makeCa('ca', CA_KEY, { name: 'root', key: ROOT_KEY });
const leaf = (recipe: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
  makeCertificate({
    key: LEAF_KEY,
    issuer: 'ca',
    signer: CA_KEY,
    serial: Uint8Array.of(9),
    notBefore: '2024-01-01T00:00:00Z',
    notAfter: '2025-12-31T00:00:00Z',
    extensions: [extendedKeyUsage([EKU.codeSigning]), keyUsage(0x80, 7)],
    ...recipe,
  });

function write(file: string, ...certificates: readonly Uint8Array[]): void {
  writeFileSync(join(folder, file), certificates.map((der) => renderPem('CERTIFICATE', der)).join(''));
}

before(() => {
  write('root.pem', ROOT);
  write('chain.pem', leaf(), CA);
  write('leaf.pem', leaf());
  write('tsa.pem', leaf({ extensions: [extendedKeyUsage([EKU.timeStamping], true)] }), CA);
  write('both-wrong.pem', leaf({ extensions: [], notAfter: '2024-06-01T00:00:00Z' }), CA);
  writeFileSync(join(folder, 'key.pub'), renderPem('PUBLIC KEY', ROOT_KEY.publicKey.spkiDer));
  writeFileSync(join(folder, 'root.crl'), makeList({ issuer: 'root', key: ROOT_KEY }));
  writeFileSync(join(folder, 'ca.crl'), makeList({ issuer: 'ca', key: CA_KEY }));
  const entries = [makeEntry({ serial: Uint8Array.of(9), reason: 4 })];
  writeFileSync(
    join(folder, 'revoked.crl'),
    renderPem('X509 CRL', makeList({ issuer: 'ca', key: CA_KEY, entries })),
  );
});

const AT = ['--at', '2025-01-15T00:00:00Z'];
const check = (...args: string[]) => runStellaJson(['trust', 'check', ...args], { cwd: folder });

describe('trust check', () => {
  test('accepts a chain, and shows its path and where the anchor came from', async () => {
    const { exit, document } = await check('chain.pem', '--trust-root', 'root.pem', ...AT);
    assert.equal(exit, 0, JSON.stringify(document));
    assert.equal(document.accepted, true);
    assert.equal(document.code, null);
    assert.equal(document.anchorSource, 'root.pem');
    assert.deepEqual(
      document.path.map(({ subject, faults }: { subject: string; faults: [] }) => [subject, faults]),
      [
        ['CN=leaf', []],
        ['CN=ca', []],
        ['CN=root', []],
      ],
    );
    assert.deepEqual(document.notEstablished, [
      'that the certificate was not revoked: no revocation list was checked',
    ]);
    assert.match(document.assumed.join(), /root\.pem.*--at/);
  });

  test('takes the flags before the file too', async () => {
    assert.equal((await check('--trust-root', 'root.pem', ...AT, 'chain.pem')).exit, 0);
  });

  test('says in a page what is wrong with each certificate of the path that came nearest', async () => {
    const { exit, stdout, stderr } = await runStella(
      ['trust', 'check', 'both-wrong.pem', '--trust-root', 'root.pem', ...AT],
      { cwd: folder },
    );
    assert.equal(exit, 6);
    assert.match(
      stdout,
      /^NOT ACCEPTED: both-wrong\.pem, for code-signing, at 2025-01-15T00:00:00Z \(CERTIFICATE_EXPIRED\)/,
    );
    assert.match(stdout, /1 {2}CN=leaf\n {3}issued by CN=ca\n/);
    assert.match(stdout, /CERTIFICATE_EXPIRED: it was valid until 2024-06-01T00:00:00Z/);
    assert.match(stdout, /CERTIFICATE_USAGE: it lacks the extended key usage code signing/);
    assert.match(stderr, /^error: CERTIFICATE_EXPIRED/);
  });

  test('tells its verdicts apart', async () => {
    const verdicts: readonly (readonly [string, readonly string[]])[] = [
      ['CERTIFICATE_UNTRUSTED', ['leaf.pem', ...AT]],
      ['CERTIFICATE_EXPIRED', ['chain.pem', '--at', '2026-01-01T00:00:00Z']],
      ['CERTIFICATE_NOT_YET_VALID', ['chain.pem', '--at', '2023-01-01T00:00:00Z']],
      ['CERTIFICATE_USAGE', ['tsa.pem', ...AT]],
      ['CERTIFICATE_USAGE', ['chain.pem', '--purpose', 'time-stamping', ...AT]],
    ];
    for (const [code, args] of verdicts) {
      const { exit, document } = await check(...args, '--trust-root', 'root.pem');
      assert.deepEqual([exit, document.accepted, document.code, document.error.code], [6, false, code, code]);
    }
  });

  test('accepts for the purpose that is named, and for any', async () => {
    assert.equal(
      (await check('tsa.pem', '--purpose', 'time-stamping', '--trust-root', 'root.pem', ...AT)).exit,
      0,
    );
    assert.equal((await check('tsa.pem', '--purpose', 'any', '--trust-root', 'root.pem', ...AT)).exit, 0);
    assert.equal(
      (await check('tsa.pem', '--purpose', 'breakfast', '--trust-root', 'root.pem', ...AT)).exit,
      2,
    );
  });

  test('holds the chain against revocation lists', async () => {
    const withLists = (...lists: string[]) =>
      check('chain.pem', '--trust-root', 'root.pem', ...AT, ...lists.flatMap((file) => ['--crl', file]));
    const clean = await withLists('root.crl', 'ca.crl');
    assert.equal(clean.exit, 0, JSON.stringify(clean.document));
    assert.equal(clean.document.revocation.asOf, '2025-01-01T00:00:00Z');
    assert.match(clean.document.established.join(), /was not revoked as of 2025-01-01/);
    assert.match(
      clean.document.established.join(),
      /which is trusted, vouches for .* over a path of \d certificates/,
    );
    assert.match(clean.document.established.join(), /may be used for signing code/);
    const partly = await withLists('ca.crl');
    assert.equal(partly.exit, 0);
    assert.deepEqual(partly.document.revocation.uncovered, ['CN=ca']);
    const revoked = await withLists('root.crl', 'revoked.crl');
    assert.equal(revoked.exit, 6);
    assert.equal(revoked.document.error.details.revoked.subject, 'CN=leaf');
    const strict = await check(
      'chain.pem',
      '--trust-root',
      'root.pem',
      ...AT,
      '--crl',
      'ca.crl',
      '--require-crl',
    );
    assert.equal(strict.exit, 6);
  });

  test('says so when the trust root is at fault, and not what it was to judge', async () => {
    mkdirSync(join(folder, 'none'));
    const empty = await check('chain.pem', '--trust-root', 'none', ...AT);
    assert.deepEqual([empty.exit, empty.document.error.code], [6, 'TRUST_ROOT_MISSING']);
    assert.match(empty.document.error.message, /the folder "none" has no trust root in it/);
    writeFileSync(join(folder, 'certified.tar.gz'), pack(signedFiles()));
    writeFileSync(join(folder, 'broken.pem'), renderPem('CERTIFICATE', ROOT.with(4, 0x31)));
    const broken = [
      await check('chain.pem', '--trust-root', 'broken.pem', ...AT),
      await runStellaJson(['trust', 'add', 'broken.pem'], { cwd: folder }),
      await runStellaJson(['proof', 'verify', '--bundle', 'certified.tar.gz', '--trust-root', 'broken.pem'], {
        cwd: folder,
      }),
    ];
    for (const { exit, document } of broken) {
      assert.deepEqual([exit, document.error.code], [4, 'INPUT_INVALID']);
      assert.match(document.error.message, /^the trust root broken\.pem: /);
    }
  });

  test('needs a certificate to trust, and a chain to check', async () => {
    const none = await check('chain.pem', ...AT);
    assert.deepEqual([none.exit, none.document.error.code], [6, 'TRUST_ROOT_MISSING']);
    const onlyKey = await check('chain.pem', '--trust-root', 'key.pub', ...AT);
    assert.deepEqual([onlyKey.exit, onlyKey.document.error.code], [6, 'TRUST_ROOT_MISSING']);
    const noChain = await check('key.pub', '--trust-root', 'root.pem', ...AT);
    assert.deepEqual([noChain.exit, noChain.document.error.code], [4, 'INPUT_INVALID']);
    const missing = await check('none.pem', '--trust-root', 'root.pem', ...AT);
    assert.deepEqual([missing.exit, missing.document.error.code], [3, 'INPUT_MISSING']);
  });
});
