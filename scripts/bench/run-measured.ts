/** Runs a script in a process of its own, and says what that used. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Usage } from './usage.ts';

const USAGE = new URL('usage.ts', import.meta.url).href;
const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** @param folder where it runs; the store is `home` in it */
export function runMeasured(folder: string, script: string, args: readonly string[]): Usage {
  const usageFile = join(folder, 'usage.json');
  const { status, stderr } = spawnSync(process.execPath, ['--import', USAGE, script, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      STELLA_HOME: join(folder, 'home'),
      BENCH_USAGE: usageFile,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  return JSON.parse(readFileSync(usageFile, 'utf8'));
}

/** The program itself. */
export function runStella(folder: string, ...args: readonly string[]): Usage {
  return runMeasured(folder, PROGRAM, args);
}

export function formatUsage({ wallSeconds, cpuSeconds, peakMiB }: Usage): string {
  return `${wallSeconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, peak ${peakMiB.toFixed(0)} MiB`;
}
