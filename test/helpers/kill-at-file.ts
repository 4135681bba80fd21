/**
 * Loaded before the program (`--import`): kills the process at the n-th call, KILL_AT, of a function of `node:fs` that is about a
 * path with KILL_PATH in it. No power cut is that precise.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { KILL_AT, KILL_PATH } = process.env;
const NAMES = ['openSync', 'renameSync', 'rmSync', 'mkdirSync'] as const;
const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
let calls = 0;

if (KILL_AT !== undefined && KILL_PATH !== undefined) {
  for (const name of NAMES) {
    const original = functions[name] as (...args: unknown[]) => unknown;
    functions[name] = (...args) => {
      const isMeant = args.some((arg) => typeof arg === 'string' && arg.includes(KILL_PATH));
      if (isMeant && calls++ === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
      return original(...args);
    };
  }
  syncBuiltinESMExports();
}
