import * as Flags from '@oclif/core/flags';
import { bundleStatistics } from '../../app/audit/audit-queries.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderBundleStatistics } from '../../cli/render/audit.ts';

export default class AuditBundles extends FormatCommand<typeof AuditBundles> {
  static override summary = 'how many proof bundles were made each day, and how large they are';
  static override examples = ['<%= config.bin %> <%= command.id %> --days 30'];
  static override flags = {
    days: Flags.integer({
      helpValue: 'N',
      min: 1,
      max: 36_525,
      default: 30,
      description: 'how far back from now, in days of 24 hours',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const statistics = bundleStatistics(
      { store: await this.context.store('open'), clock: this.context.clock },
      this.flags.days,
    );
    return { document: statistics, render: (style) => renderBundleStatistics(statistics, style) };
  }
}
