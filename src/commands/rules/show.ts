import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {
  DEFAULT_DOCUMENT,
  documentBytes,
  findDocument,
  listDocuments,
} from '../../app/scan/document-catalog.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderDocument, renderDocumentList } from '../../cli/render/documents.ts';
import type { JsonObject } from '../../core/json/json-value.ts';
import { parseStrictJson } from '../../core/json/strict-json.ts';

/** What `--version` without a value leaves in the flag. */
const ALL_VERSIONS = '*';

export default class RulesShow extends FormatCommand<typeof RulesShow> {
  static override summary = 'show the rules in force: their version, digest, weights and tables';
  static override description = '--version V shows that version; --version alone lists the versions known.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --version --output json',
    '<%= config.bin %> <%= command.id %> stella-reference --version 1.0.0 --output yaml',
  ];
  static override args = {
    name: Args.string({ default: DEFAULT_DOCUMENT, description: 'name of the rules' }),
  };
  static override flags = {
    version: Flags.string({
      helpValue: '[V]',
      description: 'this version; without a value: list the versions known',
    }),
  };

  /** oclif has no flag with an optional value, so the value that was left out is put in before it parses. */
  override async init(): Promise<void> {
    await super.init();
    this.argv = this.argv.map((argument, i) => {
      const next = this.argv[i + 1];
      return argument === '--version' && (next === undefined || next.startsWith('-'))
        ? `--version=${ALL_VERSIONS}`
        : argument;
    });
  }

  protected override async execute(): Promise<Answer> {
    const catalog = await this.context.catalog('open');
    const { name } = this.args;
    const { version } = this.flags;
    if (version === ALL_VERSIONS) {
      const inForce = findDocument('rules', name, catalog);
      const versions = listDocuments('rules', catalog).filter((row) => row.name === name);
      return {
        document: { name, version: inForce.version, digest: inForce.digest, versions },
        render: (style) => renderDocumentList(versions, style),
      };
    }
    const row = findDocument('rules', version === undefined ? name : `${name}@${version}`, catalog);
    const rules = parseStrictJson(documentBytes(row, catalog), 'the rules') as JsonObject;
    return { document: { ...row, rules }, render: (style) => renderDocument(row, rules, style) };
  }
}
