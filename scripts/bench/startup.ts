/**
 * How long `stella proof verify` takes from a cold start, as ratios to a bare `node -e 0` of the same Node in the same run:
 * `npm run bench:startup`. Absolute times say nothing on a busy machine; the ratios of the medians do.
 *
 *     node scripts/bench/startup.ts [RUNS] [FOLDER]
 *
 * FOLDER is an unpacked standalone archive (`npm run package`), which is measured as well, in the same run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goldenManifest, goldenScore } from '../../fixtures/generate/vectors-documents.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { severityBand } from '../../src/core/cvss/cvss.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { parsePrivateKeyPem } from '../../src/core/keys/private-key.ts';
import { manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import type { Finding, ScoreDocument } from '../../src/core/score/score-document.ts';

const RUNS = Number(process.argv[2] ?? 25);
const RUN_JS = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stella-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const key = parsePrivateKeyPem(renderPem('PRIVATE KEY', ed25519Pkcs8()));
writeFileSync(join(folder, 'issuer.pub'), renderPem('PUBLIC KEY', key.publicKey.spkiDer));
writeFileSync(join(folder, 'small.tar.gz'), bundleOf(6));
writeFileSync(join(folder, 'large.tar.gz'), bundleOf(10_000));

const ARCHIVE = process.argv[3] === undefined ? null : join(resolve(process.argv[3]), 'bin/stella');

const verify = (bundle: string) =>
  ['proof', 'verify', '--offline', '--bundle', bundle, '--trust-root', 'issuer.pub'] as const;
const WORK: Readonly<Record<string, readonly string[]>> = {
  'stella --version': ['--version'],
  'proof verify, 6 findings': verify('small.tar.gz'),
  'proof verify, 10000 findings': verify('large.tar.gz'),
};
const BARE = 'node -e 0';
const CASES = new Map<string, readonly [string, ...string[]]>([
  [BARE, [process.execPath, '-e', '0']],
  ...Object.entries(WORK).flatMap(([name, args]): [string, [string, ...string[]]][] => [
    [name, [process.execPath, RUN_JS, ...args]],
    ...(ARCHIVE === null
      ? []
      : [[`${name}, archive`, [ARCHIVE, ...args]] satisfies [string, [string, ...string[]]]]),
  ]),
]);

const timesMs = new Map<string, number[]>([...CASES.keys()].map((name) => [name, []]));
for (let run = 0; run < RUNS; run++) {
  for (const [name, [program, ...args]] of CASES) timesMs.get(name)?.push(timeOf(program, args));
}
const bare = timesMs.get(BARE) ?? [];
for (const [name, times] of timesMs) {
  const ratios = [median(times) / median(bare), Math.min(...times) / Math.min(...bare)].map((ratio) =>
    ratio.toFixed(2),
  );
  console.log(`${name.padEnd(38)} ${ratios[0]} × (of the fastest runs ${ratios[1]} ×)`);
}

function timeOf(program: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { cwd: folder, env: { HOME: folder } });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function bundleOf(count: number): Uint8Array {
  const manifest = goldenManifest('a');
  const golden = goldenScore('a');
  const [sample] = golden.findings.filter(({ status }) => status === 'affected');
  const findings = Array.from({ length: count }, (_, i): Finding => {
    const name = `package-${String(i).padStart(6, '0')}`;
    return { ...(sample as Finding), purl: `pkg:npm/${name}@1.0.0` };
  });
  const severity = severityBand(Math.round((sample?.score ?? 0) * 10));
  const score: ScoreDocument = {
    ...golden,
    manifestHash: manifestHashOf(manifest),
    score: sample?.score ?? 0,
    severity,
    summary: {
      ...golden.summary,
      findings: count,
      affected: count,
      suppressed: 0,
      bySeverity: { none: 0, low: 0, medium: 0, high: 0, critical: 0, [severity]: count },
    },
    findings,
  };
  return packBundle(makeProofFiles({ manifest, score, key, certificate: null }));
}

/** RFC 8410: the key whose seed is 32 times 9. */
function ed25519Pkcs8(): Uint8Array {
  return Uint8Array.from([
    ...Buffer.from('302e020100300506032b657004220420', 'hex'),
    ...new Array(32).fill(9),
  ]);
}
