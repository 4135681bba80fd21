import * as Args from '@oclif/core/args';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { validateDocument } from '../../cli/validate-document.ts';
import { parsePolicyDocument } from '../../core/policy/policy-document.ts';

export default class PolicyValidate extends FormatCommand<typeof PolicyValidate> {
  static override summary =
    'check a policy file before it goes into a kit: each error names its line and column';
  static override examples = ['<%= config.bin %> <%= command.id %> offline-kit/policies/stella-default.yaml'];
  static override args = {
    file: Args.string({ required: true, description: 'YAML or JSON, or - for standard input' }),
  };

  protected override execute(): Promise<Answer> {
    return validateDocument(this.args.file, parsePolicyDocument);
  }
}
