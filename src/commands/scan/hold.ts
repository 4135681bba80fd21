import { holdScan } from '../../app/scan/keep-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdArg } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderHold } from '../../cli/render/scan-keeping.ts';

export default class ScanHold extends FormatCommand<typeof ScanHold> {
  static override summary = 'put a legal hold on a scan: it is not deleted while the hold stands';
  static override description =
    'A scan that is held already keeps the time of its hold and gets the new reason.';
  static override examples = ['<%= config.bin %> <%= command.id %> web-1.4.1 --reason "case 2025-17"'];
  static override args = { id: scanIdArg };
  static override flags = { reason: reasonFlag({ required: true, description: 'why; it is recorded' }) };

  protected override async execute(): Promise<Answer> {
    const hold = holdScan(this.args.id, this.flags.reason, {
      store: await this.context.store('open'),
      clock: this.context.clock,
    });
    return { document: hold, render: (style) => renderHold(hold, style) };
  }
}
