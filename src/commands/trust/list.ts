import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { groupedFlag } from '../../cli/flags.ts';
import { renderTrustList } from '../../cli/render/trust.ts';

export default class TrustList extends FormatCommand<typeof TrustList> {
  static override summary = 'list the trust roots of the store';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --grouped',
  ];
  static override flags = { grouped: groupedFlag };

  protected override async execute(): Promise<Answer> {
    const roots = (await this.context.store('open')).trust.list();
    return {
      document: { trustRoots: roots },
      render: (style) => renderTrustList(roots, this.flags.grouped, style),
    };
  }
}
