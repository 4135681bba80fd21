import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ReadBundle } from '../../app/ports/bundle-files.ts';
import type { VerificationCounts } from '../../app/ports/metrics.ts';
import { type BatchRequest, planBatch } from '../../app/proof/plan-batch.ts';
import { WHOLE } from '../../app/proof/shard.ts';
import { type ProofVerification, verificationError } from '../../app/proof/verify-proof.ts';
import { type Answer, FormatCommand, formatFlag } from '../../cli/base-command.ts';
import { atFlag, groupedFlag, shardFlag, trustRootFlag } from '../../cli/flags.ts';
import { receiptFlags, receiptsFrom, thresholdsFrom } from '../../cli/receipts.ts';
import { type ReportWriter, reportFlags, reportWriter } from '../../cli/report-writer.ts';
import { parseRevocation, readRevocationFiles, revocationFlags } from '../../cli/revocation.ts';
import { VerificationRun } from '../../cli/verification-run.ts';
import { StellaError } from '../../core/errors.ts';

function severalInReport(): StellaError {
  return new StellaError('USAGE', 'a report is about one bundle, and there are several', {
    hint: 'make one for each: for b in 2024-proofs/*.tar.gz; do stella proof verify --bundle "$b" --trust-root issuer.pub --report "$b.html"; done',
  });
}

