/** Puts keys into files: private ones for their owner alone. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyPorts } from '../app/trust/generate-key.ts';
import { utf8Encode } from '../core/encoding/utf8.ts';
import { StellaError } from '../core/errors.ts';
import { makeFolder, writeFileAtomically } from './files/write-file.ts';

export const keyFiles: KeyPorts['files'] = {
  refuseExisting(path) {
    if (!existsSync(path)) return;
    throw new StellaError('OUTPUT_EXISTS', `the key ${JSON.stringify(path)} exists already`, {
      hint: 'choose another path, or add --force to replace it; what only the old key could open or prove is lost then',
    });
  },
  write(path, text, mode) {
    makeFolder(dirname(path), 'the folder');
    writeFileAtomically(path, utf8Encode(text), { what: 'the key', overwrite: true, mode });
  },
};
