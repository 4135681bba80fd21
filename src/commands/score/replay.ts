import { replayError, replayWithContent } from '../../app/score/replay-score.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { digestFlag, scanIdFlag, timeFlag } from '../../cli/flags.ts';
import { receiptWriterFlags, writeReceipt } from '../../cli/receipt-writer.ts';
import { renderReplay } from '../../cli/render/replay.ts';
import { renderWarning } from '../../cli/render/warnings.ts';
import { reportFlags, reportWriter } from '../../cli/report-writer.ts';
import { whatIfFlags, whatIfFrom } from '../../cli/what-if-flags.ts';

export default class ScoreReplay extends FormatCommand<typeof ScoreReplay> {
  static override summary = 'compute a score again from exactly the inputs that it was made from';
  static override description =
    "Without further flags the scan's own manifest is replayed, and another root hash than the recorded one is an error. " +
    'With --freeze the scoring clock stands at another time and sees the newest feed snapshot captured by then; the what-if flags put another feed or document in the place of one. ' +
    'What differs from the scan is then reported as drift, with the inputs that caused it, and recorded as a derived manifest, never as the original. ' +
    'A time that a manifest of the scan already has means that manifest. ' +
    'With --receipt the result is signed too: that this host recomputed this manifest and got this root hash, or another one. ' +
    'With --add another auditor signs the same receipt, once their own replay has given the same. ' +
    'With --report the answer is also a page to file, with the inputs, the factors and the findings.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --freeze 2025-01-15T00:00:00Z',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --feed latest --rules stella-reference',
    "<%= config.bin %> <%= command.id %> --scan web-1.4.2 --output json | jq -r '.rootHash'",
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --receipt web-1.4.2.receipt.json --key auditors/alice.key',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --receipt receipts/web.json --add --key auditors/carol.key',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --report web-1.4.2-replay.html',
  ];
  static override flags = {
    scan: scanIdFlag({ required: true, description: 'id of the scan' }),
    'manifest-hash': digestFlag({
      description: "replay this manifest of the scan (default: the scan's original one)",
    }),
    freeze: timeFlag({ description: 'the clock that scoring sees' }),
    ...whatIfFlags,
    ...receiptWriterFlags,
    ...reportFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { scan, freeze } = this.flags;
    const { clock, explain, progress } = this.context;
    const store = await this.context.store('open');
    const page = reportWriter(this.flags, this.config);
    const replay = replayWithContent(
      {
        scanId: scan,
        manifestHash: this.flags['manifest-hash'] ?? null,
        freeze: freeze ?? null,
        whatIf: await whatIfFrom(this.flags, () => this.context.catalog('open')),
      },
      { store, clock, explain, progress },
    );
    const { report } = replay;
    await writeReceipt(this.flags, { report, store, version: this.config.version }, this.context);
    for (const warning of report.warnings) explain(renderWarning(warning));
    if (page !== null) {
      const { replaySteps } = await import('../../cli/repeat-steps.ts');
      const { home } = this.context;
      await page.writeReplay(replay, home, replaySteps(report, home));
    }
    return {
      document: report,
      render: (style) => renderReplay(report, style),
      error: replayError(report),
      isOutputTaken: page?.path === '-',
    };
  }
}
