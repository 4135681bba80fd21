import * as Args from '@oclif/core/args';
import { removeTrustRoot } from '../../app/trust/trust-roots.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderRemovedRoot } from '../../cli/render/trust.ts';

export default class TrustRemove extends FormatCommand<typeof TrustRemove> {
  static override summary = 'stop trusting a root of the store';
  static override description =
    'What was imported under it stays; a kit that brings it again makes it trusted again.';
  static override examples = ['<%= config.bin %> <%= command.id %> 5b1a4f0c'];
  static override args = {
    fingerprint: Args.string({
      required: true,
      description: 'its fingerprint, or the first 8 or more hex digits of it',
    }),
  };

  static override flags = { reason: reasonFlag({ description: 'why; it is recorded' }) };

  protected override async execute(): Promise<Answer> {
    const { trust } = await this.context.store('create');
    const root = removeTrustRoot(this.args.fingerprint, this.flags.reason ?? null, { trust });
    return { document: { removed: root }, render: (style) => renderRemovedRoot(root, style) };
  }
}
