import { nondeterminism } from '../../app/audit/audit-queries.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderNondeterminism } from '../../cli/render/audit.ts';

export default class AuditNondeterministic extends FormatCommand<typeof AuditNondeterministic> {
  static override summary = 'scans whose replays did not all give one root hash, or not the recorded one';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --output json | jq -e '.scans + .mismatches == []'",
  ];

  protected override async execute(): Promise<Answer> {
    const report = nondeterminism(await this.context.store('open'));
    return { document: report, render: (style) => renderNondeterminism(report, style) };
  }
}
