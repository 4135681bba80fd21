import * as Flags from '@oclif/core/flags';
import { rootHashOfBundle, rootHashOfScan } from '../../app/score/root-hash.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { scanIdFlag } from '../../cli/flags.ts';
import { StellaError } from '../../core/errors.ts';

export default class ScoreRoot extends FormatCommand<typeof ScoreRoot> {
  static override summary = 'print just the root hash of a scan or of a bundle, for scripts';
  static override description =
    "Of a scan, the one that is recorded; of a bundle, the one that its documents give. Nothing is replayed and no signature is checked: that is 'score verify' and 'proof verify'.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2',
    'test "$(<%= config.bin %> <%= command.id %> --scan web-1.4.2)" = "$(<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz)"',
  ];
  static override flags = {
    scan: scanIdFlag({ exclusive: ['bundle'], description: 'id of the scan' }),
    bundle: Flags.string({
      helpValue: 'FILE',
      exclusive: ['scan'],
      description: 'the bundle, or - for standard input',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { scan, bundle } = this.flags;
    const root =
      scan !== undefined
        ? rootHashOfScan(await this.context.store('open'), scan)
        : await rootHashOfBundle(bundle ?? missing(), await this.context.bundles());
    return { document: root, render: () => `${root.rootHash}\n` };
  }
}

function missing(): never {
  throw new StellaError('USAGE', 'neither --scan nor --bundle was given', {
    hint: 'say whose root hash: --scan ID, or --bundle FILE',
  });
}
