/** Reads the keys that sign: from a PEM file that the user names, or the store's own. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleSigner } from '../app/bundle/make-bundle.ts';
import { utf8Decode } from '../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../core/errors.ts';
import { hasEncryptedPrivateKey, parsePrivateKeyPem } from '../core/keys/private-key.ts';
import { limit } from '../core/limits.ts';
import { readInputFile } from './files/read-input-file.ts';

/** Below the home folder: the store's own key, its public half, and its certificate where there is one. */
export const OWN_KEY_FILE = join('keys', 'default.pem');
export const OWN_PUBLIC_KEY_FILE = `${OWN_KEY_FILE}.pub`;
export const OWN_CERTIFICATE_FILE = join('keys', 'default.crt');

const MAX_KEY_BYTES = limit('keyFileBytes');

export interface SignerFiles {
  /** PEM of the private key. */
  readonly key: string;
  /** PEM of its certificate chain, or null. */
  readonly certificate: string | null;
  /** Of an encrypted key. */
  readonly passphrase: string | undefined;
  /** Asks a person for the passphrase of the key in a file, where it is needed and was not given. */
  readonly askPassphrase?: AskPassphrase;
}

/** Undefined where there is nobody to ask. */
export type AskPassphrase = (path: string) => Promise<string | undefined>;

/** @throws StellaError INPUT_MISSING, PERMISSION_DENIED, INPUT_INVALID or LIMIT_EXCEEDED */
export async function readSigner(files: SignerFiles): Promise<BundleSigner> {
  const { key, certificate, askPassphrase } = files;
  const pem = utf8Decode(await readKeyFile(key, 'the key'), 'the key');
  const isAsked = files.passphrase === undefined && naming(key, () => hasEncryptedPrivateKey(pem));
  const passphrase = isAsked ? await askPassphrase?.(key) : files.passphrase;
  return {
    key: naming(key, () => parsePrivateKeyPem(pem, passphrase)),
    certificate: certificate === null ? null : await readKeyFile(certificate, 'the certificate'),
  };
}

/** Whatever is wrong with the key, the error names its file. */
function naming<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!isStellaError(error)) throw error;
    const { code, message, hint, details } = error;
    throw new StellaError(code, `the key ${JSON.stringify(path)}: ${message}`, {
      cause: error,
      hint: hint ?? 'give the PEM file of a private key, such as stella key generate makes',
      ...(details === undefined ? {} : { details }),
    });
  }
}

/** The store's own key; null when it has none. */
export async function readOwnSigner(
  home: string,
  passphrase: string | undefined,
  askPassphrase?: AskPassphrase,
): Promise<BundleSigner | null> {
  const key = join(home, OWN_KEY_FILE);
  if (!existsSync(key)) return null;
  const certificate = join(home, OWN_CERTIFICATE_FILE);
  return await readSigner({
    key,
    certificate: existsSync(certificate) ? certificate : null,
    passphrase,
    ...(askPassphrase === undefined ? {} : { askPassphrase }),
  });
}

async function readKeyFile(path: string, what: string): Promise<Uint8Array> {
  return await readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: MAX_KEY_BYTES });
}
