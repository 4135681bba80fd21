/** `proof timestamp`, and `proof verify` with timestamps and revocation lists, through the real program. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { TIMESTAMP_FILE } from '../../src/core/bundle/bundle-layout.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { openssl, opensslSkip } from '../helpers/openssl.ts';
import { CA_EXTENSIONS, OpensslCa, TSA_EXTENSIONS } from '../helpers/openssl-ca.ts';
import { makeEntry, makeList } from '../helpers/revocation-lists.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import {
  CA,
  CA_KEY,
  SIGNER_SERIAL,
  signedFiles,
  timestampedFiles,
  tsa,
} from '../helpers/timestamped-bundles.ts';

const folder = scratchFolder();
const path = (file: string) => join(folder, file);
const LATER = '2031-06-01T00:00:00Z';
const THEN = '2025-01-20T00:00:00Z';

before(() => {
  writeFileSync(path('bundle.tar.gz'), packBundle(signedFiles()));
  writeFileSync(path('timestamped.tar.gz'), packBundle(timestampedFiles()));
  writeFileSync(path('answer.tsr'), timestampedFiles().get(TIMESTAMP_FILE) ?? '');
  writeFileSync(path('other.tsr'), timestampedFiles({ over: utf8Encode('x') }).get(TIMESTAMP_FILE) ?? '');
  writeFileSync(path('ca.pem'), renderPem('CERTIFICATE', CA));
  writeFileSync(path('tsa-root.pem'), renderPem('CERTIFICATE', tsa.root));
});

const timestamp = (...args: string[]) =>
  runStella(['proof', 'timestamp', '--bundle', 'bundle.tar.gz', ...args], { cwd: folder });
const verify = (bundle: string, ...args: string[]) =>
  runStellaJson(['proof', 'verify', '--bundle', bundle, ...args], { cwd: folder });
const ROOTS = ['--trust-root', 'ca.pem', '--trust-root', 'tsa-root.pem'];

describe('proof timestamp --request', () => {
  test('writes a query, another one each time, and never over a file', async () => {
    const first = await timestamp('--request', 'query.tsq');
    assert.equal(first.exit, 0, first.stderr);
    assert.match(first.stdout, /application\/timestamp-query/);
    const query = readFileSync(path('query.tsq'));
    const again = await timestamp('--request', 'query.tsq', '--format', 'json');
    assert.equal(again.exit, 5);
    assert.equal(JSON.parse(again.stdout).error.code, 'OUTPUT_EXISTS');
    assert.equal((await timestamp('--request', 'query.tsq', '--force')).exit, 0);
    assert.notDeepEqual(readFileSync(path('query.tsq')), query);
  });

  test('writes to standard output for -, and the summary elsewhere', async () => {
    const { exit, stdout, stderr } = await timestamp('--request', '-');
    assert.equal(exit, 0);
    assert.ok(stdout.startsWith('0'));
    assert.match(stderr, /query/);
  });

  test('needs one of --request and --attach, and --output with the latter', async () => {
    for (const args of [
      [],
      ['--request', 'a', '--attach', 'b', '--output', 'c'],
      ['--attach', 'answer.tsr'],
      ['--request', 'a', '--output', 'c'],
    ])
      assert.equal((await timestamp(...args)).exit, 2, args.join(' '));
  });

  test('says when the bundle is not there', async () => {
    const run = await runStella(['proof', 'timestamp', '--bundle', 'none.tar.gz', '--request', 'a'], {
      cwd: folder,
    });
    assert.equal(run.exit, 3);
    assert.match(run.stderr, /BUNDLE_NOT_FOUND/);
  });
});

describe('proof timestamp --attach', () => {
  test('puts the answer into the bundle, byte for byte as it was made elsewhere', async () => {
    const run = await timestamp(
      '--attach',
      'answer.tsr',
      '--output',
      'a.tar.gz',
      '--trust-root',
      'tsa-root.pem',
      '--format',
      'json',
    );
    assert.equal(run.exit, 0, run.stderr);
    const { time, authority, trusted } = JSON.parse(run.stdout);
    assert.deepEqual(
      { time, authority, trusted },
      { time: '2025-01-15T00:00:00Z', authority: 'CN=TSA', trusted: true },
    );
    assert.deepEqual(readFileSync(path('a.tar.gz')), readFileSync(path('timestamped.tar.gz')));
  });

  test('says that the authority was not checked where no root is given', async () => {
    const run = await timestamp('--attach', 'answer.tsr', '--output', 'b.tar.gz');
    assert.equal(run.exit, 0, run.stderr);
    assert.match(run.stdout, /trusted +not checked/);
  });

  test('refuses an answer to another query, or by another authority, and writes nothing', async () => {
    for (const args of [
      ['--attach', 'other.tsr'],
      ['--attach', 'answer.tsr', '--trust-root', 'ca.pem'],
      ['--attach', 'answer.tsr', '--query', 'nonce.tsq'],
      ['--attach', 'bundle.tar.gz'],
    ]) {
      if (args.includes('nonce.tsq')) await timestamp('--request', 'nonce.tsq', '--force');
      const run = await timestamp(...args, '--output', 'refused.tar.gz', '--format', 'json');
      assert.equal(run.exit, 1, run.stdout);
      assert.equal(JSON.parse(run.stdout).error.code, 'TIMESTAMP_INVALID');
      assert.equal(existsSync(path('refused.tar.gz')), false);
    }
  });
});

describe('proof verify', () => {
  test('takes an expired certificate when a timestamp dates its signature', async () => {
    const { exit, document } = await verify('timestamped.tar.gz', ...ROOTS, '--at', LATER);
    assert.equal(exit, 0, JSON.stringify(document));
    assert.ok(document.established.some((line: string) => /existed at 2025-01-15T00:00:00Z/.test(line)));
    const bare = await verify('bundle.tar.gz', ...ROOTS, '--at', LATER);
    assert.equal(bare.exit, 6);
    assert.equal(bare.document.error.code, 'CERTIFICATE_EXPIRED');
  });

  test('fails with a timestamp that nobody vouches for', async () => {
    const { exit, document } = await verify('timestamped.tar.gz', '--trust-root', 'ca.pem', '--at', THEN);
    assert.equal(exit, 1);
    assert.equal(document.error.code, 'TIMESTAMP_INVALID');
    assert.equal(document.error.details.chain.code, 'CERTIFICATE_UNTRUSTED');
  });

  test('holds the chain against revocation lists, which may be PEM or DER', async () => {
    const list = { issuer: 'signing root', key: CA_KEY, thisUpdate: '2025-01-16T00:00:00Z' };
    writeFileSync(path('clean.crl'), makeList(list));
    const entries = [makeEntry({ serial: SIGNER_SERIAL, reason: 1, revokedAt: '2025-01-16T00:00:00Z' })];
    writeFileSync(path('revoked.crl'), renderPem('X509 CRL', makeList({ ...list, entries })));
    const clean = await verify(
      'bundle.tar.gz',
      ...ROOTS,
      '--at',
      THEN,
      '--crl',
      'clean.crl',
      '--require-crl',
    );
    assert.equal(clean.exit, 0, JSON.stringify(clean.document));
    assert.ok(clean.document.established.some((line: string) => /not revoked as of 2025-01-16/.test(line)));
    const revoked = await verify('bundle.tar.gz', ...ROOTS, '--at', THEN, '--crl', 'revoked.crl');
    assert.equal(revoked.exit, 6);
    assert.equal(revoked.document.error.code, 'CERTIFICATE_UNTRUSTED');
    assert.equal(revoked.document.error.details.revoked.reason, 'keyCompromise');
  });

  test('says when a revocation list is not there, or is none', async () => {
    const missing = await verify('bundle.tar.gz', ...ROOTS, '--crl', 'none.crl');
    assert.deepEqual([missing.exit, missing.document.error.code], [3, 'INPUT_MISSING']);
    const wrong = await verify('bundle.tar.gz', ...ROOTS, '--crl', 'ca.pem');
    assert.deepEqual([wrong.exit, wrong.document.error.code], [4, 'INPUT_INVALID']);
    assert.equal((await verify('bundle.tar.gz', ...ROOTS, '--require-crl')).exit, 2);
  });
});

test('the whole way with openssl as authority', { skip: opensslSkip() }, async () => {
  const ca = new OpensslCa(folder);
  ca.issue('authority-root', { key: 'rsa', by: 'authority-root', extensions: CA_EXTENSIONS });
  ca.issue('authority', { key: 'p256', by: 'authority-root', extensions: TSA_EXTENSIONS });
  const config = `[tsa]\ndefault_tsa = own\n[own]\nserial = tsa.serial\nsigner_cert = authority.pem\nsigner_key = authority.key
signer_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n`;
  writeFileSync(path('tsa.cnf'), config);
  writeFileSync(path('tsa.serial'), '01\n');
  assert.equal((await timestamp('--request', 'real.tsq')).exit, 0);
  openssl(folder, 'ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'real.tsq', '-out', 'real.tsr');
  const attached = await timestamp(
    ...[
      '--attach',
      'real.tsr',
      '--query',
      'real.tsq',
      '--trust-root',
      'authority-root.pem',
      '--output',
      'real.tar.gz',
    ],
  );
  assert.equal(attached.exit, 0, attached.stderr);
  const roots = ['--trust-root', 'ca.pem', '--trust-root', 'authority-root.pem'];
  const { document } = await verify('real.tar.gz', ...roots, '--at', THEN);
  // openssl stamps with today's date, at which the signing certificate has expired: the time counts, not --at.
  assert.equal(document.error.code, 'CERTIFICATE_EXPIRED');
  const timestampCheck = document.checks.find(({ name }: { name: string }) => name === 'timestamp');
  assert.equal(timestampCheck.status, 'pass');
});
