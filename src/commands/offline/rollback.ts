import * as Flags from '@oclif/core/flags';
import { rollbackKit } from '../../app/kit/rollback-kit.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderRollback } from '../../cli/render/kit-changes.ts';

export default class OfflineRollback extends FormatCommand<typeof OfflineRollback> {
  static override summary = 'go back to a kit that was in force before';
  static override description =
    'The feed snapshot of that kit is in force again. Rules, policies and trust roots that only later kits brought no longer count; ' +
    'trust that was given or taken by hand stays. The kit that was rolled back, and every kit up to its sequence, comes in again ' +
    'only with --force-activate. All of it happens in one step and is recorded with the reason.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "kit 43 lacks Debian"',
    '<%= config.bin %> <%= command.id %> --to kit-41 --reason "kits 42 and 43 are broken"',
  ];
  static override flags = {
    to: Flags.string({
      helpValue: 'KIT',
      description: 'id or digest of the kit to go back to (default: the one before the active one)',
    }),
    reason: reasonFlag({ required: true, description: 'why; it is recorded' }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const { workspace } = await context.kits();
    const store = await context.store('open');
    const report = await rollbackKit(
      { to: flags.to ?? null, reason: flags.reason },
      { store, workspace, clock: context.clock, floor: context.floor },
    );
    return { document: report, render: (style) => renderRollback(report, style) };
  }
}
