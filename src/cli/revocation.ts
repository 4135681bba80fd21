/** The flags that name certificate revocation lists, and reading them. */
import * as Flags from '@oclif/core/flags';
import type { RevocationRequest } from '../app/bundle-evidence.ts';

export const revocationFlags = {
  crl: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    description: 'certificate revocation list, PEM or DER, to hold the chains against (repeatable)',
  }),
  'require-crl': Flags.boolean({
    dependsOn: ['crl'],
    description: 'refuse a chain with a certificate that no list covers',
  }),
};

/** What the flags ask for; null without `--crl`. */
export async function revocationFrom(flags: {
  readonly crl?: readonly string[] | undefined;
  readonly 'require-crl': boolean;
}): Promise<RevocationRequest | null> {
  if (flags.crl === undefined) return null;
  const { parseRevocationListFile, REVOCATION_LIST_BYTES_MAX } = await import(
    '../core/x509/revocation-list.ts'
  );
  const { readInputFile } = await import('../io/files/read-input-file.ts');
  const lists = [];
  for (const path of flags.crl) {
    const bytes = await readInputFile(path, {
      what: 'the revocation list',
      missing: 'INPUT_MISSING',
      maxBytes: REVOCATION_LIST_BYTES_MAX,
    });
    lists.push(...parseRevocationListFile(bytes, path));
  }
  return { lists, isRequired: flags['require-crl'] };
}
