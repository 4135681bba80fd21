import * as Flags from '@oclif/core/flags';
import { kitStatus, stalenessError } from '../../app/kit/kit-status.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { stalenessBudget, stalenessFlags } from '../../cli/kit-flags.ts';
import { renderKitStatus } from '../../cli/render/kit.ts';

export default class OfflineStatus extends FormatCommand<typeof OfflineStatus> {
  static override summary = 'which kit is in force, how old its feeds are, and what was refused';
  static override description =
    'A feed is fresh up to --max-age days after its capture, tolerated for --grace days more, then stale. ' +
    'With --fail-on-stale the exit status is 8 when a feed is stale or the kit has expired, and 3 when there is no feed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --max-age 3 --fail-on-stale --output json',
  ];
  static override flags = {
    ...stalenessFlags,
    'fail-on-stale': Flags.boolean({ description: 'exit 8 when a feed is stale or the kit has expired' }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const { workspace } = await context.kits();
    const budget = stalenessBudget(flags);
    const store = await context.store('open');
    const { clock, floor } = context;
    const status = kitStatus(budget, { store, workspace, clock, floor });
    context.warnOfClock(status.clock);
    return {
      document: status,
      render: (style) => renderKitStatus(status, style),
      error: flags['fail-on-stale'] ? stalenessError(status) : null,
    };
  }
}
