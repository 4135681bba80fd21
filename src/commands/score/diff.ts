import { existsSync } from 'node:fs';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { compareScores } from '../../app/score/diff-scores.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag, thresholdFlag, trustRootFlag } from '../../cli/flags.ts';
import { renderScoreDiff } from '../../cli/render/score-diff.ts';
import { revocationFlags, revocationFrom } from '../../cli/revocation.ts';

export default class ScoreDiff extends FormatCommand<typeof ScoreDiff> {
  static override summary =
    'compare two scores: findings that came, went or changed, the points that moved, and which input caused it';
  static override description =
    'Each side is a scan, a manifest (sha256:…, as "scan show" lists them), or the file of a proof bundle, which must verify. ' +
    'Causes are found by replaying with one input exchanged at a time, then two, down to the smallest sets that give the difference.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1.4.1 web-1.4.2',
    '<%= config.bin %> <%= command.id %> web-1.4.1 bundle.tar.gz --trust-root issuer.pub --output json',
    "<%= config.bin %> <%= command.id %> web-1.4.1 web-1.4.2 --output json | jq '.drift.causes'",
  ];
  static override args = {
    before: Args.string({ required: true, description: 'scan id, manifest hash or bundle file' }),
    after: Args.string({ required: true, description: 'what it is compared with' }),
  };
  static override flags = {
    'exit-code': Flags.boolean({ description: 'exit 1 when the two have different root hashes, else 0' }),
    'trust-root': trustRootFlag,
    threshold: thresholdFlag,
    at: atFlag,
    ...revocationFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { threshold, at } = this.flags;
    const comparison = await compareScores(this.args.before, this.args.after, {
      store: await this.context.store('open'),
      explain: this.context.explain,
      progress: this.context.progress,
      isFile: existsSync,
      verification: async () => ({
        bundles: await this.context.bundles(),
        trust: await (await this.context.trust()).load(this.flags['trust-root']),
        threshold,
        at: this.context.verificationTime(at),
        revocation: await revocationFrom(this.flags),
      }),
    });
    return {
      document: comparison,
      render: (style) => renderScoreDiff(comparison, style),
      exit: this.flags['exit-code'] && !comparison.isSame ? 1 : 0,
    };
  }
}
