/**
 * The flags that name a signing key, and reading it. Passphrases come from a file, a variable or a prompt, never an argument:
 * what stands on a command line is seen by everyone on the host and kept in the shell's history.
 */

import * as Flags from '@oclif/core/flags';
import type { BundleSigner } from '../app/bundle/make-bundle.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';

export const signerFlags = {
  key: Flags.string({
    helpValue: 'PEM',
    description: "private key to sign with: PKCS#8, SEC 1, PKCS#1 or cosign's (default: the store's own)",
  }),
  certificate: Flags.string({
    helpValue: 'PEM',
    dependsOn: ['key'],
    description: 'certificate of that key, then its intermediates, to put in the bundle',
  }),
  'passphrase-file': Flags.string({
    helpValue: 'FILE',
    description:
      'file whose first line is the passphrase of the key (or the variable STELLA_KEY_PASSPHRASE; else a terminal is asked)',
  }),
};

export interface SignerOptions {
  readonly key: string | undefined;
  readonly certificate: string | undefined;
  readonly 'passphrase-file': string | undefined;
}

/** The signer that the flags name; null when they name none. */
export async function signerFrom(options: SignerOptions): Promise<BundleSigner | null> {
  if (options.key === undefined) return null;
  const { readSigner } = await import('../io/signing-keys.ts');
  const { askPassphrase } = await import('./ask-passphrase.ts');
  const { key, certificate } = options;
  return await readSigner({
    key,
    certificate: certificate ?? null,
    passphrase: await passphraseFrom(options),
    askPassphrase,
  });
}

/** The passphrase from the file or the variable; undefined when neither is given. */
export async function passphraseFrom(
  options: Pick<SignerOptions, 'passphrase-file'>,
): Promise<string | undefined> {
  const path = options['passphrase-file'];
  if (path === undefined) return process.env['STELLA_KEY_PASSPHRASE'];
  const { readInputFile } = await import('../io/files/read-input-file.ts');
  const bytes = await readInputFile(path, {
    what: 'the passphrase file',
    missing: 'INPUT_MISSING',
    maxBytes: limit('passphraseFileBytes'),
  });
  const [line = ''] = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (line === '')
    throw new StellaError(
      'INPUT_INVALID',
      `the passphrase file ${JSON.stringify(path)} begins with an empty line`,
    );
  return line;
}
