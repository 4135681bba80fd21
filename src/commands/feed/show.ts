import * as Args from '@oclif/core/args';
import { findFeed } from '../../app/kit/list-feeds.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderFeed } from '../../cli/render/feed.ts';

export default class FeedShow extends FormatCommand<typeof FeedShow> {
  static override summary = 'show the descriptor of a feed snapshot, whose digest is in the manifests';
  static override description =
    'With --output json, what is printed is the descriptor itself: the SHA-256 of its canonical form (RFC 8785) is its digest.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sha256:900dee7560bb4520cebc9c469c26837bdf9586ec6d91ab82f734418da9bb3e50 --output json',
  ];
  static override args = {
    digest: Args.string({ description: 'digest of the snapshot (default: the active one)' }),
  };

  protected override async execute(): Promise<Answer> {
    const { feeds } = await this.context.store('open');
    const { row, descriptor } = findFeed(this.args.digest ?? null, feeds);
    return { document: descriptor, render: (style) => renderFeed(row, descriptor, style) };
  }
}
