/** A line typed into a real shell on a real terminal, which `script` of util-linux makes, with the key for completion pressed at its end. */
import { spawn, spawnSync } from 'node:child_process';

/** What the prompt of a shell ends with in tests: it waits for keys from then on. */
export const READY = 'READY';

/** Key that the start files of tests bind to a command that prints the line as it stands, between `<` and `>`. */
export const SHOW_LINE = '\u0014';

const LONGEST_MS = 30_000;

export const hasTerminal: boolean =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

/**
 * What stands on the line after the key was pressed.
 * @throws when the shell did not say in half a minute
 */
export function completedLine(
  shell: string,
  line: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<string> {
  const child = spawn('script', ['--quiet', '--command', shell, '/dev/null'], options);
  return new Promise<string>((resolve, reject) => {
    let shown = '';
    let isTyped = false;
    const timer = setTimeout(() => reject(new Error(`nothing came of ${line}: ${shown}`)), LONGEST_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString('utf8');
      if (!isTyped && shown.includes(READY)) {
        isTyped = true;
        child.stdin.write(`${line}\t${SHOW_LINE}`);
      }
      const [, completed] = /<([^<>]*)>/.exec(shown) ?? [];
      if (completed === undefined) return;
      clearTimeout(timer);
      resolve(completed);
    });
    child.on('error', reject);
  }).finally(() => child.kill());
}
