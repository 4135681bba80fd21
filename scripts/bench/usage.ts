/**
 * Loaded before the program that is measured (`--import`, on Linux): writes what the process has used, in all threads, to the
 * file that STELLA_BENCH_USAGE names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface Usage {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

process.on('exit', () => {
  const file = process.env['STELLA_BENCH_USAGE'];
  if (file === undefined || !isMainThread) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // Not maxRSS, which begins with what the parent process had.
  const [, peakKiB] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const usage: Usage = {
    wallSeconds: performance.now() / 1000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMiB: Number(peakKiB) / 1024,
  };
  writeFileSync(file, JSON.stringify(usage));
});
