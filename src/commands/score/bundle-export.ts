import * as Flags from '@oclif/core/flags';
import { exportBundles } from '../../app/export-bundles.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { dayFlag } from '../../cli/flags.ts';
import { renderExport } from '../../cli/render/bundle.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { openExportFolder } from '../../io/files/export-folder.ts';

export default class ScoreBundleExport extends FileCommand<typeof ScoreBundleExport> {
  static override summary = 'write the bundles of all scans of a range of days into a folder, with an index';
  static override description =
    'Interrupted, it goes on where it was when it is run again: what is there already is compared and left as it is.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 2024-01-01 --until 2024-12-31 --output /archive/2024-proofs/',
  ];
  static override flags = {
    since: dayFlag({ required: true, description: 'first day of the range, in UTC' }),
    until: dayFlag({ required: true, description: 'last day of the range, included' }),
    output: Flags.string({
      char: 'o',
      required: true,
      helpValue: 'DIR',
      description: 'folder to write into',
    }),
    ...signerFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { since, until, output } = this.flags;
    const signer = await signerFrom(this.flags);
    const report = await exportBundles(
      { since, until, signer },
      {
        store: await this.context.store('open'),
        clock: this.context.clock,
        ownSigner: async () => this.context.ownSigner(await passphraseFrom(this.flags)),
        folder: openExportFolder(output),
        progress: this.context.progress,
      },
    );
    return {
      document: { folder: output, ...report },
      render: (style) => renderExport(output, report, style),
    };
  }
}
