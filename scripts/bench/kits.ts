/**
 * Builds and imports kits of a size, and says what time and memory that takes, beside the plain cost of reading the same files.
 * Everything is written below a temporary folder, and removed; half a million records need 6 GB there.
 *
 *     npm run build && node scripts/bench/kits.ts 50000 150000 500000
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeOsvExport } from './osv-export.ts';
import type { Usage } from './usage.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

function measured(folder: string, args: readonly string[]): Usage {
  const usageFile = join(folder, 'usage.json');
  execFileSync(process.execPath, ['--import', join(here, 'usage.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], STELLA_BENCH_USAGE: usageFile, STELLA_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return JSON.parse(readFileSync(usageFile, 'utf8'));
}

const stella = (folder: string, ...args: string[]): Usage => measured(folder, [program, ...args]);

function bench(folder: string, count: number): Readonly<Record<string, Usage>> {
  const { records, bytes } = writeOsvExport(join(folder, 'downloads'), count);
  console.log(`\n${records} records, ${Math.round(bytes / 1e6)} MB of JSON`);
  stella(folder, 'key', 'generate', '--output', 'key');
  const kit = ['--from', 'downloads', '--output', 'kit.tar.gz', '--key', 'key', '--sequence', '1'];
  const plain = () => measured(folder, [join(here, 'plain-read.ts'), 'downloads/osv']);
  return {
    'plain, first': plain(),
    'offline build': stella(folder, 'offline', 'build', ...kit),
    'offline verify': stella(folder, 'offline', 'verify', 'kit.tar.gz', '--trust-root', 'key.pub'),
    'offline import': stella(
      folder,
      'offline',
      'import',
      '--bundle',
      'kit.tar.gz',
      '--trust-root',
      'key.pub',
    ),
    'plain, again': plain(),
  };
}

for (const count of process.argv.slice(2).map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'stella-bench-'));
  try {
    const usages = bench(folder, count);
    const [first, again] = [usages['plain, first'], usages['plain, again']] as [Usage, Usage];
    const plainWall = (first.wallSeconds + again.wallSeconds) / 2;
    const plainCpu = (first.cpuSeconds + again.cpuSeconds) / 2;
    for (const [name, { wallSeconds, cpuSeconds, peakMiB }] of Object.entries(usages)) {
      const wall = `${wallSeconds.toFixed(1).padStart(7)} s (× ${(wallSeconds / plainWall).toFixed(1)})`;
      const cpu = `${cpuSeconds.toFixed(1).padStart(7)} s of processors (× ${(cpuSeconds / plainCpu).toFixed(1)})`;
      console.log(`${name.padEnd(16)} ${wall}  ${cpu}  ${peakMiB.toFixed().padStart(5)} MiB at most`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
