import * as Args from '@oclif/core/args';
import { verifyKit } from '../../app/kit/inspect-kit.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { trustRootFlag } from '../../cli/flags.ts';
import { renderKitVerification } from '../../cli/render/kit.ts';

export default class OfflineVerify extends FormatCommand<typeof OfflineVerify> {
  static override summary = 'check a kit without importing it: its signature, and every byte';
  static override description =
    'Needs no store. Whether the content of the feeds can be read is not looked at: "offline import --dry-run" does.';
  static override examples = ['<%= config.bin %> <%= command.id %> kit.tar.gz --trust-root issuer.pub'];
  static override args = { kit: Args.string({ required: true, description: 'the kit: a file or a folder' }) };
  static override flags = { 'trust-root': trustRootFlag };

  protected override async execute(): Promise<Answer> {
    const { reader } = await this.context.kits();
    const trust = await (await this.context.trust()).load(this.flags['trust-root']);
    const verification = await verifyKit(this.args.kit, { reader, trust, progress: this.context.progress });
    return { document: verification, render: (style) => renderKitVerification(verification, style) };
  }
}
