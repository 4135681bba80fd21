import * as Flags from '@oclif/core/flags';
import { measureStore } from '../app/audit/measure-store.ts';
import { type Answer, FormatCommand } from '../cli/base-command.ts';
import { utf8Encode } from '../core/encoding/utf8.ts';
import { StellaError } from '../core/errors.ts';
import { writeFileAtomically } from '../io/files/write-file.ts';

export default class Metrics extends FormatCommand<typeof Metrics> {
  static override summary = 'what there is to watch about the store, in Prometheus text format';
  static override description =
    'Replays are counted as they are recorded, verifications where proof verify is told to with --record. With --textfile the file is ' +
    "written whole or not at all, for node_exporter's textfile collector, which only reads files that end in .prom. Alert rules and a " +
    'dashboard are in offline-kit/monitoring/.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --textfile stella.prom',
    "<%= config.bin %> <%= command.id %> --output json | jq '.metrics[].name'",
  ];
  static override flags = {
    textfile: Flags.string({
      helpValue: 'PATH',
      description: 'write into this file, which must end in .prom, instead of to standard output',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { textfile } = this.flags;
    if (textfile !== undefined && !textfile.endsWith('.prom')) {
      throw new StellaError('USAGE', `the collector would not read ${JSON.stringify(textfile)}`, {
        hint: 'let the name end in .prom',
      });
    }
    const metrics = measureStore(await this.context.store('open'), this.context.clock);
    const { renderMetrics } = await import('../cli/render/metrics.ts');
    const text = await renderMetrics(metrics);
    if (textfile === undefined) return { document: { metrics }, render: () => text };
    writeFileAtomically(textfile, utf8Encode(text), { what: 'the metrics', overwrite: true });
    const samples = metrics.reduce((sum, metric) => sum + metric.samples.length, 0);
    return { document: { textfile, metrics }, render: () => `wrote ${samples} samples into ${textfile}\n` };
  }
}
