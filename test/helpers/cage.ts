/** An empty root to run a program in: it finds a shell, what it is given, and nothing else of this machine. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param files what stands where, beside the shell and its libraries */
export function makeCage(cage: string, files: ReadonlyMap<string, string>): void {
  const shell = ['/bin/sh', ...librariesOf('/bin/sh')].map((path) => [path, path] as const);
  for (const [path, source] of [...shell, ...files]) {
    mkdirSync(join(cage, dirname(path)), { recursive: true });
    copyFileSync(realpathSync(source), join(cage, path));
  }
}

/** What the loader of this machine would load for a program, the loader itself among them. */
export function librariesOf(program: string): string[] {
  const listed = execFileSync('/usr/bin/ldd', [program], { encoding: 'utf8' });
  return [...listed.matchAll(/(\/\S+) \(/g)].map(([, path]) => path ?? '');
}
