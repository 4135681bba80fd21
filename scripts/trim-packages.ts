/**
 * An esbuild plugin that spares each start what oclif and chalk do and a command does not need: loading modules before they are used;
 * sorting the commands by the rules of the locale, which loads ICU's collation data; streams for standard output, and a guess at its
 * colours, which `src/cli` decides; finding out whether the machine is Windows' Linux.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Text of a file that is another in the bundle. */
interface Replacement {
  readonly file: RegExp;
  readonly old: string;
  readonly replacement: string;
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    file: /config[\\/]plugin\.js$/,
    old: '.sort((a, b) => a.id.localeCompare(b.id))',
    replacement: '.sort((a, b) => (a.id < b.id ? -1 : 1))',
  },
  {
    file: /lib[\\/]command\.js$/,
    old: "process.stdout.on('error'",
    replacement: "(() => undefined)('error'",
  },
];

/** What TypeScript makes of an import: a name with a number at its end, which stands nowhere else. */
const IMPORT = /^(?:const|var) (\w+_\d+) = (.*\brequire\(["'][^"']+["']\).*);$/gm;

/** Where the name is used: as an object with members, one of which may be constructed. */
const USE = /\b(new )?(\w+_\d+)((?:\.\w+)*)/g;

/** Each import becomes a function that loads the module when it is first called. */
function loadedWhenUsed(code: string): string {
  const names = new Set(Array.from(code.matchAll(IMPORT), ([, name]) => name));
  const used = (line: string): string =>
    line.replace(USE, (all, isNew, name, members) => {
      if (!names.has(name)) return all;
      return isNew ? `new (${name}()${members})` : `${name}()${members}`;
    });
  return code
    .split('\n')
    .map((line) =>
      line.search(IMPORT) === 0
        ? line.replace(IMPORT, 'let $1_module; function $1() { return ($1_module ??= $2); }')
        : used(line),
    )
    .join('\n');
}

export const trimPackages: Plugin = {
  name: 'trim-packages',
  setup(build) {
    build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, ({ path }) => {
      const contents = loadedWhenUsed(readFileSync(path, 'utf8'));
      return { contents: REPLACEMENTS.filter(({ file }) => file.test(path)).reduce(replaced, contents) };
    });
    build.onLoad({ filter: /chalk[\\/]source[\\/]vendor[\\/]supports-color[\\/]index\.js$/ }, () => ({
      contents: 'export default { stdout: false, stderr: false };',
    }));
    build.onResolve({ filter: /^wsl-utils$/ }, ({ path }) => ({ path, namespace: 'trim-packages' }));
    build.onLoad({ filter: /.*/, namespace: 'trim-packages' }, () => ({
      contents: 'export const isWsl = false;',
    }));
  },
};

function replaced(contents: string, { file, old, replacement }: Replacement): string {
  if (!contents.includes(old)) throw new Error(`${file.source} no longer has ${JSON.stringify(old)}`);
  return contents.replaceAll(old, replacement);
}
