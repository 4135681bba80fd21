/** The `openssl` program, for tests against it. They skip visibly where it is not installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `false` when openssl 3 or later is there, else the reason to give to `skip`. */
export function opensslSkip(): string | false {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  return status === 0 && /^OpenSSL [3-9]/.test(stdout) ? false : 'no openssl 3 program on this machine';
}

/** Runs openssl in `folder`; throws with its standard error when it fails. */
export function openssl(folder: string, ...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** True when the command succeeds. */
export function opensslSucceeds(folder: string, ...args: readonly string[]): boolean {
  return spawnSync('openssl', args, { cwd: folder, stdio: 'ignore' }).status === 0;
}

/** A folder of its own for one test file, and how to remove it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'stella-openssl-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
