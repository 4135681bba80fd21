/**
 * The code that V8 makes of the archive's files while they run, to be taken from the disk at every start. The seeds
 * of V8's hash tables are fixed while it is made, so that two builds give the same bytes; they are no part of what is kept.
 * A cache that does not fit (another Node.js, other flags) is ignored by V8, and the file compiled.
 */
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './targets.ts';

/** Node.js's flags in the launcher; V8 takes code only from a run with the same. No collection of garbage before 16 MiB of it. */
export const NODE_FLAGS = ['--min-semi-space-size=16'];

/** Fixed while the code is made, undone before it is kept: V8 writes a digest of its flags into it. */
const FIXED = [
  ['--hash-seed=1', '--hash-seed=0'],
  ['--random-seed=1', '--random-seed=0'],
  ['--predictable', '--no-predictable'],
] as const;

const VECTORS = join(root, 'fixtures/vectors/bundle-v1');
const verify = (bundle: string, ...flags: readonly string[]) =>
  ['proof', 'verify', '--bundle', bundle, '--trust-root', 'keys/root.pub', ...flags] as const;

/** The files of `dist/`, and what each runs while its code is made. */
const RUNS = {
  verify: [
    verify('valid.tar.gz', '--offline'),
    verify('../replay-v1/replayable.tar.gz', '--replay', '--output', 'yaml'),
  ],
  stella: [
    ['score', 'root', '--help'],
    ['explain', 'KEY_UNKNOWN'],
    ['proof', 'spine', '--bundle', 'valid.tar.gz'],
  ],
} as const;

/**
 * @param folder the unpacked archive; the caches are written beside its code
 * @returns their paths in it
 */
export function writeCodeCaches(folder: string, node: string): string[] {
  const recorder = fileURLToPath(new URL('record-code.cjs', import.meta.url));
  const flags = [...NODE_FLAGS, ...FIXED.map(([set]) => set)];
  const undo = FIXED.map(([, flag]) => flag).join(' ');
  for (const [name, runs] of Object.entries(RUNS)) {
    execFileSync(node, [...flags, recorder, folder, name, JSON.stringify(runs), undo], {
      cwd: VECTORS,
      env: { HOME: '/nonexistent', TZ: 'UTC', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return globSync('dist/*.cache', { cwd: folder }).sort();
}
