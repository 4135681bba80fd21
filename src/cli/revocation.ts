/** The flags that name certificate revocation lists, and reading them. */
import * as Flags from '@oclif/core/flags';
import type { RevocationRequest } from '../app/proof/evidence-context.ts';

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

/** The lists' files as they were read: data, which can be handed to another process. */
export interface RevocationFiles {
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly isRequired: boolean;
}

interface RevocationFlags {
  readonly crl?: readonly string[] | undefined;
  readonly 'require-crl': boolean;
}

/** What the flags ask for; null without `--crl`. */
export async function revocationFrom(flags: RevocationFlags): Promise<RevocationRequest | null> {
  return await parseRevocation(await readRevocationFiles(flags));
}

/** The bytes of the lists; null without `--crl`. */
export async function readRevocationFiles(flags: RevocationFlags): Promise<RevocationFiles | null> {
  if (flags.crl === undefined) return null;
  const { REVOCATION_LIST_BYTES_MAX } = await import('../core/x509/revocation-list.ts');
  const { readInputFile } = await import('../io/files/read-input-file.ts');
  const files = [];
  for (const path of flags.crl) {
    const bytes = await readInputFile(path, {
      what: 'the revocation list',
      missing: 'INPUT_MISSING',
      maxBytes: REVOCATION_LIST_BYTES_MAX,
    });
    files.push({ path, bytes });
  }
  return { files, isRequired: flags['require-crl'] };
}

/** @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED for what is no list */
export async function parseRevocation(read: RevocationFiles | null): Promise<RevocationRequest | null> {
  if (read === null) return null;
  const { parseRevocationListFile } = await import('../core/x509/revocation-list.ts');
  const lists = read.files.flatMap(({ path, bytes }) => parseRevocationListFile(bytes, path));
  return { lists, isRequired: read.isRequired };
}
