/** What the real program prints as JSON is what `schemas/results/` says that it prints, whether the answer is yes, no or none. */
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RESULT_SHAPES, resultSchemaName } from '../../scripts/result-shapes.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { ownVector } from '../helpers/bundle-vectors.ts';
import { EKU, extendedKeyUsage, makeCa, makeCertificate } from '../helpers/certificates.ts';
import { makeEnvelope } from '../helpers/envelopes.ts';
import { type PreparedHome, prepareHome, SAMPLE_SBOM } from '../helpers/prepared-home.ts';
import { makeList } from '../helpers/revocation-lists.ts';
import { projectRoot, runStella } from '../helpers/run-stella.ts';
import { makeBundle } from '../helpers/sigstore-bundles.ts';
import { IDENTITY, trustedRoot } from '../helpers/sigstore-instance.ts';
import { ed25519Key } from '../helpers/test-keys.ts';
import { CA, signedFiles, timestampedFiles, tsa } from '../helpers/timestamped-bundles.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const schemaOf = (file: string) =>
  JSON.parse(readFileSync(join(projectRoot, 'schemas/results', file), 'utf8')) as object;
const failure = ajv.compile(schemaOf('error.v1.schema.json'));
const validators = new Map(
  Object.keys(RESULT_SHAPES).map((command) => [command, ajv.compile(schemaOf(resultSchemaName(command)))]),
);
const answered = new Set<string>();
let prepared: PreparedHome;

const at = (name: string) => join(prepared.folder, name);
const write = (name: string, content: string | Uint8Array) => writeFileSync(at(name), content);
const pem = (...ders: readonly Uint8Array[]) => ders.map((der) => renderPem('CERTIFICATE', der)).join('');

/** The words of a command line that name the command. */
function commandOf(args: readonly string[]): string {
  return args.slice(0, 2).join(' ');
}

/** Commands whose answers have no schema yet: each is one to write, and none may be added. */
const WITHOUT_SCHEMA = new Set([
  'audit bundles',
  'audit history',
  'audit log',
  'audit nondeterministic',
  'audit store',
  'completion candidates',
  'completion index',
  'config show',
  'explain',
  'offline prune',
  'offline rollback',
  'proof absent',
  'proof compare',
  'proof disclose',
  'scan delete',
  'scan hold',
  'scan import',
  'scan release',
  'score diff',
  'score root',
]);

/** Commands whose `--output` is a file. */
const WRITERS = new Set([
  'key generate',
  'offline build',
  'score bundle',
  'score bundle-export',
  'proof timestamp',
]);

// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
async function run(args: readonly string[]): Promise<{ exit: number | null; document: any }> {
  const format = WRITERS.has(commandOf(args)) ? '--format' : '--output';
  const { exit, stdout } = await runStella([...args, format, 'json', '--offline'], {
    cwd: prepared.folder,
    env: { STELLA_HOME: prepared.home },
  });
  return { exit, document: JSON.parse(stdout) };
}

/** Runs a command and holds its answer against the command's schema; gives the answer. */
// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
async function answer(exit: number, ...args: string[]): Promise<any> {
  const command = commandOf(args);
  const received = await run(args);
  assert.equal(received.exit, exit, JSON.stringify(received.document));
  const validate = validators.get(command);
  assert.ok(validate, `${command} has no schema: add its shape to scripts/result-shapes/`);
  assert.ok(validate(received.document), `${args.join(' ')}: ${ajv.errorsText(validate.errors)}`);
  answered.add(command);
  return received.document;
}

before(async () => {
  prepared = await prepareHome();
  const [rootKey, leafKey] = [ed25519Key(1), ed25519Key(2)];
  write('root.pem', pem(makeCa('root', rootKey)));
  write('empty.crl', makeList({ issuer: 'root', key: rootKey }));
  const recipe = { key: leafKey, issuer: 'root', signer: rootKey };
  write('chain.pem', pem(makeCertificate({ ...recipe, extensions: [extendedKeyUsage([EKU.codeSigning])] })));
  write('bad-chain.pem', pem(makeCertificate({ ...recipe, notAfter: '2021-01-01T00:00:00Z' })));
  write('certified.tar.gz', packBundle(signedFiles()));
  write('timestamped.tar.gz', packBundle(timestampedFiles()));
  write('answer.tsr', timestampedFiles().get('timestamp.tsr')!);
  write('ca.pem', pem(CA));
  write('tsa.pem', pem(tsa.root));
  write('signer.pub', renderPem('PUBLIC KEY', leafKey.publicKey.spkiDer));
  write('envelope.json', JSON.stringify(makeEnvelope([leafKey])));
  write('sigstore.json', JSON.stringify(makeBundle({ log: 'rekor2' })));
  write('trusted-root.json', JSON.stringify(trustedRoot()));
  write(
    'twice.json',
    `${JSON.stringify(makeEnvelope([leafKey]))}\n${JSON.stringify(makeEnvelope([rootKey]))}\n`,
  );
});

