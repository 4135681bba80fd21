/** `config.yaml` in the home folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { utf8Decode } from '../core/encoding/utf8.ts';
import { limit } from '../core/limits.ts';
import { readInputFile } from './files/read-input-file.ts';

export function configPath(home: string): string {
  return join(home, 'config.yaml');
}

/** False also where the home folder may not be looked into: what needs no home works without. */
export function hasConfig(home: string): boolean {
  return existsSync(configPath(home));
}

/** @throws StellaError LIMIT_EXCEEDED, INPUT_INVALID or PERMISSION_DENIED */
export async function readConfigText(home: string): Promise<string> {
  const options = {
    what: 'the configuration',
    missing: 'INPUT_MISSING',
    maxBytes: limit('configBytes'),
  } as const;
  return utf8Decode(await readInputFile(configPath(home), options), 'config.yaml');
}
