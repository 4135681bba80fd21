import * as Args from '@oclif/core/args';
import { type Answer, FormatCommand } from '../cli/base-command.ts';
import { explainCode, explainCodes } from '../cli/explain-code.ts';
import { renderCodeList, renderExplanation } from '../cli/render/error-guide.ts';

export default class Explain extends FormatCommand<typeof Explain> {
  static override summary = 'explain an error code: what it means, what to do, what not to do';
  static override description =
    'Every error has a code, in its first line and in the "error" member of JSON answers. Without an argument, all codes are listed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> KEY_UNKNOWN',
    '<%= config.bin %> <%= command.id %>',
  ];
  static override args = { code: Args.string({ description: 'the error code' }) };

  protected override execute(): Answer {
    const { code } = this.args;
    if (code === undefined) {
      const codes = explainCodes();
      return { document: { codes }, render: (style) => renderCodeList(codes, style) };
    }
    const explanation = explainCode(code);
    return { document: explanation, render: (style) => renderExplanation(explanation, style) };
  }
}
