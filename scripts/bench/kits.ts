import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeOsvExport } from './osv-export.ts';
import { runMeasured, runStella } from './run-measured.ts';
import type { Usage } from './usage.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

function bench(folder: string, count: number): Readonly<Record<string, Usage>> {
  const { records, bytes } = writeOsvExport(join(folder, 'downloads'), count);
  console.log(`\n${records} records, ${Math.round(bytes / 1e6)} MB of JSON`);
  runStella(folder, 'key', 'generate', '--output', 'key');
  const kit = ['--from', 'downloads', '--output', 'kit.tar.gz', '--key', 'key', '--sequence', '1'];
  const plain = () => runMeasured(folder, join(here, 'plain-read.ts'), ['downloads/osv']);
  return {
    'plain, first': plain(),
    'offline build': runStella(folder, 'offline', 'build', ...kit),
    'offline verify': runStella(folder, 'offline', 'verify', 'kit.tar.gz', '--trust-root', 'key.pub'),
    'offline import': runStella(
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
