/** The flags about receipts of replays, and what `--threshold` counts. */
import * as Flags from '@oclif/core/flags';
import type { TrustReader, TrustSource } from '../app/ports/trust.ts';
import type { ReceiptRequest } from '../app/proof/verify-batch.ts';
import { StellaError } from '../core/errors.ts';

const many = { helpValue: 'N', min: 1, max: 64 } as const;

export const receiptFlags = {
  threshold: Flags.integer({
    ...many,
    description:
      'how many different trusted keys must have signed the bundle; with --receipts: how many independent replays must agree (default: 1)',
  }),
  receipts: Flags.string({
    helpValue: 'DIR',
    description:
      'folder of signed receipts of replays (score replay --receipt), which must agree with the bundle',
  }),
  'receipt-trust-root': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    dependsOn: ['receipts'],
    description: "file or folder of the auditors' public keys (repeatable; default: those of --trust-root)",
  }),
  'signature-threshold': Flags.integer({
    ...many,
    dependsOn: ['receipts'],
    description: 'with --receipts: how many different trusted keys must have signed the bundle (default: 1)',
  }),
};

interface ReceiptFlags {
  readonly threshold?: number | undefined;
  readonly receipts?: string | undefined;
  readonly 'receipt-trust-root'?: readonly string[] | undefined;
  readonly 'signature-threshold'?: number | undefined;
}

export interface Thresholds {
  /** On the bundle. */
  readonly signatures: number;
  readonly receipts: number;
}

/** `--threshold` is of receipts where receipts are asked for, else of signatures. */
export function thresholdsFrom(flags: ReceiptFlags): Thresholds {
  const threshold = flags.threshold ?? 1;
  return flags.receipts === undefined
    ? { signatures: threshold, receipts: 0 }
    : { signatures: flags['signature-threshold'] ?? 1, receipts: threshold };
}

/** The receipts that the flags name, each judged; null when they name none. */
export async function receiptsFrom(
  flags: ReceiptFlags,
  {
    threshold,
    trust,
    trustReader,
  }: { readonly threshold: number; readonly trust: TrustSource; readonly trustReader: TrustReader },
): Promise<ReceiptRequest | null> {
  if (flags.receipts === undefined) return null;
  const { readReceipts } = await import('../io/receipt-files.ts');
  const { judgeReceipts } = await import('../core/receipt/judge-receipts.ts');
  const auditors = flags['receipt-trust-root'];
  const { keys } = auditors === undefined ? trust.roots : (await trustReader.load(auditors)).roots;
  if (keys.length === 0) {
    throw new StellaError('TRUST_ROOT_MISSING', 'there is no key to check the receipts with', {
      hint: "give the auditors' public keys with --receipt-trust-root; receipts are not checked by certificates",
    });
  }
  return { judged: judgeReceipts(await readReceipts(flags.receipts), keys), threshold };
}
