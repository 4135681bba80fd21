import * as Flags from '@oclif/core/flags';
import { bundleOf, replayableBundleOf } from '../../app/bundle/make-bundle.ts';
import { originalManifest } from '../../app/score/replay-score.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { scanIdFlag } from '../../cli/flags.ts';
import { renderBundle } from '../../cli/render/bundle.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { writeOutput } from '../../cli/write-output.ts';
import { unpackKeptBundle } from '../../io/archive/unpack-kept-bundle.ts';

export default class ScoreBundle extends FileCommand<typeof ScoreBundle> {
  static override summary = 'write the proof bundle of a scan: manifest, score, Merkle proof, signature';
  static override description =
    "The recorded bundle, with its issuer's signature, where the scan has one; else, or with --key, a new one. " +
    'With --replayable it carries the SBOM, the rules, the policy and the advisories too, each lookup with its proof: an auditor recomputes the score from the file alone. ' +
    'The same scan, key and options give the same file, byte for byte.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --key issuer.key --certificate issuer.crt --output bundle.tar.gz',
    '<%= config.bin %> <%= command.id %> --scan web-1.4.2 --replayable --output replayable.tar.gz',
  ];
  static override flags = {
    scan: scanIdFlag({ required: true, description: 'id of the scan' }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'file to write, or - for standard output (default: ./<scan>.tar.gz)',
    }),
    replayable: Flags.boolean({
      description:
        'put the inputs in as well, with proofs that no advisory was left out: for proof verify --replay',
    }),
    force: Flags.boolean({ description: 'replace an existing file' }),
    ...signerFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { scan, force } = this.flags;
    const path = this.flags.output ?? `${scan}.tar.gz`;
    const store = await this.context.store('open');
    const manifest = originalManifest(store, scan);
    const signer = await signerFrom(this.flags);
    const ports = {
      store,
      clock: this.context.clock,
      ownSigner: async () => this.context.ownSigner(await passphraseFrom(this.flags)),
      unpackKept: unpackKeptBundle,
      unpack: (packed: Uint8Array) => this.context.unpackBundle(packed),
      explain: this.context.explain,
    };
    const { row, packed } = this.flags.replayable
      ? await replayableBundleOf(manifest, signer, ports)
      : await bundleOf(manifest, signer, ports);
    writeOutput(path, packed, { what: 'the bundle', overwrite: force });
    const document = { bundle: path, ...row };
    return { document, render: (style) => renderBundle(document, style), isOutputTaken: path === '-' };
  }
}
