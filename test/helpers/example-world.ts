/**
 * A folder in which every example of every `--help` runs as it stands: the files that the examples name, and a store with the
 * scans `web-1.4.1` and `web-1.4.2`. All of it is made by the program itself and by the makers of the other tests.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnvelope } from '../../src/core/dsse/envelope.ts';
import { derChildren, parseDer } from '../../src/core/encoding/der.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { readBundle } from '../../src/io/archive/read-bundle.ts';
import { EKU, extendedKeyUsage, generalName, makeCa, makeCertificate } from './certificates.ts';
import { makeEnvelope } from './envelopes.ts';
import { makeList } from './revocation-lists.ts';
import { projectRoot, runStella } from './run-stella.ts';
import { spdx2Json } from './sboms.ts';
import { makeBundle } from './sigstore-bundles.ts';
import { ARTIFACT, trustedRoot } from './sigstore-instance.ts';
import { ed25519Key, ed25519Pem } from './test-keys.ts';
import { makeResponse, makeTsa } from './timestamps.ts';

const SCAN = 'web-1.4.2';
/** Under a legal hold. */
const EARLIER_SCAN = 'web-1.4.1';
const FREEZE = '2025-01-15T00:00:00Z';
const SIGSTORE_IDENTITY = {
  subject: 'https://github.com/example/app/.github/workflows/release.yml@refs/tags/v1',
  issuer: 'https://token.actions.githubusercontent.com',
};

const [issuer, ca, alice, bob, carol] = [
  ed25519Key(70),
  ed25519Key(71),
  ed25519Key(72),
  ed25519Key(73),
  ed25519Key(74),
];
const issuerPem = ed25519Pem(70);
const tsa = makeTsa();

const publicPem = ({ publicKey }: typeof issuer) => renderPem('PUBLIC KEY', publicKey.spkiDer);
const certificatePem = (...chain: readonly Uint8Array[]) =>
  chain.map((der) => renderPem('CERTIFICATE', der)).join('');
const issuerCertificate = makeCertificate({
  subject: 'issuer',
  issuer: 'Example CA',
  key: issuer,
  signer: ca,
  extensions: [extendedKeyUsage([EKU.codeSigning])],
});

const VEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://vendor.example/vex/1',
  author: 'vendor',
  timestamp: '2025-01-10T00:00:00Z',
  version: 1,
  statements: [],
};

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'issuer.key': issuerPem,
  'issuer.pub': publicPem(issuer),
  'issuer.crt': certificatePem(issuerCertificate),
  'auditor.key': ed25519Pem(74),
  'auditor.key.pub': publicPem(ed25519Key(74)),
  'chain.pem': certificatePem(issuerCertificate),
  'ca.pem': certificatePem(makeCa('Example CA', ca)),
  'ca.crl': renderPem(
    'X509 CRL',
    makeList({ issuer: 'Example CA', key: ca, nextUpdate: '2045-01-01T00:00:00Z' }),
  ),
  'tsa-root.pem': certificatePem(tsa.root),
  'tsa-chain.pem': certificatePem(tsa.authority.certificate),
  'passphrase.txt': 'correct horse battery staple\n',
  'stella.pub': publicPem(alice),
  'cosign.pub': publicPem(alice),
  'builder.pub': publicPem(bob),
  'keys/alice.pub': publicPem(alice),
  'keys/bob.pub': publicPem(bob),
  'auditors/alice.key': ed25519Pem(72),
  'auditors/alice.pub': publicPem(alice),
  'auditors/bob.key': ed25519Pem(73),
  'auditors/bob.pub': publicPem(bob),
  'auditors/carol.key': ed25519Pem(74),
  'auditors/carol.pub': publicPem(carol),
  'app.tar.gz': ARTIFACT,
  'sbom.att.json': JSON.stringify(makeEnvelope([alice])),
  'provenance.intoto.jsonl': `${JSON.stringify(makeEnvelope([bob]))}\n`,
  'release.json': JSON.stringify(makeEnvelope([alice, bob])),
  'app.sigstore.json': JSON.stringify(
    makeBundle({
      leaf: {
        names: [generalName.uri(SIGSTORE_IDENTITY.subject)],
        issuerV1: SIGSTORE_IDENTITY.issuer,
        issuerV2: SIGSTORE_IDENTITY.issuer,
      },
    }),
  ),
  'trusted_root.json': JSON.stringify(trustedRoot()),
  'vendor.openvex.json': JSON.stringify(VEX),
  'sbom.cdx.json': readFileSync(join(projectRoot, 'fixtures/sboms/webshop.cdx.json')),
  'sbom.spdx.json': JSON.stringify(
    spdx2Json('2.3', { described: { ref: 'SPDXRef-web', name: 'web', version: '1.4.2' }, parts: [] }),
  ),
};

/** What stands for the examples' made-up values: each digest, prefix and absolute path that they show. */
export type Substitutions = readonly (readonly [pattern: RegExp, value: string])[];

