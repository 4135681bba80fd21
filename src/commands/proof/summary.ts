import * as Args from '@oclif/core/args';
import { summarizeResults } from '../../app/proof/summarize-results.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderSummary } from '../../cli/render/summary.ts';
import { limit } from '../../core/limits.ts';
import { summaryError } from '../../core/proof/verification-summary.ts';
import { readLines } from '../../io/files/read-lines.ts';

export default class ProofSummary extends FormatCommand<typeof ProofSummary> {
  static override summary =
    'join the results of proof verify --output ndjson: what failed, and what is missing';
  static override description =
    'Takes the files that the shards of one run wrote, in any order. Every bundle of the input must have a result: a shard that is ' +
    'missing or was cut short is an error, and so are two results that contradict each other. The results are not signed: whoever ' +
    'can write these files can write anything into them.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> part-1.ndjson part-2.ndjson',
    'cat part-*.ndjson | <%= config.bin %> <%= command.id %> - --output json',
  ];
  static override args = {
    file: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'results, or - for standard input',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const summary = await summarizeResults(
      this.args.file.map((path) => ({
        name: path,
        lines: readLines(path, {
          what: 'the results',
          missing: 'INPUT_MISSING',
          maxLineBytes: limit('resultLineBytes'),
        }),
      })),
    );
    const error = summaryError(summary);
    return {
      document: summary,
      render: (style) => renderSummary(summary, style),
      error,
      ...(summary.failed > 0 ? { exit: 1 } : {}),
    };
  }
}
