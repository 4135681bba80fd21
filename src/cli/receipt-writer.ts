/** The flags of `score replay` for a signed receipt, and writing it. */
import * as Flags from '@oclif/core/flags';
import type { Store } from '../app/ports/store.ts';
import { addToReceipt, makeReceipt, type ReceiptSubject } from '../app/score/replay-receipt.ts';
import type { ReplayReport } from '../app/score/replay-score.ts';
import { StellaError } from '../core/errors.ts';
import type { SigningKey } from '../core/keys/types.ts';
import { writeFileAtomically } from '../io/files/write-file.ts';
import { readReceipt } from '../io/receipt-files.ts';
import type { CliContext } from './context.ts';
import { passphraseFrom, signerFlags, signerFrom } from './signer.ts';

export const receiptWriterFlags = {
  receipt: Flags.string({ helpValue: 'FILE', description: 'write a signed receipt of this replay' }),
  add: Flags.boolean({
    dependsOn: ['receipt'],
    description: 'add a signature to the receipt that is there, if this replay gave the same',
  }),
  key: Flags.string({
    helpValue: 'PEM',
    dependsOn: ['receipt'],
    description:
      "private key to sign the receipt with: PKCS#8, SEC 1, PKCS#1 or cosign's (default: the store's own)",
  }),
  'passphrase-file': signerFlags['passphrase-file'],
};

interface WriterFlags {
  readonly receipt?: string | undefined;
  readonly add: boolean;
  readonly key?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
}

interface Replayed {
  readonly report: ReplayReport;
  readonly store: Store;
  /** Of this program. */
  readonly version: string;
}

/** Writes the receipt that the flags ask for, also of a replay that gave another root: it says so. */
export async function writeReceipt(
  flags: WriterFlags,
  replayed: Replayed,
  context: CliContext,
): Promise<void> {
  const { receipt, add } = flags;
  if (receipt === undefined) return;
  const key = await receiptKey(flags, context);
  const subject = receiptSubject(replayed);
  const bytes = add ? addToReceipt(await readReceipt(receipt), subject, key) : makeReceipt(subject, key);
  writeFileAtomically(receipt, bytes, { what: 'the receipt', overwrite: add });
}

function receiptSubject({ report, store, version }: Replayed): ReceiptSubject {
  const recorded = store.scans.manifest(report.manifestHash);
  if (recorded === null)
    throw new StellaError('STORE_CORRUPT', `the manifest ${report.manifestHash} is gone`);
  return {
    report,
    expectedRootHash: recorded.rootHash,
    engine: recorded.manifest.engine,
    tool: { name: 'stella', version },
    environment: { node: process.version, platform: process.platform, arch: process.arch },
  };
}

async function receiptKey(flags: WriterFlags, context: CliContext): Promise<SigningKey> {
  const named = { key: flags.key, certificate: undefined, 'passphrase-file': flags['passphrase-file'] };
  const signer = (await signerFrom(named)) ?? (await context.ownSigner(await passphraseFrom(named)));
  if (signer !== null) return signer.key;
  throw new StellaError('INPUT_MISSING', 'there is no key to sign the receipt with', {
    hint: 'give the key of the auditor with --key PEM; "stella key generate --output my.key" makes one',
  });
}
