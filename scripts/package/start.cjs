'use strict';
// Starts stella: stella.cjs has every command; verify.cjs has `proof verify` alone, with what it may not need in verify-late.cjs. V8 takes the
// code that it made of a file at packaging (*.cache) where it fits this Node.js and these flags, and compiles the file where it does not.
const root = `${__dirname}/..`;
/** By the names of their files. */
const scripts = new Map();

function start(args) {
  if (args.length === 1 && args[0] === '--version') {
    process.stdout.write(`stella/@VERSION@ ${process.platform}-${process.arch} node-${process.version}\n`);
    return;
  }
  if (!process.env.HOME) setHome();
  const isVerify = args[0] === 'proof' && args[1] === 'verify' && !args.includes('--help') && !args.includes('-h');
  const program = load(isVerify ? 'verify' : 'stella');
  program.main(root, args).then(() => leave(program.isAllWritten ?? isAllWritten));
}

// What the file NAME.cjs exports, which may ask for more by `__late`.
function load(name) {
  let late = null;
  const early = run(name, require, async (module) => {
    late ??= run(`${name}-late`, (id) => (id.startsWith('early:') ? early.early[id.slice('early:'.length)] : require(id)));
    return late[module]();
  });
  return early;
}

function run(name, require_, late) {
  const { existsSync, readFileSync } = require('node:fs');
  const { pathToFileURL } = require('node:url');
  const { Script } = require('node:vm');
  const path = `${__dirname}/${name}.cjs`;
  const cache = `${__dirname}/${name}.cache`;
  // V8 keeps the name with the code, so it is not that of the folder, which is another one everywhere.
  const script = new Script(readFileSync(path, 'latin1'), {
    filename: `${name}.cjs`,
    ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
  });
  scripts.set(name, script);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require_, module, path, __dirname, pathToFileURL(path).href, late);
  return module.exports;
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
function leave(isWritten) {
  if (isWritten()) process.exit();
}

function isAllWritten() {
  return process.stdout.writableLength === 0 && process.stderr.writableLength === 0;
}

if (require.main === module) start(process.argv.slice(2));
else module.exports = { load, scripts };
