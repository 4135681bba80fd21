import * as Args from '@oclif/core/args';
import { importScan } from '../../app/scan/import-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag, thresholdFlag, trustRootFlag } from '../../cli/flags.ts';
import { renderScanImport } from '../../cli/render/scan-keeping.ts';
import { environmentFlag } from '../../cli/retention-flags.ts';
import { revocationFlags, revocationFrom } from '../../cli/revocation.ts';

export default class ScanImport extends FormatCommand<typeof ScanImport> {
  static override summary = 'take a scan into the store from its proof bundle, once that is verified';
  static override description =
    'Checks the bundle as "proof verify" does; one that fails is refused, and nothing changes. Manifest, score and the bundle itself are recorded, so that "score bundle" hands it on with its issuer\'s signature. ' +
    'To replay it, the store needs its inputs too: a bundle made with --replayable carries them, and must give its score with them; else they are found by their digest.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> bundle.tar.gz',
    '<%= config.bin %> <%= command.id %> bundle.tar.gz --trust-root issuer.pub --output json',
  ];
  static override args = {
    bundle: Args.string({ required: true, description: 'the proof bundle, or - for standard input' }),
  };
  static override flags = {
    'trust-root': trustRootFlag,
    threshold: thresholdFlag,
    at: atFlag,
    environment: environmentFlag(),
    ...revocationFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { threshold, at, environment } = this.flags;
    const imported = await importScan(this.args.bundle, {
      explain: this.context.explain,
      recording: async () => ({
        store: await this.context.store('create'),
        builtIn: (await this.context.catalog('create')).builtIn,
        clock: this.context.clock,
        environment: environment ?? null,
      }),
      bundles: await this.context.bundles(),
      trust: await (await this.context.trust()).load(this.flags['trust-root']),
      threshold,
      at: this.context.verificationTime(at),
      revocation: await revocationFrom(this.flags),
    });
    return { document: imported, render: (style) => renderScanImport(imported, style) };
  }
}
