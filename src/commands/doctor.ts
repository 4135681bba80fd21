import * as Flags from '@oclif/core/flags';
import { diagnose } from '../app/host/diagnose.ts';
import { type Answer, FormatCommand } from '../cli/base-command.ts';
import { configurationProblem } from '../cli/configure.ts';
import { stalenessBudget, stalenessFlags } from '../cli/kit-flags.ts';
import { renderDiagnosis } from '../cli/render/doctor.ts';
import { unknownVariables } from '../cli/settings.ts';

export default class Doctor extends FormatCommand<typeof Doctor> {
  static override summary = 'is this host fit to work: store, permissions, clock, kit, trust roots, disk?';
  static override description =
    'Every check is pass, warn, fail or skipped, with what to do about it. Nothing is changed: a store of an older version is looked ' +
    'at, and not upgraded. The exit status is 1 when a check fails, with --strict also when one warns. That every input in the store ' +
    'has its digest, "stella audit store" checks; it reads everything.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --max-age 9999',
    '<%= config.bin %> <%= command.id %> --max-age 9999 --output json | jq -r \'.checks[] | select(.result != "pass") | .advice\'',
  ];
  static override flags = {
    ...stalenessFlags,
    strict: Flags.boolean({ description: 'exit 1 when a check warns, too' }),
  };

  protected override async execute(): Promise<Answer> {
    const { context, flags } = this;
    const { hostInspector } = await import('../io/host-inspector.ts');
    const { progress } = context;
    const trust = await context.trust();
    const { workspace } = await context.kits();
    progress.start('looking', null);
    const diagnosis = await diagnose({
      host: hostInspector(context.home),
      settings: { unknownVariables: unknownVariables(process.env), problem: configurationProblem() },
      store: () => context.store('inspect'),
      workspace,
      trust: () => trust.load([]),
      clock: context.clock,
      floor: context.floor,
      budget: stalenessBudget(flags),
    });
    progress.stop();
    const isWarning = flags.strict && diagnosis.checks.some(({ result }) => result === 'warn');
    return {
      document: diagnosis,
      render: (style) => renderDiagnosis(diagnosis, style),
      exit: diagnosis.healthy && !isWarning ? 0 : 1,
    };
  }
}
