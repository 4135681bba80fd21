'use strict';
// Starts stella from one file: verify.cjs has `proof verify` alone, stella.cjs every command. V8 takes the code that it made of the file
// at packaging (*.cache) where it fits this Node.js and these flags, and compiles the file where it does not.
const root = `${__dirname}/..`;
const args = process.argv.slice(2);
if (args.length === 1 && args[0] === '--version') {
  process.stdout.write(`stella/@VERSION@ ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  if (!process.env.HOME) setHome();
  const { existsSync, readFileSync } = require('node:fs');
  const { pathToFileURL } = require('node:url');
  const { Script } = require('node:vm');
  const isVerify = args[0] === 'proof' && args[1] === 'verify' && !args.includes('--help') && !args.includes('-h');
  const name = isVerify ? 'verify' : 'stella';
  const filename = `${__dirname}/${name}.cjs`;
  const cache = `${__dirname}/${name}.cache`;
  const script = new Script(readFileSync(filename, 'latin1'), {
    filename: `${name}.cjs`,
    ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
  });
  const program = { exports: {} };
  const url = pathToFileURL(filename).href;
  script.runInThisContext()(program.exports, require, program, filename, __dirname, url);
  program.exports.main(root, args).then(leave);
}

// A user whom the host does not know has no home folder, and Node.js throws when it is asked for one.
function setHome() {
  try {
    require('node:os').homedir();
  } catch {
    process.env.HOME = '/';
  }
}

// All has been said: leaving at once spares taking the heap apart. Where a reader is slow, Node.js waits for it as ever.
function leave() {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}
