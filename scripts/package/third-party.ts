/** What of others is in an archive: the packages that esbuild took code from, better-sqlite3 with its SQLite, and Node.js. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { digestHex, digestOf } from '../../src/core/digest/sha256.ts';
import { sortedByKey } from '../../src/core/encoding/order.ts';
import { lockedVersion, nodeBinary, packageFolder, root, type Target } from './targets.ts';

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, or what package.json says instead. */
  readonly license: string;
  readonly purl: string;
  /** Texts of its licence files; none where it ships none. */
  readonly texts: readonly string[];
  /** SHA-256 of the file that is taken over as it is; null for code that was bundled. */
  readonly sha256: string | null;
}

/** Sorted by name. */
export function thirdParties(metafiles: readonly Metafile[], target: Target): ThirdParty[] {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set([
    'node_modules/better-sqlite3',
    ...inputs.flatMap((path) => packageOf(path) ?? []),
  ]);
  const packages = [...folders].map((folder) => readPackage(join(root, folder)));
  return sortedByKey(
    [...packages, nodeJs(target), sqlite(target)],
    ({ name, version }) => `${name} ${version}`,
  );
}

/** The folder of the package that a file is of: the innermost, for a package may bring another release of one that is there. */
function packageOf(path: string): string | null {
  const [folder] = /.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
  return folder ?? null;
}

function readPackage(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = licenseTexts(folder);
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  return { name, version, license: String(license), purl, texts, sha256: null };
}

/** Its licence file has those of all that it contains: V8, OpenSSL, libuv, ICU, zlib and others. */
function nodeJs(target: Target): ThirdParty {
  const { nodePackage, licencePackage = nodePackage } = target;
  const version = lockedVersion(nodePackage);
  const texts = licenseTexts(packageFolder(licencePackage));
  if (texts.length === 0 || major(lockedVersion(licencePackage)) !== major(version))
    throw new Error(`${licencePackage} has no licences of Node.js ${version}`);
  return {
    name: 'node',
    version,
    license: 'MIT',
    purl: `pkg:npm/${nodePackage}@${version}`,
    texts,
    sha256: digestHex(digestOf(nodeBinary(target))),
  };
}

function major(version: string): string {
  return version.slice(0, version.indexOf('.'));
}

function sqlite({ name }: Target): ThirdParty {
  const folder = join(root, 'node_modules/better-sqlite3');
  const header = readFileSync(join(folder, 'deps/sqlite3/sqlite3.h'), 'utf8');
  const [, version] = /^#define SQLITE_VERSION\s+"([^"]+)"/m.exec(header) ?? [];
  if (version === undefined) throw new Error('better-sqlite3 no longer says which SQLite it has');
  return {
    name: 'sqlite',
    version,
    license: 'blessing',
    purl: `pkg:generic/sqlite@${version}`,
    texts: ['SQLite is in the public domain: https://sqlite.org/copyright.html\n'],
    sha256: digestHex(digestOf(readFileSync(join(folder, `prebuilds/${name}.node`)))),
  };
}

function licenseTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) =>
    /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name),
  );
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The notices that must go with the archive. */
export function notices(parties: readonly ThirdParty[]): string {
  const sections = parties.map(({ name, version, license, texts }) => {
    const body =
      texts.length === 0
        ? 'It ships no licence file; the licence is the one named above.\n'
        : texts.join('\n');
    return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${body}`;
  });
  return `The standalone archive of stella has code of others in it. Their notices:\n\n${sections.join('\n')}`;
}