describe('the JSON that commands print', { concurrency: 1 }, () => {
  const KEY = ['--trust-root', 'issuer.key.pub'];

  it('of proof verify: yes, no, unreadable, with a timestamp, several', async () => {
    await answer(0, 'proof', 'verify', '--bundle', 'bundle.tar.gz', ...KEY);
    await answer(6, 'proof', 'verify', '--bundle', ownVector('valid').bundle, ...KEY);
    await answer(
      1,
      'proof',
      'verify',
      '--bundle',
      ownVector('score-lowered').bundle,
      '--trust-root',
      ownVector('valid').trustRoot,
    );
    await answer(4, 'proof', 'verify', '--bundle', 'root.pem', ...KEY);
    await answer(6, 'proof', 'verify', '--bundle', 'certified.tar.gz', '--trust-root', 'ca.pem');
    const roots = ['--trust-root', 'ca.pem', '--trust-root', 'tsa.pem'];
    await answer(
      0,
      'proof',
      'verify',
      '--bundle',
      'timestamped.tar.gz',
      ...roots,
      '--at',
      '2025-06-01T00:00:00Z',
    );
    const bundles = ['--bundle', 'bundle.tar.gz', '--bundle', 'certified.tar.gz'];
    assert.equal((await answer(1, 'proof', 'verify', ...bundles, ...KEY)).failed, 1);
  });

  it('of self test', async () => {
    await answer(0, 'self', 'test');
  });

  it('of proof envelope: DSSE, Sigstore, yes, no, several', async () => {
    const signer = ['--trust-root', 'signer.pub'];
    await answer(0, 'proof', 'envelope', 'envelope.json', ...signer);
    await answer(6, 'proof', 'envelope', 'envelope.json', ...KEY);
    await answer(1, 'proof', 'envelope', 'twice.json', ...signer);
    const identity = [
      '--certificate-identity',
      IDENTITY.subject,
      '--certificate-oidc-issuer',
      IDENTITY.issuer,
    ];
    await answer(0, 'proof', 'envelope', 'sigstore.json', '--trusted-root', 'trusted-root.json', ...identity);
  });

  it('of proof spine and proof timestamp', async () => {
    await answer(0, 'proof', 'spine', '--bundle', 'bundle.tar.gz', '--verify');
    await answer(0, 'proof', 'timestamp', '--bundle', 'certified.tar.gz', '--request', 'query.tsq');
    const attach = ['--attach', 'answer.tsr', '--output', 'stamped.tar.gz'];
    await answer(0, 'proof', 'timestamp', '--bundle', 'certified.tar.gz', ...attach);
  });

  it('of trust check, with lists and without, yes and no', async () => {
    const root = ['--trust-root', 'root.pem'];
    await answer(0, 'trust', 'check', 'chain.pem', ...root);
    await answer(
      0,
      'trust',
      'check',
      'chain.pem',
      ...root,
      '--crl',
      'empty.crl',
      '--at',
      '2025-01-15T00:00:00Z',
    );
    await answer(6, 'trust', 'check', 'bad-chain.pem', ...root);
    await answer(0, 'trust', 'time-floor');
  });

  it('of the trust roots', async () => {
    const { added } = await answer(0, 'trust', 'add', 'signer.pub');
    await answer(0, 'trust', 'add', 'root.pem');
    await answer(0, 'trust', 'list');
    await answer(0, 'trust', 'remove', added[0].fingerprint.slice(0, 12));
    await answer(0, 'key', 'generate', '--output', 'other.key');
  });

  it('of kits and feeds', async () => {
    await answer(0, 'offline', 'inspect', 'kit.tar.gz');
    await answer(0, 'offline', 'verify', 'kit.tar.gz', ...KEY);
    await answer(0, 'offline', 'import', '--bundle', 'kit.tar.gz', ...KEY);
    const from = ['--from', join(projectRoot, 'fixtures/feeds'), '--key', 'issuer.key'];
    await answer(0, 'offline', 'build', ...from, '--sequence', '2', '--output', 'second.tar.gz');
    write('broken.tar.gz', readFileSync(at('second.tar.gz')).subarray(0, 4000));
    assert.equal((await run(['offline', 'import', '--bundle', 'broken.tar.gz', ...KEY])).exit, 4);
    const { quarantined } = await answer(0, 'offline', 'status');
    assert.equal(quarantined.length, 1);
    await answer(8, 'offline', 'status', '--fail-on-stale');
    await answer(0, 'offline', 'list');
    await answer(0, 'feed', 'list');
    // The descriptor is printed as it is, so that it has its digest; it has no room for more members.
    const { document }: { document: Record<string, unknown> } = await run(['feed', 'show']);
    const { offline: _, ...descriptor } = document;
    assert.ok(validators.get('feed show')?.(descriptor));
    answered.add('feed show');
  });

  it('of rules and policies', async () => {
    await answer(0, 'rules', 'list');
    await answer(0, 'rules', 'show');
    await answer(0, 'rules', 'show', '--version');
    await answer(0, 'rules', 'validate', join(projectRoot, 'offline-kit/rules/stella-default.yaml'));
    await answer(0, 'policy', 'list');
    await answer(0, 'policy', 'show');
    await answer(0, 'policy', 'validate', join(projectRoot, 'offline-kit/policies/stella-default.yaml'));
  });

  it('of scans and scores', async () => {
    await answer(0, 'scan', 'run', SAMPLE_SBOM, '--scan', 'scan-2');
    await answer(7, 'scan', 'run', SAMPLE_SBOM, '--scan', 'scan-3', '--fail-on', 'fail');
    await answer(0, 'scan', 'list');
    const { rootHash } = await answer(0, 'scan', 'show', 'scan-1');
    await answer(0, 'score', 'replay', '--scan', 'scan-1');
    await answer(0, 'score', 'replay', '--scan', 'scan-1', '--freeze', '2026-10-01T00:00:00Z');
    await answer(0, 'score', 'explain', '--scan', 'scan-1');
    await answer(
      0,
      'score',
      'verify',
      '--scan',
      'scan-1',
      '--root-hash',
      rootHash,
      '--bundle',
      'bundle.tar.gz',
    );
    await answer(1, 'score', 'verify', '--scan', 'scan-1', '--root-hash', `sha256:${'0'.repeat(64)}`);
    await answer(0, 'score', 'bundle', '--scan', 'scan-2', '--output', 'two.tar.gz');
    await answer(
      0,
      'score',
      'bundle-export',
      '--since',
      '2024-01-01',
      '--until',
      '2027-01-01',
      '--output',
      'export',
    );
  });

  it('of any command that cannot answer', async () => {
    for (const args of [
      ['scan', 'show', 'none'],
      ['proof', 'verify', '--bundle', 'bundle.tar.gz', '--at', 'noon'],
      ['trust', 'check', 'chain.pem', '--trust-root', 'none.pem'],
      ['offline', 'verify', 'kit.tar.gz'],
      ['no', 'such'],
    ]) {
      const { exit, document } = await run(args);
      assert.notEqual(exit, 0);
      assert.ok(failure(document), `${args.join(' ')}: ${ajv.errorsText(failure.errors)}`);
    }
  });
});

