import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { formatUsage, runStella } from './run-measured.ts';

const [findings = 41_000] = process.argv.slice(2).map(Number);
const folder = process.env['BENCH_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'stella-bench-'));
/** Findings of one component. */
const EACH = 2;
const cve = (i: number): string => `CVE-2024-${10_000 + i}`;

function writeFeeds(name: string, probability: (i: number) => string, known: readonly number[]): void {
  const feeds = join(folder, name, 'feeds');
  for (const kind of ['osv', 'epss', 'kev']) mkdirSync(join(feeds, kind), { recursive: true });
  const records = Array.from({ length: findings }, (_, i) => [
    `BENCH-${i}.json`,
    strToU8(
      JSON.stringify({
        id: `BENCH-${i}`,
        aliases: [cve(i)],
        published: '2024-01-01T00:00:00Z',
        modified: '2024-06-01T00:00:00Z',
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N' }],
        affected: [
          {
            package: { ecosystem: 'npm', name: `package-${Math.floor(i / EACH)}` },
            ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.5.0' }] }],
          },
        ],
      }),
    ),
  ]);
  writeFileSync(join(feeds, 'osv/npm.zip'), zipSync(Object.fromEntries(records), { level: 1 }));
  const rows = Array.from({ length: findings }, (_, i) => `${cve(i)},${probability(i)},0.5`);
  const head = '#model_version:v1,score_date:2025-01-01T00:00:00+0000\ncve,epss,percentile\n';
  writeFileSync(join(feeds, 'epss/epss_scores.csv.gz'), gzipSync(strToU8(`${head}${rows.join('\n')}\n`)));
  const vulnerabilities = known.map((i) => ({ cveID: cve(i), dateAdded: '2025-01-01' }));
  writeFileSync(
    join(feeds, 'kev/known_exploited_vulnerabilities.json'),
    JSON.stringify({ dateReleased: '2025-01-01T00:00:00Z', vulnerabilities }),
  );
}

function writeSbom(): void {
  const components = Array.from({ length: findings / EACH }, (_, i) => ({
    type: 'library',
    name: `package-${i}`,
    'bom-ref': `ref-${i}`,
    purl: `pkg:npm/package-${i}@2.1.0`,
  }));
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components };
  writeFileSync(join(folder, 'bom.json'), JSON.stringify(bom));
}

function stella(label: string, ...args: string[]): void {
  process.stdout.write(`${label.padEnd(34)}${formatUsage(runStella(folder, ...args))}\n`);
}

function build(name: string, sequence: string, capturedAt: string): void {
  const from = ['--from', `${name}/feeds`, '--output', `${name}.tar`, '--key', 'key'];
  const times = ['--captured-at', capturedAt, '--created-at', capturedAt];
  stella(`build ${name}`, 'offline', 'build', ...from, '--sequence', sequence, ...times);
  stella(`import ${name}`, 'offline', 'import', '--bundle', `${name}.tar`, '--trust-root', 'key.pub');
}

try {
  process.stdout.write(`${findings} findings\n`);
  writeFeeds('first', () => '0.01', [1]);
  writeFeeds('next', (i) => `0.${10 + (i % 80)}`, [1, 2]);
  writeSbom();
  stella('key', 'key', 'generate', '--output', 'key');
  build('first', '1', '2025-01-01T00:00:00Z');
  stella('scan', 'scan', 'run', 'bom.json', '--scan', 'bench', '--freeze', '2025-01-02T00:00:00Z');
  build('next', '2', '2025-02-01T00:00:00Z');
  const replay = ['score', 'replay', '--scan', 'bench', '--output', 'json'];
  const rules = ['--rules', 'stella-reference'];
  stella('replay, nothing differs', ...replay);
  stella('replay, rules differ', ...replay, ...rules);
  stella('replay, EPSS and KEV differ', ...replay, '--feed', 'latest');
  const clock = ['--freeze', '2025-02-02T00:00:00Z'];
  stella('replay, these, rules and clock', ...replay, ...rules, '--feed', 'latest', ...clock);
} finally {
  if (process.env['BENCH_FOLDER'] === undefined) rmSync(folder, { recursive: true });
}
