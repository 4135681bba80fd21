/** Every file of an archive but the code that V8 makes, the list and its envelope. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { archiveSbom } from './archive-sbom.ts';
import { NODE_FLAGS } from './code-cache.ts';
import { manPages } from './man-pages.ts';
import { buildMain, buildVerifier, buildWorker } from './one-file.ts';
import { isWindows, nodeBinary, nodePath, root, type Target } from './targets.ts';
import { notices, thirdParties } from './third-party.ts';

export interface Entry {
  readonly content: Uint8Array;
  readonly isExecutable?: boolean;
}

/** As they are in the sources. */
const COPIED = [
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'SECURITY.md',
  'dist/engine.digest',
  'docs/*.md',
  'fixtures/vectors/**/*.*',
  'offline-kit/**/*.*',
  'oclif.manifest.json',
  'schemas/*.json',
];

/** better-sqlite3 without its sources and the binaries for other platforms. */
const DATABASE = [
  'package.json',
  'LICENSE',
  'lib/{index,binding,database,sqlite-error,util}.js',
  'lib/methods/*.js',
];

const WORKERS = {
  'cli/verify-worker': 'src/cli/verify-worker.ts',
  'io/kit/record-worker': 'src/io/kit/record-worker.ts',
};

/** By path in the archive's folder. */
export async function archiveContents(target: Target): Promise<Map<string, Entry>> {
  const { name, version, description, license, oclif } = JSON.parse(text('package.json'));
  const [main, verifier] = [await buildMain(), await buildVerifier(version)];
  const entries = new Map<string, Entry>();
  const add = (path: string, content: string | Uint8Array, isExecutable = false): void => {
    entries.set(path, {
      content: typeof content === 'string' ? Buffer.from(content) : content,
      isExecutable,
    });
  };
  add('dist/stella.cjs', main.text);
  add('dist/verify.cjs', verifier.early.text);
  add('dist/verify-late.cjs', verifier.late.text);
  const metafiles = [main, verifier.early, verifier.late].map(({ metafile }) => metafile);
  for (const [path, entry] of Object.entries(WORKERS)) {
    const { text, metafile } = await buildWorker(entry);
    add(`dist/${path}.js`, text);
    metafiles.push(metafile);
  }
  add('dist/start.cjs', text('scripts/package/start.cjs').replace('@VERSION@', version));
  if (isWindows(target)) add('bin/stella.cmd', launcher('stella.cmd').replaceAll('\n', '\r\n'));
  else add('bin/stella', launcher('stella.sh'), true);
  add(nodePath(target), nodeBinary(target), true);
  const packageJson = { name, version, description, license, type: 'module', private: true, oclif };
  add('package.json', `${JSON.stringify(packageJson, null, 2)}\n`);
  for (const path of filesOf(root, COPIED)) add(path, readFileSync(join(root, path)), path.endsWith('.sh'));
  const database = 'node_modules/better-sqlite3';
  for (const path of filesOf(join(root, database), [...DATABASE, `prebuilds/${target.name}.node`]))
    add(`${database}/${path}`, readFileSync(join(root, database, path)));
  const parties = thirdParties(metafiles, target);
  add('THIRD-PARTY-NOTICES.txt', notices(parties));
  add('sbom.cdx.json', archiveSbom(parties, version));
  if (!isWindows(target))
    for (const [path, page] of manPages(version, description)) add(`man/man1/${path}`, page);
  return entries;
}

/** The list's lines for what is in the archive. */
export function listed(entries: ReadonlyMap<string, Entry>) {
  return [...entries].map(([path, { content }]) => ({ path, digest: digestOf(content) }));
}

function filesOf(folder: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
    if (found.length === 0) throw new Error(`${pattern}: no such file; run "npm run build" first`);
    return found.map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, '/').length));
  });
}

function launcher(file: string): string {
  return text(`scripts/package/${file}`).replace('@FLAGS@', NODE_FLAGS.join(' '));
}

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
