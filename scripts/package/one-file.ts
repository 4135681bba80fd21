/**
 * The archive's code in one CommonJS file, with every command in it: a file is read at once, and V8 can keep the code that it made
 * of it (`code-cache.ts`). Where oclif would import a command's file by its path, it finds the command in the same file.
 */
import { globSync } from 'node:fs';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { trimPackages } from '../trim-packages.ts';
import { earlyAndLate, withLateImports } from './early-and-late.ts';
import { root } from './targets.ts';

/** What oclif imports by path: `dist/commands/proof/verify` is `src/commands/proof/verify.ts`. */
const EVERYTHING = ['src/commands/**/*.ts', 'src/cli/help.ts', 'src/cli/hooks/*.ts'];

const EXTERNAL = ['better-sqlite3', 'typescript', 'ts-node', 'tsx'];

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  lineLimit: 160,
  external: EXTERNAL,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
} satisfies BuildOptions;

/** Answers oclif's module loader from the bundle. */
const loadFromBundle: Plugin = {
  name: 'load-from-bundle',
  setup({ onLoad }) {
    onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]module-loader\.js$/ }, () => {
      const files = EVERYTHING.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
      const entries = files.map((file) => {
        const path = file.replace(/^src/, 'dist').replace(/\.ts$/, '');
        return `  ${JSON.stringify(path)}: () => import(${JSON.stringify(`./${file}`)}),`;
      });
      return { resolveDir: root, contents: `${MODULE_LOADER}\nconst MODULES = {\n${entries.join('\n')}\n};` };
    });
  },
};

const MODULE_LOADER = `import { join, relative } from 'node:path';
async function find(root, filePath) {
  const path = relative(root, filePath).replaceAll('\\\\', '/').replace(/\\.js$/, '');
  const module = await MODULES[path]?.();
  if (module !== undefined) return { filePath, isESM: true, module };
  throw Object.assign(new Error('no module ' + path), { code: 'MODULE_NOT_FOUND' });
}
export const loadWithData = ({ root }, path) => find(root, path);
export const load = async ({ root }, path) => (await find(root, path)).module;
export const loadWithDataFromManifest = ({ relativePath }, root) => find(root, join(root, ...relativePath));
export const isPathModule = () => true;`;

export interface BuiltCode {
  readonly text: string;
  readonly metafile: Metafile;
}

/** The text of a function that takes what CommonJS modules take, and the URL of its file. */
const asFunction = {
  format: 'cjs',
  banner: { js: '(function (exports, require, module, __filename, __dirname, __url, __late) {' },
  footer: { js: '})' },
  define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname' },
} satisfies BuildOptions;

export async function buildMain(): Promise<BuiltCode> {
  return await built({
    ...common,
    ...asFunction,
    entryPoints: ['src/cli/main.ts'],
    plugins: [loadFromBundle, trimPackages],
  });
}

/** `proof verify` alone: what it always loads, and what it may ask for. */
export async function buildVerifier(version: string): Promise<{ early: BuiltCode; late: BuiltCode }> {
  const { early, late } = await earlyAndLate({
    ...common,
    ...asFunction,
    entryPoints: ['scripts/package/start-verify.ts'],
    define: { ...asFunction.define, VERSION: JSON.stringify(version) },
    plugins: [trimPackages],
  });
  const { text, metafile } = await built(early);
  return { early: { text: withLateImports(text), metafile }, late: await built(late) };
}

/** The entry of a thread or process, which starts Node.js anew and is a module of its own. */
export async function buildWorker(entry: string): Promise<BuiltCode> {
  return await built({
    ...common,
    entryPoints: [entry],
    format: 'esm',
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
    },
  });
}

async function built(options: BuildOptions): Promise<BuiltCode> {
  const { outputFiles, metafile } = await build(options);
  const [file] = outputFiles ?? [];
  if (file === undefined || metafile === undefined) throw new Error('esbuild made nothing');
  return { text: asciiOnly(file.text), metafile };
}

/** esbuild escapes what is not ASCII everywhere but in regular expressions: a file of bytes is read faster than one of UTF-8. */
function asciiOnly(code: string): string {
  return code.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
