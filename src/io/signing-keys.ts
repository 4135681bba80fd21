/** Reads the keys that sign: from a PEM file that the user names, or the store's own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleSigner } from '../app/make-bundle.ts';
import { utf8Decode } from '../core/encoding/utf8.ts';
import { parsePrivateKeyPem } from '../core/keys/private-key.ts';
import { readInputFile } from './files/read-input-file.ts';

/** Below the home folder: the store's own key, and its certificate where there is one. */
export const OWN_KEY_FILE = join('keys', 'default.pem');
export const OWN_CERTIFICATE_FILE = join('keys', 'default.crt');

const MAX_KEY_BYTES = 2 ** 20;

export interface SignerFiles {
  /** PEM of the private key. */
  readonly key: string;
  /** PEM of its certificate chain, or null. */
  readonly certificate: string | null;
  /** Of an encrypted key. */
  readonly passphrase: string | undefined;
}

/** @throws StellaError INPUT_MISSING, PERMISSION_DENIED or INPUT_INVALID */
export async function readSigner({ key, certificate, passphrase }: SignerFiles): Promise<BundleSigner> {
  const pem = utf8Decode(await readKeyFile(key, 'the key'), 'the key');
  return {
    key: parsePrivateKeyPem(pem, passphrase),
    certificate: certificate === null ? null : await readKeyFile(certificate, 'the certificate'),
  };
}

/** The store's own key; null when it has none. */
export async function readOwnSigner(
  home: string,
  passphrase: string | undefined,
): Promise<BundleSigner | null> {
  const key = join(home, OWN_KEY_FILE);
  if (!existsSync(key)) return null;
  const certificate = join(home, OWN_CERTIFICATE_FILE);
  return await readSigner({ key, certificate: existsSync(certificate) ? certificate : null, passphrase });
}

async function readKeyFile(path: string, what: string): Promise<Uint8Array> {
  return await readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: MAX_KEY_BYTES });
}
