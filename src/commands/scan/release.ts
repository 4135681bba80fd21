import { releaseScan } from '../../app/scan/keep-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdArg } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderRelease } from '../../cli/render/scan-keeping.ts';

export default class ScanRelease extends FormatCommand<typeof ScanRelease> {
  static override summary = 'end the legal hold of a scan';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.1 --reason "case 2025-17 is closed"',
  ];
  static override args = { id: scanIdArg };
  static override flags = { reason: reasonFlag({ required: true, description: 'why; it is recorded' }) };

  protected override async execute(): Promise<Answer> {
    const release = releaseScan(this.args.id, this.flags.reason, {
      store: await this.context.store('open'),
      clock: this.context.clock,
    });
    return { document: release, render: (style) => renderRelease(release, style) };
  }
}
