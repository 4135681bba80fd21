import * as Args from '@oclif/core/args';
import { DEFAULT_DOCUMENT, documentBytes, findDocument } from '../../app/scan/document-catalog.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderDocument } from '../../cli/render/documents.ts';
import type { JsonObject } from '../../core/json/json-value.ts';
import { parseStrictJson } from '../../core/json/strict-json.ts';

export default class PolicyShow extends FormatCommand<typeof PolicyShow> {
  static override summary = 'show a policy: its version, digest, thresholds and suppressions';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> stella-default@1.0.0 --output yaml',
  ];
  static override args = {
    name: Args.string({
      default: DEFAULT_DOCUMENT,
      description: 'NAME (its newest version) or NAME@VERSION',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const catalog = await this.context.catalog('open');
    const row = findDocument('policy', this.args.name, catalog);
    const policy = parseStrictJson(documentBytes(row, catalog), 'the policy') as JsonObject;
    return { document: { ...row, policy }, render: (style) => renderDocument(row, policy, style) };
  }
}