describe('a schema', () => {
  it('refuses an answer that lacks a member, or has one of another kind', async () => {
    const { document }: { document: Record<string, unknown> } = await run([
      'proof',
      'verify',
      '--bundle',
      'bundle.tar.gz',
      '--trust-root',
      'issuer.key.pub',
    ]);
    const validate = validators.get('proof verify')!;
    assert.equal(validate(document), true);
    for (const member of Object.keys(document)) {
      if (member === 'offline') continue;
      const { [member]: _, ...rest } = document;
      assert.equal(validate(rest), false, `without ${member}`);
      assert.equal(validate({ ...document, [member]: 7 }), false, `with a number as ${member}`);
    }
    assert.ok(validate({ ...document, more: 'later versions may say more' }));
  });
});

describe('every command', () => {
  const commands = globSync('**/*.ts', { cwd: join(projectRoot, 'src/commands') }).map((file) =>
    file.replace(/\.ts$/, '').replaceAll('/', ' '),
  );

  for (const command of commands) {
    const isPending = WITHOUT_SCHEMA.has(command);
    it(`has a schema of what it prints: ${command}`, { todo: isPending }, () => {
      assert.ok(command in RESULT_SHAPES, 'add its shape to scripts/result-shapes/ and run "npm run docs"');
    });
  }

  it('was held against its schema above', () => {
    // `self verify` answers in an archive only: test/cli/standalone-archive.test.ts.
    assert.deepEqual([...answered, 'self verify'].sort(), Object.keys(RESULT_SHAPES).sort());
  });
});
