/** What a path means on the platform that runs. */
import { StellaError } from '../../core/errors.ts';

/** True for a path that is written as that of a folder: with a slash at its end, on Windows also a backslash. */
export function isFolderPath(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return path.endsWith('/') || (platform === 'win32' && path.endsWith('\\'));
}

/** What Windows takes for a device, whatever is behind the first dot, and characters that no name there has. */
const NOT_ON_WINDOWS = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|[<>:"|?*]/i;

/**
 * Refuses names that Windows would write somewhere else: behind a colon into a stream of another file, a device's to the device.
 * @param paths relative, with slashes
 * @param hint where they could be written instead
 * @throws StellaError USAGE
 */
export function refuseUnwritableNames(
  paths: readonly string[],
  hint: string,
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform !== 'win32') return;
  const path = paths.find((candidate) => candidate.split('/').some((step) => NOT_ON_WINDOWS.test(step)));
  if (path !== undefined)
    throw new StellaError('USAGE', `Windows has no files with the name ${JSON.stringify(path)}`, { hint });
}
