/** What stands below a folder, never through a link. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All but the folders below `root`, by their paths relative to it, with slashes whatever the platform has. Step by step, because Node's
 * recursive readdir goes through links: to the whole disk, or round in a circle.
 * @param prefix where in `root` to begin: `dist/`, or nothing
 */
export function entriesBelow(root: string, prefix = ''): (readonly [path: string, entry: Dirent])[] {
  return readdirSync(join(root, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? entriesBelow(root, `${path}/`) : [[path, entry] as const];
  });
}

/** The plain files among them. */
export function filesBelow(root: string, prefix = ''): string[] {
  return entriesBelow(root, prefix).flatMap(([path, entry]) => (entry.isFile() ? [path] : []));
}
