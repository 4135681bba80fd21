import * as Flags from '@oclif/core/flags';
import { showSpine } from '../../app/proof/show-spine.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderSpine } from '../../cli/render/spine.ts';

export default class ProofSpine extends FormatCommand<typeof ProofSpine> {
  static override summary =
    'show the Merkle tree of a proof bundle: from the root hash down to each input and the score';
  static override description =
    "Every hash is recomputed from the bundle's documents. With --verify each is compared with the one that the bundle records. " +
    'The signature is not looked at: that is proof verify.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --verify',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --finding CVE-2021-44228',
  ];
  static override flags = {
    bundle: Flags.string({
      required: true,
      helpValue: 'FILE',
      description: 'the bundle, or - for standard input',
    }),
    verify: Flags.boolean({ description: 'compare each hash with the one that the bundle records' }),
    finding: Flags.string({
      helpValue: 'ID',
      description: "show this finding's inclusion proof (its id or an alias)",
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { bundle, verify, finding } = this.flags;
    const { report, error } = await showSpine(
      { bundle, verify, finding: finding ?? null },
      await this.context.bundles(),
    );
    return { document: report, render: (style) => renderSpine(report, style), error };
  }
}
