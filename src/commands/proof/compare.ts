import * as Args from '@oclif/core/args';
import { compareBundles } from '../../app/score/root-hash.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderComparison } from '../../cli/render/bundle.ts';

export default class ProofCompare extends FormatCommand<typeof ProofCompare> {
  static override summary = 'do two bundles have one root hash? Exit status 0 when they do, 1 when not';
  static override description =
    "One root hash means one manifest, one set of inputs and one score. The root hashes are recomputed from the bundles' documents; the signatures are not looked at: that is 'proof verify'.";
  static override examples = ['<%= config.bin %> <%= command.id %> bundle.tar.gz archive/web.tar.gz'];
  static override args = {
    a: Args.string({ required: true, description: 'a bundle' }),
    b: Args.string({ required: true, description: 'another bundle' }),
  };

  protected override async execute(): Promise<Answer> {
    const { a, b } = this.args;
    const { comparison, error } = await compareBundles([a, b], await this.context.bundles());
    return { document: comparison, render: (style) => renderComparison(comparison, style), error };
  }
}
