import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { completionOf } from '../../cli/completion/candidates.ts';
import { knownValues } from '../../cli/completion/known-values.ts';

/** Asked by the shells' scripts at every press of the key, and by nobody else. */
export default class CompletionCandidates extends FormatCommand<typeof CompletionCandidates> {
  static override hidden = true;
  static override strict = false;
  static override summary = 'what may stand next on a command line';
  static override examples = ['<%= config.bin %> <%= command.id %> -- score re'];

  protected override async execute(): Promise<Answer> {
    const words = this.argv.slice(this.argv.indexOf('--') + 1);
    const completion = completionOf(words, this.config.commands);
    if (completion.kind === 'files') return { document: { files: true }, render: () => ':files\n' };
    const all =
      completion.kind === 'values'
        ? completion.candidates
        : (await knownValues(completion.of, this.context)).map(({ value, about }) => ({
            value: `${completion.prefix ?? ''}${value}`,
            about,
          }));
    const current = words.at(-1) ?? '';
    const candidates = all.filter(({ value }) => value.startsWith(current));
    const lines = candidates.map(({ value, about }) => `${value}\t${about.replace(/\s+/g, ' ')}\n`);
    return { document: { candidates }, render: () => lines.join('') };
  }
}
