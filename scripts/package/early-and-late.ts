/**
 * Code in two files: what is loaded at once, and what may be asked for later. A file is read whole, and V8 makes every function of its
 * outermost scope, also those that are never used; so what is not needed at once stands elsewhere.
 *
 * In the early file, `import()` of a late module is `__late(NAME)`. In the late file every module of ours is a closure of its own, and asks
 * for early modules by `require('early:NAME')`. A name is the path of a source file.
 */
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';

/** What is to be resolved by esbuild itself. */
const PLAIN = 'plain';

/** A namespace of its own: a file that becomes CommonJS stands in a folder of ES modules. */
const CLOSURES = 'closures';

export interface OneEntry extends BuildOptions {
  readonly entryPoints: [string];
  readonly absWorkingDir: string;
}

/** Options for esbuild. Of the early file's text, `withLateImports` is what counts. */
export interface EarlyAndLate {
  readonly early: BuildOptions;
  readonly late: BuildOptions;
}

/** Which modules are late is found by a build in one file. */
export async function earlyAndLate(options: OneEntry): Promise<EarlyAndLate> {
  const { metafile } = await build({ ...options, metafile: true, write: false });
  const modules = modulesOf(metafile as Metafile, options.entryPoints[0]);
  return { early: earlyOptions(modules, options), late: lateOptions(modules, options) };
}

/** The early file's text as it runs. */
export function withLateImports(text: string): string {
  return text.replaceAll(/\bimport\("late:([^"]+)"\)/g, '__late("$1")');
}

/** Modules by their paths. */
interface Modules {
  /** Those to which no static import leads from the entry. */
  readonly late: ReadonlySet<string>;
  /** Of these, what early modules ask for. */
  readonly asked: ReadonlySet<string>;
  /** Early modules of ours that late ones import. */
  readonly shared: ReadonlySet<string>;
}

function modulesOf({ inputs }: Metafile, entry: string): Modules {
  const late = new Set(Object.keys(inputs).filter(isModule));
  const early = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (!late.delete(path)) continue;
    early.add(path);
    for (const { path: imported, kind } of inputs[path]?.imports ?? [])
      if (kind === 'import-statement') waiting.push(imported);
  }
  const importsOf = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => inputs[path]?.imports.map((imported) => imported.path) ?? []);
  const asked = new Set(importsOf(early).filter((path) => late.has(path)));
  const shared = new Set(importsOf(late).filter((path) => early.has(path)));
  return { late, asked, shared };
}

/** A module of ours. A package may be in both files: none of them keeps a state that matters. */
function isModule(path: string): boolean {
  return path.endsWith('.ts') && !path.startsWith('node_modules');
}

function earlyOptions({ late, shared }: Modules, options: OneEntry): BuildOptions {
  const names = [...shared].sort();
  const contents = [
    `export * from './${options.entryPoints[0]}';`,
    ...names.map((name, i) => `import * as early${i} from './${name}';`),
    `export const early = { ${names.map((name, i) => `'${name}': early${i}`).join(', ')} };`,
  ].join('\n');
  const lateImports: Plugin = {
    name: 'late-imports',
    setup: (build) =>
      onResolved(build, options, (file) =>
        late.has(file) ? { path: `late:${file}`, external: true } : null,
      ),
  };
  return withEntry(options, contents, lateImports);
}

function lateOptions({ asked, shared }: Modules, options: OneEntry): BuildOptions {
  const entries = [...asked].sort().map((name) => `'${name}': () => require('./${name}')`);
  const closures: Plugin = {
    name: 'closures',
    setup(build) {
      onResolved(build, options, (file, path) => {
        if (shared.has(file)) return { path: `early:${file}`, external: true };
        return isModule(file) ? { path, namespace: CLOSURES } : null;
      });
      build.onLoad({ filter: /.*/, namespace: CLOSURES }, async ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const { target = 'node24', define = {} } = options;
        // By its ending esbuild knows an ES module, whose imports of CommonJS are those of Node.js.
        const { code } = await transform(source, {
          loader: 'ts',
          format: 'cjs',
          sourcefile: 'module.mts',
          target,
          define,
        });
        return { contents: code, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
  return withEntry(options, `module.exports = { ${entries.join(', ')} };`, closures);
}

/** @param place where a file is to be found instead, or null where it stays what it is */
function onResolved(
  build: Parameters<Plugin['setup']>[0],
  { absWorkingDir }: OneEntry,
  place: (file: string, path: string) => { path: string; namespace?: string; external?: boolean } | null,
): void {
  build.onResolve({ filter: /.*/ }, async ({ path, namespace: _, pluginData, ...args }) => {
    if (pluginData === PLAIN || args.kind === 'entry-point') return null;
    const found = await build.resolve(path, { ...args, pluginData: PLAIN });
    if (found.namespace !== 'file' || found.errors.length > 0) return found;
    return place(relative(absWorkingDir, found.path), found.path) ?? found;
  });
}

function withEntry({ entryPoints: _, ...options }: OneEntry, contents: string, plugin: Plugin): BuildOptions {
  return {
    ...options,
    stdin: { contents, resolveDir: options.absWorkingDir, loader: 'js' },
    plugins: [...(options.plugins ?? []), plugin],
  };
}
