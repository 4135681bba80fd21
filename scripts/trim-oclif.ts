/**
 * An esbuild plugin that spares each start what oclif does and no command of ours needs: sorting the commands by the rules of the
 * locale, which loads ICU's collation data; loading what looks for commands in folders, for which the manifest stands in; and
 * finding out whether the machine is Windows' Linux.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const PLUGIN_REPLACEMENTS: Readonly<Record<string, string>> = {
  '.sort((a, b) => a.id.localeCompare(b.id))': '.sort((a, b) => (a.id < b.id ? -1 : 1))',
  'const tinyglobby_1 = require("tinyglobby");': '',
  '(0, tinyglobby_1.glob)(': 'require("tinyglobby").glob(',
};

export const trimOclif: Plugin = {
  name: 'trim-oclif',
  setup(build) {
    build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const [old, replacement] of Object.entries(PLUGIN_REPLACEMENTS)) {
        if (!contents.includes(old)) throw new Error(`${path} no longer has ${JSON.stringify(old)}`);
        contents = contents.replaceAll(old, replacement);
      }
      return { contents };
    });
    build.onResolve({ filter: /^wsl-utils$/ }, ({ path }) => ({ path, namespace: 'trim-oclif' }));
    build.onLoad({ filter: /.*/, namespace: 'trim-oclif' }, () => ({
      contents: 'export const isWsl = false;',
    }));
  },
};
