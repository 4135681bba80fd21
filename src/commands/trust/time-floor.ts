import { readClock } from '../../app/proof/verification-time.ts';
import { lowerTimeFloor } from '../../app/trust/change-time-floor.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { timeFlag } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderClock } from '../../cli/render/trust.ts';

export default class TrustTimeFloor extends FormatCommand<typeof TrustTimeFloor> {
  static override summary = 'show the latest signed time that the store has seen; a clock before it is wrong';
  static override description =
    'Kits and timestamps say when they were signed. Certificates and expiry are judged by the clock or by the latest of these ' +
    'times, whichever is later. Where one of them was dated wrongly, the floor can be lowered again; the ledger says who did so, and why.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --lower-to 2025-01-01T00:00:00Z --reason "kit 43 was dated 2052"',
  ];
  static override flags = {
    'lower-to': timeFlag({ dependsOn: ['reason'], description: 'a time before the floor' }),
    reason: reasonFlag({ dependsOn: ['lower-to'], description: 'why; it is recorded' }),
  };

  protected override async execute(): Promise<Answer> {
    const { context, flags } = this;
    const { 'lower-to': time, reason } = flags;
    if (time !== undefined && reason !== undefined) {
      const { floor, clock } = context;
      lowerTimeFloor(time, reason, { floor, clock, store: await context.store('create') });
    }
    const clock = readClock(context);
    context.warnOfClock(clock);
    return { document: clock, render: (style) => renderClock(clock, style) };
  }
}
