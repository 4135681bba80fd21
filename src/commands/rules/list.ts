import { listDocuments } from '../../app/scan/document-catalog.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderDocumentList } from '../../cli/render/documents.ts';

export default class RulesList extends FormatCommand<typeof RulesList> {
  static override summary =
    'list the scoring rules that are known: those shipped, and those that kits brought';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override async execute(): Promise<Answer> {
    const rules = listDocuments('rules', await this.context.catalog('open'));
    return { document: { rules }, render: (style) => renderDocumentList(rules, style) };
  }
}
