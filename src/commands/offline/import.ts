import * as Flags from '@oclif/core/flags';
import { importKit } from '../../app/kit/import-kit.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { trustRootFlag } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderKitImport } from '../../cli/render/kit.ts';

export default class OfflineImport extends FormatCommand<typeof OfflineImport> {
  static override summary = 'import an offline kit: verify, stage, index, put in force; all of it or nothing';
  static override description =
    'The signature is checked before anything else is believed, then the digest of every byte. Only when all of it holds is ' +
    'the kit put in force, in one step. A kit that fails is copied to quarantine with the reason; the store stays as it was.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle kit.tar.gz --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> --bundle kit.tar.gz --dry-run',
    '<%= config.bin %> <%= command.id %> --bundle old-kit.tar.gz --force-activate --force-reason "kit 43 is broken"',
  ];
  static override flags = {
    bundle: Flags.string({ required: true, helpValue: 'KIT', description: 'the kit: a file or a folder' }),
    'trust-root': trustRootFlag,
    'dry-run': Flags.boolean({ description: 'do everything but put the kit in force' }),
    'force-activate': Flags.boolean({
      dependsOn: ['force-reason'],
      description: 'put the kit in force although its sequence is not above that of the active one',
    }),
    'force-reason': reasonFlag({
      dependsOn: ['force-activate'],
      description: 'why; it is recorded',
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const trust = await (await context.trust()).load(flags['trust-root']);
    const { workspace } = await context.kits();
    const { builtIn } = await context.catalog('create');
    const kit = await importKit(
      {
        path: flags.bundle,
        isDryRun: flags['dry-run'],
        forceReason: flags['force-reason'] ?? null,
        isOwnTrust: flags['trust-root'].length === 0,
      },
      {
        store: await context.store('create'),
        workspace,
        trust,
        bundles: await context.bundles(),
        builtIn,
        clock: context.clock,
        floor: context.floor,
        progress: context.interruptibleProgress(),
        explain: context.explain,
      },
    );
    context.warnOfClock(kit.clock);
    return { document: kit, render: (style) => renderKitImport(kit, style) };
  }
}
