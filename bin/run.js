#!/usr/bin/env node
// Nothing may load before this guard: better-sqlite3 crashes without a message on a Node that is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  const message = `stella needs Node.js 22.15 or later, this is ${process.versions.node}`;
  const hint = 'run bin/stella, which finds the Node.js that "npm ci" installed, or install Node.js 24';
  const wantsJson = /(?:^|\s)(?:-o|--output|--format)[ =]?json(?:\s|$)/.test(process.argv.slice(2).join(' '));
  if (wantsJson) {
    const error = { code: 'NODE_UNSUPPORTED', message, hint, details: null };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  } else {
    process.stderr.write(`error: NODE_UNSUPPORTED: ${message}\nhint: ${hint}\n`);
  }
  process.exitCode = 5;
} else {
  const { enableCompileCache } = await import('node:module');
  if (!process.env.HOME) await setHome();
  const root = `${import.meta.dirname}/..`;
  // Made by the build and kept beside the code it belongs to: whoever can write there can write the code itself.
  enableCompileCache?.(`${root}/dist/.compile-cache`);
  const { main } = await import('../dist/cli/main.js');
  await main(root, process.argv.slice(2));
}

// A user whom the host does not know has no home folder, and Node.js throws when it is asked for one.
async function setHome() {
  const { homedir } = await import('node:os');
  try {
    homedir();
  } catch {
    process.env.HOME = '/';
  }
}
