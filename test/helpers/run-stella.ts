/**
 * Runs the real program, `bin/stella`, as a user's shell would, but in a scratch home: nothing of the machine's own
 * settings reaches it, and it may not touch anything of the machine's own. `npm run build` first: it runs what is in `dist/`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot: string = fileURLToPath(new URL('../../', import.meta.url));

export const stellaBinary: string = join(projectRoot, 'bin/stella');

export interface StellaRun {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** On top of PATH, HOME, TZ=UTC, LANG=C.UTF-8 and NO_COLOR=1; `undefined` takes one of these away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Home of this run; else one scratch folder for all runs of the test file. */
  readonly home?: string;
  readonly cwd?: string;
  /** What stands on standard input; else nothing. */
  readonly input?: string | Uint8Array;
  /** Runs as this user; only root can ask for it. */
  readonly uid?: number;
  /** A program and its arguments that the binary is run under, such as `strace`. */
  readonly under?: readonly string[];
}

let sharedHome: string | null = null;

/** A folder below the system's temporary one, removed when the test process ends. */
export function scratchFolder(): string {
  if (scratchFolders.length === 0)
    process.on('exit', () => {
      for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
    });
  const path = mkdtempSync(join(tmpdir(), 'stella-test-'));
  scratchFolders.push(path);
  return path;
}

const scratchFolders: string[] = [];

/** Runs `bin/stella` with `args` to its end. Never throws for what the program does: the caller asserts the exit status. */
export function runStella(args: readonly string[], options: RunOptions = {}): Promise<StellaRun> {
  sharedHome ??= scratchFolder();
  const [program, ...rest] = [...(options.under ?? []), stellaBinary, ...args] as [string, ...string[]];
  const env = {
    PATH: process.env['PATH'],
    HOME: options.home ?? sharedHome,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    ...options.env,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      env,
      cwd: options.cwd,
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exit) => {
      resolve({ exit, stdout: textOf(output.stdout), stderr: textOf(output.stderr) });
    });
    // A program that does not read its input closes the pipe: that is its business.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Runs with `--output json` and reads standard output, which must be one JSON document, whatever happened. */
export async function runStellaJson(
  args: readonly string[],
  options: RunOptions = {},
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every shape
): Promise<StellaRun & { readonly document: any }> {
  const run = await runStella([...args, '--output', 'json'], options);
  return { ...run, document: JSON.parse(run.stdout) };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
