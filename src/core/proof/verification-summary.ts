/** The results of shards, joined: what failed, and whether every bundle of the input is accounted for, once. */
import * as v from 'valibot';
import { ERROR_CODES, type ErrorCode, StellaError } from '../errors.ts';
import type { DocumentFormat } from '../json/document.ts';
import { countShape, digestShape } from '../json/shapes.ts';
import type { ReadLine } from './verification-line.ts';

const rangeShape = v.tuple([countShape, countShape]);

const verificationSummaryShape = v.strictObject({
  schema: v.literal('stella.verification-summary/v1'),
  /** Of the list that was verified. */
  input: digestShape,
  /** How many bundles the input has. */
  total: countShape,
  verified: countShape,
  failed: countShape,
  /** How many failed with each code. */
  byCode: v.record(v.picklist(ERROR_CODES), countShape),
  /** In the order of the input. An archive's index that does not hold is among them, with no position. */
  failures: v.array(
    v.strictObject({
      position: v.nullable(countShape),
      bundle: v.string(),
      code: v.picklist(ERROR_CODES),
      reason: v.string(),
    }),
  ),
  /** True when every bundle has a result and no two results contradict each other. */
  complete: v.boolean(),
  missing: v.strictObject({
    bundles: countShape,
    /** From and to, both included. */
    positions: v.array(rangeShape),
    /** Shards of which there is no result at all. */
    shards: v.array(v.string()),
  }),
  /** Bundles with more than one result, and those of them whose results differ. */
  duplicates: v.strictObject({ bundles: countShape, contradicting: v.array(countShape) }),
});

export type VerificationSummary = v.InferOutput<typeof verificationSummaryShape>;

export const VERIFICATION_SUMMARY_FORMAT = {
  schemaName: 'stella.verification-summary/v1',
  what: 'the answer of proof summary',
  shape: verificationSummaryShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof verificationSummaryShape>;

type Failure = VerificationSummary['failures'][number];

/** Takes lines in any order. Holds a few bytes for each bundle of the input, and the failures. */
export class SummaryBuilder {
  #batch: Pick<ReadLine['batch'], 'total' | 'input'> | null = null;
  #shardCount = 1;
  /** By position: the digest and code of its result, or undefined. */
  #results: (string | undefined)[] = [];
  readonly #shards = new Set<string>();
  readonly #failures = new Map<string, Failure>();
  readonly #duplicates = new Set<number>();
  readonly #contradicting = new Set<number>();
  #verified = 0;

  /**
   * @param what names the line in errors
   * @throws StellaError INPUT_INVALID when the line is of another run than those before
   */
  add(line: ReadLine, what: string): void {
    const { position, total, shard, input } = line.batch;
    this.#batch ??= { total, input };
    if (this.#batch.input !== input || this.#batch.total !== total || (position ?? 0) >= Math.max(1, total)) {
      throw new StellaError(
        'INPUT_INVALID',
        `${what} is of another list of bundles than the lines before it`,
        {
          details: { expected: this.#batch.input, received: input },
          hint: 'join only results over the same input: shards of one run',
        },
      );
    }
    this.#shards.add(shard);
    this.#shardCount = Math.max(this.#shardCount, Number(shard.split('/')[1]));
    if (position === null) this.#addFailure(line);
    else this.#addResult(line, position);
  }

  /** @throws StellaError INPUT_INVALID when there was no line */
  get summary(): VerificationSummary {
    if (this.#batch === null)
      throw new StellaError('INPUT_INVALID', 'there is no result in what was given', {
        hint: 'give the files that "proof verify --output ndjson" wrote',
      });
    const { total, input } = this.#batch;
    const failures = [...this.#failures.values()].sort((a, b) => (a.position ?? -1) - (b.position ?? -1));
    const positions = this.#missingRanges(total);
    const missing = positions.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    return {
      schema: 'stella.verification-summary/v1',
      input,
      total,
      verified: this.#verified,
      failed: failures.length,
      byCode: countBy(failures),
      failures,
      complete: missing === 0 && this.#contradicting.size === 0,
      missing: { bundles: missing, positions, shards: this.#missingShards(total) },
      duplicates: {
        bundles: this.#duplicates.size,
        contradicting: [...this.#contradicting].sort((a, b) => a - b),
      },
    };
  }

  #addResult(line: ReadLine, position: number): void {
    const result = `${line.bundleDigest} ${line.code}`;
    const known = this.#results[position];
    if (known === undefined) {
      this.#results[position] = result;
      if (line.verified) this.#verified++;
      else this.#addFailure(line);
      return;
    }
    this.#duplicates.add(position);
    if (known !== result) this.#contradicting.add(position);
  }

  #addFailure({ batch, bundle, code, checks }: ReadLine): void {
    const failed = code ?? 'INTERNAL';
    const check = checks.find((candidate) => candidate.status !== 'pass' && candidate.code === code);
    const reason = check?.reason ?? 'it is not verified';
    this.#failures.set(`${batch.position} ${bundle}`, {
      position: batch.position,
      bundle,
      code: failed,
      reason,
    });
  }

  #missingRanges(total: number): [number, number][] {
    const ranges: [number, number][] = [];
    for (let position = 0; position < total; position++) {
      if (this.#results[position] !== undefined) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === position - 1) last[1] = position;
      else ranges.push([position, position]);
    }
    return ranges;
  }

  /** A shard with no bundle in it has no line either, and is not missing. */
  #missingShards(total: number): string[] {
    const count = this.#shardCount;
    const all = Array.from({ length: Math.min(count, total) }, (_, i) => `${i + 1}/${count}`);
    return all.filter((shard) => !this.#shards.has(shard));
  }
}

function countBy(failures: readonly Failure[]): Partial<Record<ErrorCode, number>> {
  const counts: Partial<Record<ErrorCode, number>> = {};
  for (const { code } of failures) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** What the summary is to be answered with; null when all is verified and accounted for. */
export function summaryError({
  failed,
  total,
  missing,
  duplicates,
  failures,
}: VerificationSummary): StellaError | null {
  if (failed > 0) {
    const [first] = failures;
    return new StellaError(first?.code ?? 'INTERNAL', `${failed} of ${total} bundles are not verified`, {
      hint: 'each is listed with its code and the reason; "stella proof verify --bundle FILE" shows one in full',
    });
  }
  if (duplicates.contradicting.length > 0) {
    return new StellaError(
      'INPUT_INVALID',
      `results contradict each other for ${duplicates.contradicting.length} bundles`,
      {
        hint: 'a bundle changed between two runs, or a result was edited: verify again',
      },
    );
  }
  if (missing.bundles > 0) {
    return new StellaError('INPUT_MISSING', `${missing.bundles} of ${total} bundles have no result`, {
      hint: 'run the shards again that are missing or were cut short, and add their files',
      details: { shards: missing.shards, positions: missing.positions.slice(0, 20) },
    });
  }
  return null;
}
