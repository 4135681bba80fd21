/**
 * Runs several commands of the built program one after another in this one process, which is much faster than a process each, and
 * prints a line of JSON for each: `{ "line", "exit", "output" }`. For trying what a spoilt store does to all of them.
 *
 *     node many-commands.ts HOME 'offline status' 'scan list' …
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [home = '', ...lines] = process.argv.slice(2);
process.env['STELLA_HOME'] = home;
process.env['STELLA_DEBUG'] = '1';

const root = new URL('../../', import.meta.url).pathname;
const { main } = (await import(new URL('../../dist/cli/main.js', import.meta.url).href)) as {
  main: (root: string, argv: readonly string[]) => Promise<void>;
};

let output = '';
const write = process.stdout.write.bind(process.stdout);
const take = (chunk: unknown): boolean => {
  output += String(chunk);
  return true;
};
process.stdout.write = take as typeof process.stdout.write;
process.stderr.write = take as typeof process.stderr.write;
const { writeSync } = fs;
fs.writeSync = ((descriptor: number, content: Uint8Array, ...rest: never[]): number => {
  if (descriptor > 2) return writeSync(descriptor, content, ...rest);
  take(Buffer.from(content));
  return content.length;
}) as typeof writeSync;
syncBuiltinESMExports();
for (const line of lines) {
  output = '';
  process.exitCode = 0;
  await main(root, line.split(' '));
  write(`${JSON.stringify({ line, exit: process.exitCode, output: output.slice(0, 4000) })}\n`);
}
process.exitCode = 0;
