import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { makeCa } from '../helpers/certificates.ts';
import { makeEnvelope, makeSigner, withCert } from '../helpers/envelopes.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { makeBundle } from '../helpers/sigstore-bundles.ts';
import { ARTIFACT, IDENTITY, STATEMENT, trustedRoot } from '../helpers/sigstore-instance.ts';
import { ecdsaKey, ed25519Key } from '../helpers/test-keys.ts';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const [alice, bob, eve] = [ed25519Key(60), ecdsaKey('P-256', 60), ed25519Key(61)];
const publicPem = (key: typeof alice) => renderPem('PUBLIC KEY', key.publicKey.spkiDer);
const root = makeCa('root', eve);

const files: Readonly<Record<string, string | Uint8Array>> = {
  'alice.pub': publicPem(alice),
  'both.pem': publicPem(alice) + publicPem(bob),
  'root.pem': renderPem('CERTIFICATE', root),
  'envelope.json': JSON.stringify(makeEnvelope([alice])),
  'pretty.json': JSON.stringify(makeEnvelope([alice, bob]), null, 2),
  'lines.jsonl': `${[alice, bob].map((key) => JSON.stringify(makeEnvelope([key]))).join('\n')}\n`,
  'certified.json': JSON.stringify(
    withCert(makeEnvelope([bob]), makeSigner(bob, { name: 'root', key: eve })),
  ),
  'bytes.json': JSON.stringify(makeEnvelope([alice], utf8Encode('\u001b[31mred'), 'text/plain')),
  artifact: ARTIFACT,
  'other-artifact': 'another',
  'bundle.sigstore.json': JSON.stringify(makeBundle()),
  'message.sigstore.json': JSON.stringify(makeBundle({ content: 'message' })),
  'trusted_root.json': JSON.stringify(trustedRoot()),
};
for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content);

const envelope = (name: string, ...flags: readonly string[]) => [
  'proof',
  'envelope',
  path(name),
  ...flags.map((flag) => (flag in files ? path(flag) : flag)),
];
const sigstore = [
  '--trusted-root',
  'trusted_root.json',
  '--certificate-identity',
  IDENTITY.subject,
  '--certificate-oidc-issuer',
  IDENTITY.issuer,
];