/** Fills `folder`, with the store in `folder/home`. */
export async function makeExampleWorld(folder: string): Promise<Substitutions> {
  for (const [name, content] of Object.entries(FILES)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  cpSync(join(projectRoot, 'fixtures/feeds'), join(folder, 'downloads'), { recursive: true });
  cpSync(join(projectRoot, 'offline-kit'), join(folder, 'offline-kit'), { recursive: true });

  const run = async (...args: readonly string[]): Promise<string> => {
    const { exit, stdout, stderr } = await runStella(args, { cwd: folder, env: { STELLA_HOME: 'home' } });
    if (exit !== 0) throw new Error(`stella ${args.join(' ')}: ${stderr}${stdout}`);
    return stdout;
  };
  const build = (output: string, sequence: string) =>
    run(
      ...['offline', 'build', '--from', 'downloads', '--output', output, '--key', 'issuer.key'],
      ...['--sequence', sequence, '--created-at', FREEZE],
    );
  await build('old-kit.tar.gz', '41');
  await build('kit.tar.gz', '42');
  // What a delta kit may hold.
  cpSync(join(projectRoot, 'offline-kit/policies'), join(folder, 'downloads/policies'), { recursive: true });
  await run('trust', 'add', 'issuer.pub');
  await run('trust', 'add', 'ca.pem');
  await run('offline', 'import', '--bundle', 'old-kit.tar.gz');
  await run('offline', 'import', '--bundle', 'kit.tar.gz');
  await run('scan', 'run', 'sbom.cdx.json', '--scan', SCAN, '--freeze', FREEZE);
  await run(
    ...['scan', 'run', 'sbom.cdx.json', '--scan', EARLIER_SCAN, '--freeze', '2025-01-08T00:00:00Z'],
    ...['--rules', 'stella-reference'],
  );
  await run('scan', 'hold', EARLIER_SCAN, '--reason', 'case 2025-17');
  const signed = ['--scan', SCAN, '--key', 'issuer.key', '--certificate', 'issuer.crt'];
  await run('score', 'bundle', ...signed, '--output', 'bundle.tar.gz');
  await run('score', 'bundle', '--scan', SCAN, '--replayable', '--output', 'replayable.tar.gz');
  await run('score', 'bundle-export', '--key', 'issuer.key', '--output', '2024-proofs/');
  for (const part of ['1', '2']) {
    const shard = ['--shard', `${part}/2`, '--output', 'ndjson'];
    const results = await run('proof', 'verify', '2024-proofs/', '--trust-root', 'issuer.pub', ...shard);
    writeFileSync(join(folder, `part-${part}.ndjson`), results);
  }
  mkdirSync(join(folder, 'receipts'));
  const receipt = ['--scan', SCAN, '--receipt', 'receipts/web.json'];
  await run('score', 'replay', ...receipt, '--key', 'auditors/alice.key');
  await run('score', 'replay', ...receipt, '--add', '--key', 'auditors/bob.key');
  mkdirSync(join(folder, 'archive'));
  cpSync(join(folder, 'bundle.tar.gz'), join(folder, 'archive/web.tar.gz'));
  await run('proof', 'timestamp', '--bundle', 'bundle.tar.gz', '--request', 'query.tsq');
  writeFileSync(join(folder, 'answer.tsr'), await answerTo(folder));

  const checkpoint = await run('audit', 'log', '--checkpoint', '--key', 'auditor.key');
  writeFileSync(join(folder, 'checkpoint.txt'), checkpoint);
  const { rootHash } = JSON.parse(await run('scan', 'show', SCAN, '--output', 'json'));
  const { feeds } = JSON.parse(await run('feed', 'list', '--output', 'json'));
  return [
    [/(feed show) sha256:[0-9a-f]{64}/, `$1 ${feeds[0].digest}`],
    [/(--root-hash) sha256:[0-9a-f]{64}/, `$1 ${rootHash}`],
    [/(trust remove) [0-9a-f]+/, `$1 ${issuer.publicKey.keyid.slice(0, 8)}`],
    [/ \/archive\//, ' exported/'],
    [/GHSA-xxxx/, 'GHSA-jfh8-c2jp-5v3q'],
  ];
}

/** The authority's answer to `query.tsq`. */
async function answerTo(folder: string): Promise<Uint8Array> {
  const { files } = await readBundle(join(folder, 'bundle.tar.gz'));
  const envelope = parseEnvelope(
    files.get('dsse-envelope.json') ?? new Uint8Array(),
    'dsse-envelope.json',
    'BUNDLE_INVALID',
  );
  const nonce = derChildren(parseDer(readFileSync(join(folder, 'query.tsq'))))[2];
  return makeResponse({
    authority: tsa.authority,
    over: envelope.signatures[0]?.signature ?? new Uint8Array(),
    ...(nonce === undefined ? {} : { nonce: nonce.content }),
  });
}
