import { listKits } from '../../app/kit/kit-status.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderKitList } from '../../cli/render/kit.ts';

export default class OfflineList extends FormatCommand<typeof OfflineList> {
  static override summary = 'list the kits that were imported, the newest import first';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override async execute(): Promise<Answer> {
    const { clock, floor } = this.context;
    const kits = listKits({ store: await this.context.store('open'), clock, floor });
    return { document: { kits }, render: (style) => renderKitList(kits, style) };
  }
}
