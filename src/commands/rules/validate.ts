import * as Args from '@oclif/core/args';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { validateDocument } from '../../cli/validate-document.ts';
import { parseRulesDocument } from '../../core/rules/rules-document.ts';

export default class RulesValidate extends FormatCommand<typeof RulesValidate> {
  static override summary =
    'check a rules file before it goes into a kit: each error names its line and column';
  static override examples = ['<%= config.bin %> <%= command.id %> offline-kit/rules/stella-default.yaml'];
  static override args = {
    file: Args.string({ required: true, description: 'YAML or JSON, or - for standard input' }),
  };

  protected override execute(): Promise<Answer> {
    return validateDocument(this.args.file, parseRulesDocument);
  }
}
