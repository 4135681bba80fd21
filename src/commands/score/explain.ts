import * as Flags from '@oclif/core/flags';
import { explainScore } from '../../app/score/explain-score.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdFlag } from '../../cli/flags.ts';
import { renderExplanation } from '../../cli/render/explain.ts';

export default class ScoreExplain extends FormatCommand<typeof ScoreExplain> {
  static override summary =
    'explain a score: each factor, its value, weight and source, in steps that a pocket calculator can redo';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --finding CVE-2021-44228',
  ];
  static override flags = {
    scan: scanIdFlag({ required: true, description: 'id of the scan' }),
    finding: Flags.string({ helpValue: 'ID', description: 'only this finding (its id or an alias)' }),
  };

  protected override async execute(): Promise<Answer> {
    const { scan, finding } = this.flags;
    const explanation = explainScore(await this.context.store('open'), scan, finding ?? null);
    return { document: explanation, render: (style) => renderExplanation(explanation, style) };
  }
}
