import * as Flags from '@oclif/core/flags';
import { verifyScore } from '../../app/score/verify-score.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { digestFlag, scanIdFlag } from '../../cli/flags.ts';
import { renderScoreVerification } from '../../cli/render/replay.ts';

export default class ScoreVerify extends FormatCommand<typeof ScoreVerify> {
  static override summary = 'replay a scan and compare its root hash with the one you expect';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --root-hash sha256:ca324bdc8ff002c840e5fc644b227b0f6b35a5dafdf8587a56e9e6b21f4b74b0',
  ];
  static override flags = {
    scan: scanIdFlag({ required: true, description: 'id of the scan' }),
    'root-hash': digestFlag({ required: true, description: 'the root hash that you expect' }),
    bundle: Flags.string({
      helpValue: 'FILE',
      description:
        "compare this bundle's root hash too (its signature is not looked at: that is proof verify)",
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { scan, bundle } = this.flags;
    const { verification, error } = await verifyScore(
      { scanId: scan, rootHash: this.flags['root-hash'], bundle: bundle ?? null },
      {
        store: await this.context.store('open'),
        clock: this.context.clock,
        explain: this.context.explain,
        bundles: await this.context.bundles(),
      },
    );
    return { document: verification, render: (style) => renderScoreVerification(verification, style), error };
  }
}
