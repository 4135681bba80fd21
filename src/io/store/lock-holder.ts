/**
 * Who holds the lock of the store, in words, in a file beside it: it helps people, and the lock holds without it. Only as good as the
 * last one to write it: the lock itself tells whether anyone holds it.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { thisActor } from '../actor.ts';

const HOLDER_FILE = 'import.holder.json';

export interface Holder {
  readonly pid: number;
  readonly user: string;
  readonly host: string;
  readonly since: string;
}

export function writeHolder(home: string, since: string): void {
  const holder: Holder = { pid: process.pid, ...thisActor(), since };
  try {
    writeFileSync(join(home, HOLDER_FILE), JSON.stringify(holder), { mode: 0o600 });
  } catch {
    // It only helps people.
  }
}

export function removeHolder(home: string): void {
  rmSync(join(home, HOLDER_FILE), { force: true });
}

/** @param path the home, or a file in it */
export function readHolder(path: string): Holder | null {
  try {
    const home = statSync(path).isDirectory() ? path : dirname(path);
    const { pid, user, host, since } = JSON.parse(readFileSync(join(home, HOLDER_FILE), 'utf8'));
    return { pid: Number(pid), user: String(user), host: String(host), since: String(since) };
  } catch {
    return null;
  }
}

export function holderText({ pid, user, host, since }: Holder): string {
  return `process ${pid} of ${user} on ${host}, since ${since}`;
}
