/**
 * Builds `dist/` from `src/`: one ES module a command, shared code in chunks, so that a command loads what it uses and no
 * more. Native code stays outside the bundle. Then oclif's manifest, which spares it from looking into every command.
 */
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ENGINE_DIGEST_FILE } from '../src/io/program/engine-digest.ts';
import { engineDigestOfSources } from './engine-digest.ts';
import { trimPackages } from './trim-packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** oclif and some of its dependencies are CommonJS: inside an ES module they need these two names. */
const COMMONJS_NAMES = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __fileURLToPath(new URL('.', import.meta.url));`;

rmSync('dist', { recursive: true, force: true });
rmSync('oclif.manifest.json', { force: true });
await build({
  entryPoints: [
    'src/cli/main.ts',
    'src/cli/help.ts',
    'src/io/kit/record-worker.ts',
    'src/cli/verify-worker.ts',
    ...globSync('src/cli/hooks/*.ts'),
    ...globSync('src/commands/**/*.ts'),
  ],
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.15',
  external: ['better-sqlite3', 'typescript', 'ts-node', 'tsx'],
  plugins: [trimPackages],
  banner: { js: COMMONJS_NAMES },
  legalComments: 'none',
  logLevel: 'warning',
});

writeFileSync(ENGINE_DIGEST_FILE, `${engineDigestOfSources(root)}\n`);

const { Plugin } = await import('@oclif/core/config');
const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true } as never);
await plugin.load();
const { commands, ...manifest } = plugin.manifest;
// By id: the file system names them in any order.
const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('oclif.manifest.json', `${JSON.stringify({ ...manifest, commands: sorted }, null, 2)}\n`);
