/** What the real program prints as JSON is what `schemas/results/` says that it prints, whether the answer is yes, no or none. */
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Database from 'better-sqlite3';
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

/** The words of a command line that name the command: its topic and verb, or the one word of a command without a topic. */
function commandOf([first = '', second = '']: readonly string[]): string {
  const words = `${first} ${second}`;
  return words in RESULT_SHAPES || !(first in RESULT_SHAPES) ? words : first;
}

/** Commands whose `--output` is a file. */
const WRITERS = new Set([
  'key generate',
  'offline build',
  'score bundle',
  'score bundle-export',
  'proof disclose',
  'proof timestamp',
]);

// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
async function run(args: readonly string[]): Promise<{ exit: number | null; document: any }> {
  const format = WRITERS.has(commandOf(args)) ? '--format' : '--output';
  const [flags, rest] = splitAtDashes(args);
  const { exit, stdout } = await runStella([...flags, format, 'json', '--offline', ...rest], {
    cwd: prepared.folder,
    env: { STELLA_HOME: prepared.home },
  });
  return { exit, document: JSON.parse(stdout) };
}

function splitAtDashes(args: readonly string[]): [readonly string[], readonly string[]] {
  const at = args.indexOf('--');
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
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

  it('of proof verify and proof summary: an archive, as a whole and in lines; receipts', async () => {
    await answer(0, 'score', 'bundle-export', '--output', 'archive/', '--key', 'issuer.key');
    const whole = await answer(0, 'proof', 'verify', 'archive/', ...KEY);
    assert.equal(whole.archive.verified, true);
    const strange = await answer(1, 'proof', 'verify', 'archive/', '--trust-root', 'signer.pub');
    assert.equal(strange.archive.signers, null);
    assert.equal(strange.error.code, 'KEY_UNKNOWN');
    const receipt = ['--receipt', 'receipt.json', '--key', 'issuer.key'];
    await answer(0, 'score', 'replay', '--scan', 'scan-1', ...receipt);
    const receipts = ['--receipts', 'receipt.json', '--receipt-trust-root', 'issuer.key.pub'];
    const witnessed = await answer(0, 'proof', 'verify', '--bundle', 'bundle.tar.gz', ...KEY, ...receipts);
    assert.equal(witnessed.checks.at(-1).name, 'receipts');
    for (const [roots, exit] of [
      [KEY, 0],
      [['--trust-root', 'signer.pub'], 1],
    ] as const) {
      const lines = await runStella(['proof', 'verify', 'archive/', ...roots, '--output', 'ndjson'], {
        cwd: prepared.folder,
      });
      write('lines.ndjson', lines.stdout);
      await answer(exit, 'proof', 'summary', 'lines.ndjson');
    }
  });

  it('of proof absent, compare and disclose, and of a verified disclosure and replay', async () => {
    await answer(0, 'score', 'bundle', '--scan', 'scan-1', '--replayable', '--output', 'replayable.tar.gz');
    await answer(0, 'proof', 'verify', '--bundle', 'replayable.tar.gz', '--replay', ...KEY);
    const ask = ['proof', 'absent', '--bundle', 'replayable.tar.gz', ...KEY];
    const { findings } = await answer(0, 'scan', 'run', SAMPLE_SBOM, '--scan', 'scan-4');
    const [{ id, purl }] = findings;
    const present = await answer(1, ...ask, '--package', purl.replace(/@.*/, ''), '--advisory', id);
    assert.equal(present.answer, 'present');
    const absent = await answer(0, ...ask, '--package', purl, '--advisory', 'CVE-1999-0001');
    assert.deepEqual(absent.exploitation, { epss: 'absent', kev: 'absent' });
    const unknown = await answer(3, ...ask, '--advisory', 'CVE-1999-0001');
    assert.equal(unknown.error.code, 'INPUT_MISSING');
    await answer(0, 'proof', 'compare', 'bundle.tar.gz', 'replayable.tar.gz');
    await answer(0, 'score', 'bundle', '--scan', 'scan-4', '--output', 'four.tar.gz');
    const other = await answer(1, 'proof', 'compare', 'bundle.tar.gz', 'four.tar.gz');
    assert.equal(other.error.code, 'ROOT_HASH_MISMATCH');
    const one = ['--finding', id, '--package', purl, '--output', 'one.json'];
    await answer(0, 'proof', 'disclose', '--bundle', 'bundle.tar.gz', ...one);
    const { proven } = await answer(0, 'proof', 'verify', '--bundle', 'one.json', ...KEY);
    assert.equal(proven.finding.id, id);
    // A disclosure does not know how many components are uncovered: its line says null, and is read again.
    const both = ['--bundle', 'one.json', '--bundle', 'bundle.tar.gz', ...KEY];
    const lines = await runStella(['proof', 'verify', ...both, '--output', 'ndjson'], {
      cwd: prepared.folder,
    });
    write('both.ndjson', lines.stdout);
    assert.equal((await answer(0, 'proof', 'summary', 'both.ndjson')).verified, 2);
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

  it('of proof summary, whole and with a part missing', async () => {
    const bundles = ['--bundle', 'bundle.tar.gz', '--bundle', 'certified.tar.gz'];
    const verify = ['proof', 'verify', ...bundles, ...KEY, '--output', 'ndjson'];
    for (const part of ['1', '2']) {
      const options = { cwd: prepared.folder, env: { STELLA_HOME: prepared.home } };
      const { stdout } = await runStella([...verify, '--shard', `${part}/2`], options);
      write(`shard-${part}.ndjson`, stdout);
    }
    assert.equal((await answer(1, 'proof', 'summary', 'shard-1.ndjson', 'shard-2.ndjson')).failed, 1);
    await answer(3, 'proof', 'summary', 'shard-1.ndjson');
  });

  it('of metrics, printed and written', async () => {
    await answer(0, 'metrics');
    await answer(0, 'metrics', '--textfile', 'stella.prom');
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

  it('of doctor', async () => {
    await answer(1, 'doctor');
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
    await answer(0, 'scan', 'assign', 'scan-3', 'development');
    await answer(0, 'score', 'prune', '--environment', 'production', '--retain-production', '99999d');
    await answer(0, 'scan', 'hold', 'scan-1', '--reason', 'needed below');
    const { kept } = await answer(
      0,
      'score',
      'prune',
      '--environment',
      'production',
      '--retain-production',
      '1d',
    );
    assert.equal(kept[0].keptFor.kind, 'hold');
    await answer(0, 'scan', 'release', 'scan-1', '--reason', 'pruned');
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
    const days = ['--since', '2024-01-01', '--until', '2027-01-01'];
    await answer(0, 'score', 'bundle-export', ...days, '--output', 'export');
    await answer(0, 'score', 'root', '--scan', 'scan-1');
    await answer(0, 'score', 'root', '--bundle', 'bundle.tar.gz');
    await answer(0, 'score', 'replay', '--scan', 'scan-1', '--rules', 'stella-reference');
    await answer(0, 'score', 'diff', 'scan-1', 'scan-2');
    await answer(0, 'score', 'diff', 'scan-1', 'bundle.tar.gz', ...KEY);
  });

  it('of scans that are held, brought in and deleted', async () => {
    await answer(0, 'scan', 'hold', 'scan-2', '--reason', 'case 1');
    assert.equal((await answer(0, 'scan', 'list', '--held')).total, 1);
    assert.equal((await answer(0, 'scan', 'show', 'scan-2')).hold.reason, 'case 1');
    await answer(0, 'scan', 'release', 'scan-2', '--reason', 'case 1 is closed');
    await answer(0, 'scan', 'delete', 'scan-2', '--dry-run');
    await answer(0, 'scan', 'delete', 'scan-2', '--reason', 'made by mistake');
    assert.equal((await answer(0, 'scan', 'import', 'two.tar.gz', ...KEY)).isNew, true);
    assert.equal((await answer(0, 'scan', 'import', 'two.tar.gz', ...KEY)).isNew, false);
    assert.equal((await answer(0, 'scan', 'show', 'scan-2')).origin, 'import');
  });

  it('of kits that are rolled back and pruned', async () => {
    await answer(0, 'offline', 'import', '--bundle', 'second.tar.gz', ...KEY);
    await answer(0, 'offline', 'rollback', '--reason', 'the second is wrong');
    assert.ok((await answer(0, 'offline', 'status')).kit.active.rolledBack);
    await answer(0, 'offline', 'prune', '--keep', '1', '--dry-run');
    await answer(0, 'offline', 'prune', '--keep', '1', '--quarantine');
  });

  it('of the audits of the store, whether it is as it was recorded or not', async () => {
    await answer(0, 'audit', 'bundles', '--days', '30');
    await answer(0, 'audit', 'history', '--scan', 'scan-1');
    await answer(0, 'audit', 'nondeterministic');
    await answer(0, 'audit', 'log');
    await answer(0, 'audit', 'log', '--verify');
    await answer(0, 'audit', 'store');
    const { checkpoint } = await answer(0, 'audit', 'log', '--checkpoint', '--key', 'issuer.key');
    write('checkpoint.txt', checkpoint);
    await answer(0, 'audit', 'log', '--consistent-with', 'checkpoint.txt', ...KEY);
    const store = new Database(join(prepared.home, 'scanner.db'));
    store.prepare("UPDATE replay_log SET root_hash = 'sha256:' || ? WHERE rowid = 1").run('0'.repeat(64));
    store.prepare('DELETE FROM trust_root').run();
    store.close();
    const { verified, problems } = await answer(5, 'audit', 'log', '--verify');
    assert.equal(verified, false);
    assert.ok(problems.length > 0);
    assert.equal((await answer(5, 'audit', 'store')).verified, false);
    assert.equal((await answer(0, 'audit', 'nondeterministic')).scans.length, 1);
  });

  it('of what the program says of itself', async () => {
    await answer(0, 'completion', 'bash');
    await answer(0, 'completion', 'candidates', '--', 'score', 're');
    await answer(0, 'completion', 'candidates', '--', 'scan', 'run', '');
    await answer(0, 'config', 'show');
    await answer(0, 'explain', 'KEY_UNKNOWN');
    await answer(0, 'explain');
    await answer(0, 'metrics');
    await answer(0, 'metrics', '--textfile', 'stella.prom');
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
    file.replace(/(?:\/index)?\.ts$/, '').replaceAll('/', ' '),
  );

  for (const command of commands) {
    it(`has a schema of what it prints: ${command}`, () => {
      assert.ok(command in RESULT_SHAPES, 'add its shape to scripts/result-shapes/ and run "npm run docs"');
    });
  }

  it('was held against its schema above', () => {
    // `self verify` answers in an archive only: test/cli/standalone-archive.test.ts.
    assert.deepEqual([...answered, 'self verify'].sort(), Object.keys(RESULT_SHAPES).sort());
  });
});
