import { manifestHistory } from '../../app/audit/audit-queries.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdFlag } from '../../cli/flags.ts';
import { renderManifestHistory } from '../../cli/render/audit.ts';

export default class AuditHistory extends FormatCommand<typeof AuditHistory> {
  static override summary = 'every manifest of a scan with the digests of its inputs, the newest first';
  static override examples = ['<%= config.bin %> <%= command.id %> --scan web-1.4.2'];
  static override flags = { scan: scanIdFlag({ required: true, description: 'id of the scan' }) };

  protected override async execute(): Promise<Answer> {
    const { scan } = this.flags;
    const manifests = manifestHistory(await this.context.store('open'), scan);
    return {
      document: { scanId: scan, manifests },
      render: (style) => renderManifestHistory(manifests, style),
    };
  }
}
