import * as Flags from '@oclif/core/flags';
import { ENVIRONMENTS } from '../../app/ports/scans.ts';
import { pruneScans } from '../../app/scan/prune-scans.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderScanPrune } from '../../cli/render/retention.ts';
import { retentionFlags } from '../../cli/retention-flags.ts';

export default class ScorePrune extends FormatCommand<typeof ScorePrune> {
  static override summary = 'take away the scans of an environment that are older than it keeps them';
  static override description =
    'Production is kept 7 years, staging 90 days, development 30 days, unless config.yaml, a variable (both shown by "config show") or ' +
    'a flag says otherwise. A scan goes with its manifests, replays and bundles, and with the files that nothing else needs. What is ' +
    'under a legal hold stays, and what the active kit or a scan that stays needs. Scans for which no environment was said ' +
    'count as production. There is no question and no way back: see with --dry-run what would go, and why.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --environment development --dry-run',
    '<%= config.bin %> <%= command.id %> --environment production --retain-production 10y',
    "<%= config.bin %> <%= command.id %> --environment staging --dry-run --output json | jq -r '.scans[].scanId'",
  ];
  static override flags = {
    environment: Flags.option({
      required: true,
      options: ENVIRONMENTS,
      description: 'whose scans',
    })(),
    ...retentionFlags,
    'dry-run': Flags.boolean({ description: 'show what would go and what stays, and change nothing' }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const { environment } = flags;
    const retention = flags[`retain-${environment}`];
    const { workspace } = await context.kits();
    const store = await context.store('open');
    const { clock, progress } = context;
    const report = await pruneScans(
      { environment, retention, isDryRun: flags['dry-run'] },
      { store, workspace, clock, progress },
    );
    if (report.result === 'pruned' && report.database === null)
      context.warn(
        'the database could not be made smaller: others use it, or there is no room to write it anew',
      );
    return { document: report, render: (style) => renderScanPrune(report, style) };
  }
}
