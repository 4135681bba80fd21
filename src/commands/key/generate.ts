import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { type GeneratedAlgorithm, generateKey } from '../../app/trust/generate-key.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { groupedFlag } from '../../cli/flags.ts';
import { renderKey } from '../../cli/render/key.ts';
import { passphraseFrom, signerFlags } from '../../cli/signer.ts';
import { StellaError } from '../../core/errors.ts';
import { keyFiles } from '../../io/key-files.ts';
import { generateKeyPair } from '../../io/key-generation.ts';
import { OWN_KEY_FILE } from '../../io/signing-keys.ts';

export default class KeyGenerate extends FileCommand<typeof KeyGenerate> {
  static override summary = 'make a signing key: the private key, and beside it the public key to give out';
  static override description =
    'PKCS#8 PEM, readable by its owner only, encrypted when a passphrase is given; the public key is written to FILE.pub. ' +
    'With --default it becomes the key that this store signs with when no --key is given.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --output issuer.key',
    '<%= config.bin %> <%= command.id %> --output issuer.key --passphrase-file passphrase.txt --default',
  ];
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', description: 'file for the private key' }),
    algorithm: Flags.string({
      options: ['ed25519', 'ecdsa-p256'],
      default: 'ed25519',
      description: 'kind of key',
    }),
    default: Flags.boolean({ description: "make it the store's own key too" }),
    'passphrase-file': signerFlags['passphrase-file'],
    force: Flags.boolean({ description: 'replace existing files' }),
    grouped: groupedFlag,
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    if (flags.output === undefined && !flags.default) {
      throw new StellaError('USAGE', 'nothing says where the key should go', {
        hint: 'add --output FILE, or --default for the store itself',
      });
    }
    const key = generateKey(
      {
        algorithm: flags.algorithm as GeneratedAlgorithm,
        passphrase: await passphraseFrom(flags),
        output: flags.output ?? null,
        isDefault: flags.default,
        overwrite: flags.force,
      },
      { generate: generateKeyPair, files: keyFiles, ownKeyPath: join(context.home, OWN_KEY_FILE) },
    );
    return { document: key, render: (style) => renderKey(key, flags.grouped, style) };
  }
}
