import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runStella } from './run-measured.ts';

/** Without a key the recorded bundle is copied out, which is not making one. */
const SIGN = ['--key', 'my.key', '--force'];

const RUNS = Number(process.env['RUNS'] ?? 7);
const [feeds, ...sboms] = process.argv.slice(2);
if (feeds === undefined || sboms.length === 0) throw new Error('usage: replayable.ts FEEDS SBOM…');

const folder = mkdtempSync(join(tmpdir(), 'stella-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

stella('key', 'generate', '--default', '--output', 'my.key');
stella('trust', 'add', 'my.key.pub');
stella(
  ...['offline', 'build', '--from', resolve(feeds), '--output', 'kit.tar.gz', '--key', 'my.key'],
  ...['--sequence', '1'],
);
stella('offline', 'import', '--bundle', 'kit.tar.gz');
for (const [i, sbom] of sboms.entries()) measure(`scan-${i}`, sbom);

function measure(scan: string, sbom: string): void {
  stella('scan', 'run', resolve(sbom), '--scan', scan);
  const times = new Map<string, number[]>();
  const step = (name: string, ...args: readonly string[]): void => {
    const known = times.get(name) ?? [];
    times.set(name, [...known, stella(...args)]);
  };
  for (let run = 0; run < RUNS; run++) {
    step('make plain', 'score', 'bundle', '--scan', scan, '--output', 'plain.tar.gz', ...SIGN);
    step(
      'make replayable',
      ...['score', 'bundle', '--scan', scan, '--output', 'full.tar.gz', ...SIGN],
      '--replayable',
    );
    step('check plain', 'proof', 'verify', '--bundle', 'plain.tar.gz');
    step('check replayable', 'proof', 'verify', '--bundle', 'full.tar.gz', '--replay');
  }
  const median = (name: string): number => {
    const sorted = (times.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  };
  const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`;
  const [plain, full] = ['plain', 'replayable'].map(
    (kind) => median(`make ${kind}`) + median(`check ${kind}`),
  );
  console.log(sbom);
  console.log(`  make   ${ratio(median('make replayable'), median('make plain'))}`);
  console.log(`  check  ${ratio(median('check replayable'), median('check plain'))}`);
  console.log(`  both   ${ratio(full ?? 0, plain ?? 0)} (medians of ${RUNS})`);
  console.log(`  size   ${sizeOf('plain.tar.gz')} plain, ${sizeOf('full.tar.gz')} replayable`);
}

function sizeOf(name: string): string {
  return `${(statSync(join(folder, name)).size / 1024).toFixed(0)} KiB`;
}

/** Runs the program; returns its processor time in seconds. */
function stella(...args: readonly string[]): number {
  return runStella(folder, ...args).cpuSeconds;
}
