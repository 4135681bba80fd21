import { listScans } from '../../app/show-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderScanList } from '../../cli/render/scan.ts';

export default class ScanList extends FormatCommand<typeof ScanList> {
  static override summary = 'list the scans in the store, by time';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --output json | jq -r '.scans[].scanId'",
  ];

  protected override async execute(): Promise<Answer> {
    const scans = listScans(await this.context.store('open'));
    return { document: { scans }, render: (style) => renderScanList(scans, style) };
  }
}