describe('stella proof envelope', () => {
  it('verifies an attestation, and shows its statement', async () => {
    const { exit, stdout, stderr } = await runStella(
      envelope('envelope.json', '--trust-root', 'alice.pub', '--artifact', 'artifact'),
    );
    assert.equal(exit, 0);
    assert.match(stdout, /^Verified OK: .*envelope\.json, DSSE envelope\n/);
    assert.match(stdout, /predicate +https:\/\/slsa\.dev\/provenance\/v1/);
    assert.match(stdout, /artifact +pass/);
    assert.equal(stderr, '');
  });

  it('gives the statement as JSON, and the same as YAML', async () => {
    const args = envelope('envelope.json', '--trust-root', 'alice.pub', '--at', '2025-06-01T00:00:00Z');
    const { exit, document } = await runStellaJson(args);
    assert.equal(exit, 0);
    const { _type: type, ...statement } = STATEMENT;
    assert.deepEqual(document.proven.statement, { type, ...statement });
    assert.deepEqual(document.proven.signers[0].keyid, alice.publicKey.keyid);
    const yaml = await runStella([...args, '--output', 'yaml']);
    assert.deepEqual(parse(yaml.stdout), document);
  });

  it('reads standard input', async () => {
    const run = await runStella(['proof', 'envelope', '-', '--trust-root', path('alice.pub')], {
      input: files['envelope.json'] ?? '',
    });
    assert.equal(run.exit, 0, run.stderr);
  });

  it('never lets a payload reach the terminal as it is', async () => {
    const table = await runStella(envelope('bytes.json', '--trust-root', 'alice.pub'));
    assert.equal(table.exit, 0);
    assert.doesNotMatch(table.stdout, /\u001b|31mred/);
    const { document } = await runStellaJson(envelope('bytes.json', '--trust-root', 'alice.pub'));
    assert.equal(Buffer.from(document.proven.payload, 'base64').toString(), '\u001b[31mred');
  });

  it('counts different keys', async () => {
    const two = await runStella(envelope('pretty.json', '--trust-root', 'both.pem', '--threshold', '2'));
    assert.equal(two.exit, 0, two.stderr);
    const one = await runStellaJson(
      envelope('envelope.json', '--trust-root', 'both.pem', '--threshold', '2'),
    );
    assert.equal(one.exit, 6);
    assert.deepEqual([one.document.error.details.found, one.document.error.details.required], [1, 2]);
  });

  it('verifies with a certificate, at the time that is given', async () => {
    const args = envelope('certified.json', '--trust-root', 'root.pem');
    assert.equal((await runStella([...args, '--at', '2025-06-01T00:00:00Z'])).exit, 0);
    const late = await runStellaJson([...args, '--at', '2055-06-01T00:00:00Z']);
    assert.equal(late.document.error.code, 'CERTIFICATE_EXPIRED');
  });

  it('gives a row for each line, and exits 1 when one fails', async () => {
    const both = await runStellaJson(envelope('lines.jsonl', '--trust-root', 'both.pem'));
    assert.equal(both.exit, 0);
    assert.equal(both.document.verifications.length, 2);
    const one = await runStella(envelope('lines.jsonl', '--trust-root', 'alice.pub'));
    assert.equal(one.exit, 1);
    assert.match(one.stdout, /1 +DSSE envelope +verified.*\n.*2 +DSSE envelope +KEY_UNKNOWN/);
  });

  it('verifies a Sigstore bundle', async () => {
    const run = await runStellaJson(envelope('bundle.sigstore.json', ...sigstore, '--artifact', 'artifact'));
    assert.equal(run.exit, 0, run.stdout);
    assert.equal(run.document.format, 'Sigstore bundle 0.3');
    assert.equal(run.document.proven.logEntries[0].log, 'rekor.example');
    const message = await runStella(envelope('message.sigstore.json', ...sigstore, '--artifact', 'artifact'));
    assert.equal(message.exit, 0, message.stderr);
    assert.match(message.stdout, new RegExp(`signed by +${IDENTITY.subject}`));
  });

  const failures: Readonly<Record<string, readonly [readonly string[], number, string]>> = {
    'another artifact': [
      envelope('envelope.json', '--trust-root', 'alice.pub', '--artifact', 'other-artifact'),
      1,
      'SUBJECT_MISMATCH',
    ],
    'another predicate type': [
      envelope('envelope.json', '--trust-root', 'alice.pub', '--type', 'x'),
      1,
      'SUBJECT_MISMATCH',
    ],
    'a swapped artifact under a signature': [
      envelope('message.sigstore.json', ...sigstore, '--artifact', 'other-artifact'),
      1,
      'SUBJECT_MISMATCH',
    ],
    'no trust root': [envelope('envelope.json'), 6, 'TRUST_ROOT_MISSING'],
    'no trusted root for a certificate': [
      envelope('bundle.sigstore.json', ...sigstore.slice(2)),
      6,
      'TRUST_ROOT_MISSING',
    ],
    'no identity for a certificate': [
      envelope('bundle.sigstore.json', '--trusted-root', 'trusted_root.json'),
      2,
      'USAGE',
    ],
    'an identity without its issuer': [envelope('bundle.sigstore.json', ...sigstore.slice(0, 4)), 2, 'USAGE'],
    'a signature over an artifact that is not given': [
      envelope('message.sigstore.json', ...sigstore),
      2,
      'USAGE',
    ],
    'a trusted root for a bare envelope': [
      envelope('envelope.json', '--trust-root', 'alice.pub', '--trusted-root', 'trusted_root.json'),
      2,
      'USAGE',
    ],
    'a threshold of none': [
      envelope('envelope.json', '--trust-root', 'alice.pub', '--threshold', '0'),
      2,
      'USAGE',
    ],
    'an artifact that is not there': [
      envelope('envelope.json', '--trust-root', 'alice.pub', '--artifact', '/nowhere'),
      3,
      'INPUT_MISSING',
    ],
    'a file that is not there': [
      ['proof', 'envelope', '/nowhere', '--trust-root', path('alice.pub')],
      3,
      'INPUT_MISSING',
    ],
    'a file that is no envelope': [
      envelope('trusted_root.json', '--trust-root', 'alice.pub'),
      4,
      'INPUT_INVALID',
    ],
    'a trusted root that is none': [
      envelope('bundle.sigstore.json', '--trusted-root', 'envelope.json', ...sigstore.slice(2)),
      4,
      'UNSUPPORTED_VERSION',
    ],
  };
  for (const [what, [args, exit, code]] of Object.entries(failures)) {
    it(`exits ${exit} with ${code} for ${what}`, async () => {
      const run = await runStellaJson(args);
      assert.equal(run.document.error.code, code);
      assert.equal(run.exit, exit);
      assert.ok(!run.document.proven);
    });
  }

  it('opens no connection', async () => {
    const run = await runStella(
      envelope('bundle.sigstore.json', ...sigstore, '--artifact', 'artifact', '--offline'),
    );
    assert.equal(run.exit, 0, run.stderr);
  });

  it('hints at nothing that would make a failure pass', async () => {
    for (const [args] of Object.values(failures)) {
      const { stderr } = await runStella(args);
      assert.doesNotMatch(stderr, /hint:.*(?:leave .* out|without --|ignore|skip)/);
    }
  });
});
