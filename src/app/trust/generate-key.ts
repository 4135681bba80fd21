/** Makes a signing key and puts its two halves into files. */

export type GeneratedAlgorithm = 'ed25519' | 'ecdsa-p256';

export interface KeyPair {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  readonly publicKey: { readonly keyid: string };
}

export interface KeyPorts {
  readonly generate: (algorithm: GeneratedAlgorithm, passphrase?: string) => KeyPair;
  readonly files: {
    /** @throws StellaError OUTPUT_EXISTS */
    refuseExisting(path: string): void;
    write(path: string, text: string, mode: number): void;
  };
  /** Where the store's own key lies. */
  readonly ownKeyPath: string;
}

export interface KeyRequest {
  readonly algorithm: GeneratedAlgorithm;
  /** Undefined for a key that is not encrypted. */
  readonly passphrase: string | undefined;
  /** Null: only as the store's own. */
  readonly output: string | null;
  readonly isDefault: boolean;
  readonly overwrite: boolean;
}

export interface KeyGeneration {
  readonly keyid: string;
  readonly algorithm: GeneratedAlgorithm;
  readonly encrypted: boolean;
  readonly privateKey: string;
  readonly publicKey: string;
  /** True when the store signs with it from now on. */
  readonly isDefault: boolean;
}

/** The public key lies beside the private one. @throws StellaError OUTPUT_EXISTS, PERMISSION_DENIED or STORAGE_FULL */
export function generateKey(request: KeyRequest, { generate, files, ownKeyPath }: KeyPorts): KeyGeneration {
  const { algorithm, passphrase, output, isDefault } = request;
  const paths = [...(output === null ? [] : [output]), ...(isDefault ? [ownKeyPath] : [])];
  if (!request.overwrite)
    for (const path of paths.flatMap((key) => [key, publicKeyPath(key)])) files.refuseExisting(path);
  const pair = generate(algorithm, passphrase);
  for (const path of paths) {
    files.write(path, pair.privateKeyPem, 0o600);
    files.write(publicKeyPath(path), pair.publicKeyPem, 0o644);
  }
  const privateKey = output ?? ownKeyPath;
  return {
    keyid: pair.publicKey.keyid,
    algorithm,
    encrypted: passphrase !== undefined,
    privateKey,
    publicKey: publicKeyPath(privateKey),
    isDefault,
  };
}

function publicKeyPath(privateKeyPath: string): string {
  return `${privateKeyPath}.pub`;
}
