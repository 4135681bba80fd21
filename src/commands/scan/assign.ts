import * as Args from '@oclif/core/args';
import { ENVIRONMENTS } from '../../app/ports/scans.ts';
import { assignScan } from '../../app/scan/keep-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdArg } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderAssignment } from '../../cli/render/retention.ts';

export default class ScanAssign extends FormatCommand<typeof ScanAssign> {
  static override summary = 'say in which environment a scan was made, and by that how long it is kept';
  static override description =
    'For scans that were recorded without --environment, or with another. The score, its manifest and its bundles stay as they are.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.2 staging --reason "was a rehearsal"',
  ];
  static override args = {
    id: scanIdArg,
    environment: Args.string({
      required: true,
      options: [...ENVIRONMENTS],
      description: 'production, staging or development',
    }),
  };
  static override flags = { reason: reasonFlag({ description: 'why; it is recorded' }) };

  protected override async execute(): Promise<Answer> {
    const { id, environment } = this.args;
    const request = {
      scanId: id,
      environment: environment as (typeof ENVIRONMENTS)[number],
      reason: this.flags.reason ?? null,
    };
    const assignment = assignScan(request, { store: await this.context.store('open') });
    return { document: assignment, render: (style) => renderAssignment(assignment, style) };
  }
}
