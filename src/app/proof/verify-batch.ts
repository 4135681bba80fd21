/**
 * Verifies many bundles, in any number at once, and tells of them in their order. What it holds in memory does not grow with
 * the input: only so many bundles are begun ahead of the one whose turn it is.
 */

import { INDEX_FILE } from '../../core/bundle/bundle-index.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { appendCheck } from '../../core/proof/append-check.ts';
import { checkAgainstIndex } from '../../core/proof/index-check.ts';
import { nothingEstablished } from '../../core/proof/proof-statements.ts';
import { checkReceipts, type JudgedReceipt } from '../../core/receipt/judge-receipts.ts';
import type { BundlePlace, ReadBundle } from '../ports/bundle-files.ts';
import type { TrustSource } from '../ports/trust.ts';
import { assumptions } from './assumptions.ts';
import type { Batch, BatchItem, PlannedArchive } from './plan-batch.ts';
import { formatShard, isInShard, type Shard } from './shard.ts';
import type { VerificationTime } from './verification-time.ts';
import {
  type ProofVerification,
  unreadVerification,
  type VerifyProofPorts,
  verifyProofFile,
} from './verify-proof.ts';

/** Where a verification stands among those of its input. */
export interface BatchPlace {
  /** From 0; null for what is said of the archive as a whole. */
  readonly position: number | null;
  readonly total: number;
  /** `2/8`; `1/1` for all. */
  readonly shard: string;
  readonly input: string;
}

/** A line of `--output ndjson` (docs/formats.md, section 13). */
export interface VerificationLine extends ProofVerification {
  readonly schema: 'stella.verification-line/v1';
  readonly batch: BatchPlace;
}

export interface BatchVerifier {
  /** How many bundles it works on at once. */
  readonly width: number;
  /** Never rejects for what is wrong with a bundle. */
  verify(item: BatchItem): Promise<ProofVerification>;
}

/** How far ahead of the output work is begun, for each that works: one large bundle holds up the others no sooner. */
const AHEAD = 16;

/** The lines of a shard: first of the archives whose index does not hold, then of each bundle. */
export async function* verifyBatch(
  batch: Batch,
  shard: Shard,
  verifier: BatchVerifier,
  {
    onBundle,
    ...context
  }: {
    readonly at: VerificationTime;
    readonly trust: TrustSource;
    readonly onBundle: (done: number) => void;
  },
): AsyncGenerator<VerificationLine> {
  const { items, archives, input } = batch;
  const place = { total: items.length, shard: formatShard(shard), input };
  for (const archive of archives)
    if (archive.error !== null)
      yield line(failedIndex(archive, archive.error, context), { position: null, ...place });
  const own = items.filter(({ position }) => isInShard(position, shard));
  const begun: Promise<VerificationLine>[] = [];
  let done = 0;
  for (let next = 0; done < own.length; done++) {
    for (; next < own.length && begun.length < verifier.width * AHEAD; next++) {
      const item = own[next] as BatchItem;
      const verification = verifier.verify(item).then((v) => line(v, { position: item.position, ...place }));
      // A failure is thrown where its turn comes; until then nobody waits for it.
      verification.catch(() => undefined);
      begun.push(verification);
    }
    const verification = await (begun.shift() as Promise<VerificationLine>);
    onBundle(done + 1);
    yield verification;
  }
}

function line(verification: ProofVerification, batch: BatchPlace): VerificationLine {
  return { schema: 'stella.verification-line/v1', batch, ...verification };
}

function failedIndex(
  { path }: PlannedArchive,
  { code, message, hint, details }: StellaError,
  context: Pick<VerifyProofPorts, 'at' | 'trust'>,
): ProofVerification {
  const { time: verifiedAt, clock } = context.at;
  return {
    bundle: `${path.replace(/\/+$/, '')}/${INDEX_FILE}`,
    bundleDigest: null,
    verifiedAt,
    clock,
    verified: false,
    code,
    proven: null,
    checks: [
      {
        name: 'index',
        status: 'fail',
        code,
        reason: message,
        ...(hint === undefined ? {} : { hint }),
        ...(details === undefined ? {} : { details }),
      },
    ],
    ...nothingEstablished('archive', assumptions(context)),
  };
}

/** Receipts that were judged, and how many replays must agree. */
export interface ReceiptRequest {
  readonly judged: readonly JudgedReceipt[];
  readonly threshold: number;
}

export interface VerifyItemPorts extends Omit<VerifyProofPorts, 'bundles'> {
  /** Null when no receipts are asked for. */
  readonly receipts: ReceiptRequest | null;
  /** @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID */
  readonly read: (place: BundlePlace) => Promise<ReadBundle>;
}

/** One bundle of a batch. Whatever happens on the way is this bundle's failure and no other's. */
export async function verifyItem(
  { name, place, expectation }: Pick<BatchItem, 'name' | 'place' | 'expectation'>,
  { read, receipts, ...ports }: VerifyItemPorts,
): Promise<ProofVerification> {
  try {
    const report = await verifyProofFile(name, { ...ports, bundles: { read: () => read(place) } });
    return withReceipts(withIndex(report, expectation), receipts);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unreadVerification(
      name,
      isStellaError(error) ? error : new StellaError('INTERNAL', message),
      ports,
    );
  }
}

function withIndex(report: ProofVerification, expectation: BatchItem['expectation']): ProofVerification {
  if (expectation === null) return report;
  const check = checkAgainstIndex(expectation, report.bundleDigest, report);
  return { ...report, ...appendCheck(report, check) };
}

function withReceipts(report: ProofVerification, receipts: ReceiptRequest | null): ProofVerification {
  if (receipts === null) return report;
  const { check, statements } = checkReceipts(receipts.judged, receipts.threshold, report.proven);
  return { ...report, ...appendCheck(report, check, statements) };
}
