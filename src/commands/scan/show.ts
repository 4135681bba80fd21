import * as Args from '@oclif/core/args';
import { showScan } from '../../app/show-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderScanDetails } from '../../cli/render/scan.ts';

export default class ScanShow extends FormatCommand<typeof ScanShow> {
  static override summary =
    'show a scan: its score, its manifest, and every manifest that was replayed for it';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.2',
    "<%= config.bin %> <%= command.id %> web-1.4.2 --output json | jq '.manifest'",
  ];
  static override args = { id: Args.string({ required: true, description: 'id of the scan' }) };

  protected override async execute(): Promise<Answer> {
    const details = showScan(await this.context.store('open'), this.args.id);
    return { document: details, render: (style) => renderScanDetails(details, style) };
  }
}
