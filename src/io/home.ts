/** The one folder under which all state lives. */
import { join, resolve } from 'node:path';

/** `--home` or `STELLA_HOME` (oclif reads both into the flag), else the data folder of the platform. */
export function resolveHome(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  if (given !== undefined && given !== '') return resolve(given);
  const ofUser = platform === 'win32' ? undefined : env['HOME'];
  // Node.js would load a module for what the environment says.
  const homedir = (): string => ofUser || process.getBuiltinModule('node:os').homedir();
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'stella');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'stella');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'stella');
}
