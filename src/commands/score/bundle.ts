import * as Flags from '@oclif/core/flags';
import { bundleOf } from '../../app/make-bundle.ts';
import { originalManifest } from '../../app/replay-score.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { scanIdFlag } from '../../cli/flags.ts';
import { renderBundle } from '../../cli/render/bundle.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { writeOutput } from '../../cli/write-output.ts';

export default class ScoreBundle extends FileCommand<typeof ScoreBundle> {
  static override summary = 'write the proof bundle of a scan: manifest, score, Merkle proof, signature';
  static override description =
    "The recorded bundle, with its issuer's signature, where the scan has one; else, or with --key, a new one. " +
    'The same scan, key and certificate give the same file, byte for byte.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --key issuer.key --certificate issuer.crt --output bundle.tar.gz',
  ];
  static override flags = {
    scan: scanIdFlag({ required: true, description: 'id of the scan' }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'file to write, or - for standard output (default: ./<scan>.tar.gz)',
    }),
    force: Flags.boolean({ description: 'replace an existing file' }),
    ...signerFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { scan, force } = this.flags;
    const path = this.flags.output ?? `${scan}.tar.gz`;
    const store = await this.context.store('open');
    const { row, packed } = await bundleOf(originalManifest(store, scan), await signerFrom(this.flags), {
      store,
      clock: this.context.clock,
      ownSigner: async () => this.context.ownSigner(await passphraseFrom(this.flags)),
    });
    writeOutput(path, packed, { what: 'the bundle', overwrite: force });
    const document = { bundle: path, ...row };
    return { document, render: (style) => renderBundle(document, style), isOutputTaken: path === '-' };
  }
}
