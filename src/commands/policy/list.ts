import { listDocuments } from '../../app/scan/document-catalog.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderDocumentList } from '../../cli/render/documents.ts';

export default class PolicyList extends FormatCommand<typeof PolicyList> {
  static override summary = 'list the policies that are known: those shipped, and those that kits brought';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override async execute(): Promise<Answer> {
    const policies = listDocuments('policy', await this.context.catalog('open'));
    return { document: { policies }, render: (style) => renderDocumentList(policies, style) };
  }
}