export default class ProofVerify extends FormatCommand<typeof ProofVerify> {
  static override summary = 'check a proof bundle: is it whole, unaltered, and signed by someone you trust?';
  static override description =
    'Checks the archive, the manifest, the score, the Merkle tree, the signature, the certificate and the timestamp, each reported by name. ' +
    'With --replay the score is computed again from the inputs in the bundle (made with "score bundle --replayable"), every lookup answered by a proof. ' +
    'Everything is read from the bundle and the trust roots; no store and no network is used, with or without --offline. ' +
    'ARCHIVE is what "score bundle-export" writes, a folder or a tar: every bundle is checked, and held against the signed index, so ' +
    'that one that is missing, added or exchanged is a failure. Many bundles are checked on all cores, in processes of their own; ' +
    'the answer is in the order of the input whatever --jobs is. With --receipts, so many independent replays as --threshold says must ' +
    'agree with the bundle. With --report the answer about one bundle is also a page to file: the same, with the score, its inputs and findings when it is verified, and how to repeat the check. A clock that is behind what the store has seen signed is reported, and does not count.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root ca.pem --at 2025-01-15T00:00:00Z --output json',
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --trust-root issuer.pub --replay',
    '<%= config.bin %> <%= command.id %> --bundle archive/ --trust-root issuer.pub --output ndjson',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root ca.pem --trust-root tsa-root.pem --crl ca.crl',
    '<%= config.bin %> <%= command.id %> 2024-proofs/ --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> 2024-proofs/ --trust-root issuer.pub --shard 1/4 --output ndjson > part-1.ndjson',
    "find 2024-proofs -name '*.tar.gz' -print0 | <%= config.bin %> <%= command.id %> --list - --trust-root issuer.pub --jobs 2",
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root issuer.pub --receipts receipts/ --receipt-trust-root auditors/ --threshold 2',
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --trust-root issuer.pub --replay --report web-1.4.2.html',
  ];
  static override args = {
    archive: Args.string({
      ignoreStdin: true,
      description: 'an archive of bundles with its index: a folder or a tar',
    }),
  };
  static override baseFlags = {
    ...FormatCommand.baseFlags,
    output: Flags.string({
      ...formatFlag,
      char: 'o',
      options: ['table', 'json', 'yaml', 'ndjson'],
      description: 'how the answer is printed; ndjson: a line for each bundle',
    }),
  };
  static override flags = {
    bundle: Flags.string({
      multiple: true,
      helpValue: 'FILE',
      description: 'the bundle, or a folder of bundles, or - for standard input (several: a row each)',
    }),
    list: Flags.string({
      helpValue: 'FILE',
      description:
        'file with the paths of bundles, or - for standard input; separated by NUL if it has one, else by newlines',
    }),
    'trust-root': trustRootFlag,
    replay: Flags.boolean({
      description:
        'recompute the score from the inputs that the bundle carries, and prove that no advisory was left out',
    }),
    at: atFlag,
    ...receiptFlags,
    ...revocationFlags,
    ...reportFlags,
    grouped: groupedFlag,
    jobs: Flags.integer({
      helpValue: 'N',
      min: 1,
      max: 1024,
      description: 'how many bundles to check at once (default: one for each core)',
    }),
    shard: shardFlag({
      description:
        'check only every N-th bundle, beginning with the I-th, counted from 1: a part for one of N machines',
    }),
    record: Flags.boolean({
      env: 'STELLA_RECORD',
      description: 'count the answers in the store, for "stella metrics"; without it no store is opened',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const report = reportWriter(this.flags, this.config);
    const read: ReadBundle[] = [];
    const run = await this.#begin(report === null ? null : (bundle) => read.push(bundle));
    if (report !== null && !run.isOne) throw severalInReport();
    if (this.format === 'ndjson')
      return { document: {}, lines: run.lines(), render: () => '', exit: () => run.exit };
    const verifications: ProofVerification[] = [];
    for await (const { schema, batch, ...verification } of run.lines()) verifications.push(verification);
    const { renderArchive, renderProof } = await import('../../cli/render/proof.ts');
    const [first] = verifications;
    if (run.isOne && first !== undefined) {
      const error = verificationError(first);
      await this.#report(report, first, read[0] ?? null);
      const isOutputTaken = report?.path === '-';
      return {
        document: first,
        error,
        render: (style) => renderProof(verifications, this.flags.grouped, style),
        isOutputTaken,
      };
    }
    const document = { ...run.archiveDocument, verifications, failed: run.failed };
    const isWhole = run.archives.length > 0 || this.flags.list !== undefined;
    return {
      document,
      error: run.archives.find((archive) => archive.error !== null)?.error ?? null,
      exit: run.exit,
      render: (style) =>
        isWhole
          ? renderArchive(run.archives, verifications, style)
          : renderProof(verifications, this.flags.grouped, style),
    };
  }

  async #begin(onRead: ((bundle: ReadBundle) => void) | null): Promise<VerificationRun> {
    const { jobs = null, shard = WHOLE, record, replay: isReplayAsked } = this.flags;
    const { root } = this.config;
    const { clock, floor } = this.context;
    const { bundleSources } = await import('../../io/archive/bundle-sources.ts');
    const trustReader = await this.context.trust();
    const trust = await trustReader.load(this.flags['trust-root']);
    const at = this.context.verificationTime(this.flags.at);
    const revocationFiles = await readRevocationFiles(this.flags);
    const thresholds = thresholdsFrom(this.flags);
    const receipts = await receiptsFrom(this.flags, { threshold: thresholds.receipts, trust, trustReader });
    const revocation = await parseRevocation(revocationFiles);
    const batch = await planBatch(this.#request(), { sources: bundleSources, trust, at, revocation });
    const setup = { trust, at, revocation: revocationFiles, threshold: thresholds.signatures, receipts };
    return new VerificationRun(batch, shard, {
      setup: { ...setup, isReplayAsked, offline: this.context.offline },
      explain: this.context.explain,
      jobs,
      root,
      progress: this.context.progress,
      floor: trust.isOwn === true ? { clock, floor } : null,
      ...(onRead === null ? {} : { onRead }),
      record: record ? (counts) => this.#record(counts) : null,
    });
  }

  /** @param read the very bytes that were verified; null when there were none to read */
  async #report(
    report: ReportWriter | null,
    verification: ProofVerification,
    read: ReadBundle | null,
  ): Promise<void> {
    if (report === null) return;
    const { verifiedContent } = await import('../../app/proof/report-content.ts');
    const { verificationSteps } = await import('../../cli/repeat-steps.ts');
    const content = read === null ? null : verifiedContent(verification, read.files);
    await report.writeProof(
      verification,
      content,
      verificationSteps(verification, this.flags as never, this.context.home),
    );
  }

  #request(): BatchRequest {
    const { bundle = [], list } = this.flags;
    const { archive } = this.args;
    const given = [bundle.length > 0, list !== undefined, archive !== undefined].filter(Boolean).length;
    if (given === 1) return { bundles: bundle, archive: archive ?? null, list: list ?? null };
    throw new StellaError(
      'USAGE',
      given === 0 ? 'nothing says what to check' : 'there is more than one of ARCHIVE, --bundle and --list',
      {
        hint: 'give one of them: an archive by its path, bundles with --bundle FILE, a list with --list FILE',
      },
    );
  }

  /** A store that cannot be written takes nothing from the answer. */
  async #record(counts: VerificationCounts): Promise<void> {
    try {
      (await this.context.store('create')).metrics.countVerifications(counts);
    } catch (error) {
      this.context.warn(
        `the verification was not recorded: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
}
