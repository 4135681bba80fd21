import * as Args from '@oclif/core/args';
import { inspectKit } from '../../app/kit/inspect-kit.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { trustRootFlag } from '../../cli/flags.ts';
import { renderKitInspection } from '../../cli/render/kit.ts';

export default class OfflineInspect extends FormatCommand<typeof OfflineInspect> {
  static override summary = 'show what a kit says of itself, and whether someone trusted signed that';
  static override description =
    'Reads the signed statement only, not the files; what a stranger signed is shown too, and marked as not verified.';
  static override examples = ['<%= config.bin %> <%= command.id %> kit.tar.gz --trust-root issuer.pub'];
  static override args = { kit: Args.string({ required: true, description: 'the kit: a file or a folder' }) };
  static override flags = { 'trust-root': trustRootFlag };

  protected override async execute(): Promise<Answer> {
    const { reader } = await this.context.kits();
    const trust = await (await this.context.trust()).load(this.flags['trust-root']);
    const inspection = await inspectKit(this.args.kit, { reader, trust });
    return { document: inspection, render: (style) => renderKitInspection(inspection, style) };
  }
}
