/** Sends a case through the program itself: exit status, code and output must be those of a program that foresaw it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_STATUSES, exitStatusOf } from '../../src/cli/exit-status.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/core/errors.ts';
import { prepareHome } from '../helpers/prepared-home.ts';
import { runStella } from '../helpers/run-stella.ts';
import type { FuzzTarget, Outcome } from './target.ts';

const EXITS = new Set(EXIT_STATUSES.map(({ exit }) => exit));
EXITS.delete(70);
/** What a terminal would obey. */
const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const SECONDS_MAX = 30;

export interface BinaryRunner {
  /** What is wrong with the program's answer to the bytes; null when nothing is. */
  check(target: FuzzTarget, bytes: Uint8Array, expected: Outcome): Promise<string | null>;
}

export async function binaryRunner(): Promise<BinaryRunner> {
  const { folder, home } = await prepareHome();
  const ready = new Set<string>();
  let runs = 0;
  return {
    async check(target, bytes, expected) {
      const { command } = target;
      if (command === null) return null;
      const cwd = join(folder, target.name);
      if (!ready.has(target.name)) {
        mkdirSync(cwd, { recursive: true });
        await command.setUp?.(cwd);
        ready.add(target.name);
      }
      writeFileSync(join(cwd, 'input'), bytes);
      const format = ['table', 'json', 'yaml'][runs++ % 3] as string;
      const start = performance.now();
      const run = await runStella([...command.args('input'), '--output', format], {
        cwd,
        env: { STELLA_HOME: home, ...(runs % 2 === 0 ? { STELLA_DEBUG: '1' } : {}) },
        under: ['timeout', '-s', 'KILL', String(SECONDS_MAX)],
      });
      const seconds = (performance.now() - start) / 1000;
      return faultOf(run, { format, seconds, expected: command.isSameAnswer ? expected : null });
    },
  };
}

function faultOf(
  {
    exit,
    stdout,
    stderr,
  }: { readonly exit: number | null; readonly stdout: string; readonly stderr: string },
  {
    format,
    seconds,
    expected,
  }: { readonly format: string; readonly seconds: number; readonly expected: Outcome | null },
): string | null {
  if (exit === null || !EXITS.has(exit))
    return `exit ${exit}: ${stderr.slice(0, 2000)}${stdout.slice(0, 500)}`;
  if (seconds > SECONDS_MAX / 2) return `took ${seconds} s`;
  const control = CONTROLS.exec(stdout + stderr);
  if (control !== null) return `U+${control[0].charCodeAt(0).toString(16)} in the output as ${format}`;
  if (format === 'json') {
    try {
      JSON.parse(stdout);
    } catch {
      return 'standard output is no JSON';
    }
  }
  if (expected === null) return null;
  const wanted = expected === 'accepted' ? 0 : isCode(expected) ? exitStatusOf(expected) : exit;
  return exit === wanted ? null : `exit ${exit}, expected ${wanted} (${expected}): ${stderr.slice(0, 500)}`;
}

function isCode(outcome: Outcome): outcome is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(outcome);
}
