/** What `stella doctor` looks at on this machine. Only looks. */
import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileAccess, HostInspector } from '../app/host/diagnose.ts';
import { isThere } from './files/is-there.ts';
import { DATABASE_FILE } from './store/open-store.ts';
import { MIGRATIONS } from './store/schema.ts';
import { schemaVersionOf } from './store/schema-version.ts';

/** As bin/run.js asks for. */
const NODE_NEEDED = [22, 15] as const;

/** The parts of the home folder of which the permissions matter one by one; what is in blobs/ is named by its digest. */
const LOOKED_AT = ['.', 'keys', 'trust', DATABASE_FILE, 'config.yaml', 'time-floor.json'];

const HOME = 'the home folder';

export function hostInspector(home: string): HostInspector {
  const version = process.versions.node;
  return {
    home,
    node: { version, isSupported: isSupported(version) },
    homeExists: () => isThere(home, HOME),
    isHomeWritable: () => isWritable(home),
    access: () => (process.platform === 'win32' ? null : accessBelow(home)),
    freeBytes: () => freeBytes(home),
    storeBytes: () => sizeOf(join(home, DATABASE_FILE)),
    schema: () => {
      const found = schemaVersionOf(join(home, DATABASE_FILE));
      return found === null ? null : { version: found, newest: MIGRATIONS.length };
    },
  };
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1]);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws StellaError PERMISSION_DENIED where this user may not look */
function accessBelow(home: string): FileAccess[] {
  const folders = ['keys', 'trust'].filter((folder) => isThere(join(home, folder), HOME));
  const inside = folders.flatMap((folder) =>
    readdirSync(join(home, folder)).map((name) => join(folder, name)),
  );
  return [...LOOKED_AT, ...inside]
    .filter((path) => isThere(join(home, path), HOME))
    .map((path) => accessOf(home, path));
}

function accessOf(home: string, path: string): FileAccess {
  const { mode, uid } = statSync(join(home, path));
  return {
    path,
    isPrivateKey: path.startsWith('keys') && path.endsWith('.pem'),
    isReadableByOthers: (mode & 0o044) !== 0,
    isWritableByOthers: (mode & 0o022) !== 0,
    isOwn: uid === process.getuid?.(),
  };
}

/** Of the nearest folder that is there. */
function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? null : freeBytes(dirname(path));
  }
}

function sizeOf(path: string): number {
  return isThere(path, HOME) ? statSync(path).size : 0;
}
