/**
 * An esbuild plugin that spares each start two things that oclif does and no command of ours needs: sorting the commands by the
 * rules of the locale, which loads ICU's collation data, and finding out whether the machine is Windows' Linux.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const SORT_BY_LOCALE = '.sort((a, b) => a.id.localeCompare(b.id))';
const SORT_BY_CODE_UNIT = '.sort((a, b) => (a.id < b.id ? -1 : 1))';

export const trimOclif: Plugin = {
  name: 'trim-oclif',
  setup(build) {
    build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes(SORT_BY_LOCALE)) throw new Error(`${path} no longer sorts as it did`);
      return { contents: source.replaceAll(SORT_BY_LOCALE, SORT_BY_CODE_UNIT) };
    });
    build.onResolve({ filter: /^wsl-utils$/ }, ({ path }) => ({ path, namespace: 'trim-oclif' }));
    build.onLoad({ filter: /.*/, namespace: 'trim-oclif' }, () => ({
      contents: 'export const isWsl = false;',
    }));
  },
};
