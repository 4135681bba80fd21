'use strict';
// Runs command lines in one process, then writes the code that V8 made for them: record-code.cjs FOLDER NAME RUNS UNDO-FLAGS
const { readFileSync, writeFileSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const [root, name, runs, undo] = process.argv.slice(2);
const filename = `${root}/dist/${name}.cjs`;
// V8 keeps this name with the code: not that of the folder, which is another one in each build.
const script = new Script(readFileSync(filename, 'latin1'), { filename: `${name}.cjs` });
const program = { exports: {} };
script.runInThisContext()(program.exports, require, program, filename, `${root}/dist`, pathToFileURL(filename).href);

async function record() {
  for (const args of JSON.parse(runs)) {
    await program.exports.main(root, args);
    if (process.exitCode) throw new Error(`${args.join(' ')}: exit ${process.exitCode}`);
  }
  for (const flag of undo.split(' ')) setFlagsFromString(flag);
  writeFileSync(`${root}/dist/${name}.cache`, script.createCachedData());
}
record().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
