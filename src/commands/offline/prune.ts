import * as Flags from '@oclif/core/flags';
import { pruneStore } from '../../app/kit/prune-store.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { keepFlag } from '../../cli/kit-flags.ts';
import { renderPrune } from '../../cli/render/kit-changes.ts';

export default class OfflinePrune extends FormatCommand<typeof OfflinePrune> {
  static override summary = 'take away kits and feed snapshots that nothing needs';
  static override description =
    'Kept are the active kit, those before it that --keep leaves to go back to, and every feed snapshot that the manifest of a ' +
    'recorded scan names. The rest goes, with the blobs that nothing refers to any more (but for those of the last ten minutes), ' +
    'and the space is given back.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --keep 1 --quarantine',
  ];
  static override flags = {
    keep: keepFlag({ default: 2, description: 'kits to keep, the active one among them' }),
    quarantine: Flags.boolean({ description: 'take away the kits in quarantine too' }),
    'dry-run': Flags.boolean({ description: 'show what would go, and change nothing' }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const { workspace } = await context.kits();
    const store = await context.store('open');
    const report = await pruneStore(
      { keep: flags.keep, isDryRun: flags['dry-run'], withQuarantine: flags.quarantine },
      { store, workspace, clock: context.clock },
    );
    if (report.result === 'pruned' && report.database === null)
      context.warn(
        'the database could not be made smaller: others use it, or there is no room to write it anew',
      );
    return { document: report, render: (style) => renderPrune(report, style) };
  }
}
