import * as Args from '@oclif/core/args';
import { reportScan, showScan } from '../../app/scan/show-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderScanDetails } from '../../cli/render/scan.ts';
import { reportAnswer, reportFormatFlag } from '../../cli/report-format.ts';

export default class ScanShow extends FormatCommand<typeof ScanShow> {
  static override summary =
    'show a scan: its score, its manifest, and every manifest that was replayed for it';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.2',
    "<%= config.bin %> <%= command.id %> web-1.4.2 --output json | jq '.manifest'",
    '<%= config.bin %> <%= command.id %> web-1.4.2 --format sarif > scan.sarif',
  ];
  static override args = { id: Args.string({ required: true, description: 'id of the scan' }) };
  static override flags = { format: reportFormatFlag };

  protected override async execute(): Promise<Answer> {
    const store = await this.context.store('open');
    const { format } = this.flags;
    if (format !== undefined)
      return await reportAnswer(format, reportScan(store, this.args.id, this.config.version));
    const details = showScan(store, this.args.id);
    return { document: details, render: (style) => renderScanDetails(details, style) };
  }
}
