'use strict';
// Runs command lines in one process, then writes the code that V8 made for them: record-code.cjs FOLDER NAME RUNS UNDO-FLAGS
const { writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');

const [root, name, runs, undo] = process.argv.slice(2);
const { load, scripts } = require(`${root}/dist/start.cjs`);
const { main } = load(name);

async function record() {
  for (const args of JSON.parse(runs)) {
    await main(root, args);
    if (process.exitCode) throw new Error(`${args.join(' ')}: exit ${process.exitCode}`);
  }
  for (const flag of undo.split(' ')) setFlagsFromString(flag);
  for (const [file, script] of scripts) writeFileSync(`${root}/dist/${file}.cache`, script.createCachedData());
}
record().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
