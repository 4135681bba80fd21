import * as Flags from '@oclif/core/flags';
import { deleteScan } from '../../app/scan/keep-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdArg } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderDeletion } from '../../cli/render/scan-keeping.ts';

export default class ScanDelete extends FormatCommand<typeof ScanDelete> {
  static override summary =
    'delete a scan with its manifests, replays and bundles, and the inputs that nothing else needs';
  static override description =
    'There is no question and no way back: see with --dry-run what would go. A scan under a legal hold is not deleted.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.2 --dry-run',
    '<%= config.bin %> <%= command.id %> web-1.4.2 --reason "made by mistake"',
  ];
  static override args = { id: scanIdArg };
  static override flags = {
    reason: reasonFlag({ description: 'why; it is recorded' }),
    'dry-run': Flags.boolean({ default: false, description: 'say what would go, and change nothing' }),
  };

  protected override async execute(): Promise<Answer> {
    const { reason } = this.flags;
    const deletion = deleteScan(
      { scanId: this.args.id, reason: reason ?? null, isDryRun: this.flags['dry-run'] },
      { store: await this.context.store('open') },
    );
    return { document: deletion, render: (style) => renderDeletion(deletion, style) };
  }
}
