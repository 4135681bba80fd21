import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderFeedList } from '../../cli/render/feed.ts';

export default class FeedList extends FormatCommand<typeof FeedList> {
  static override summary = 'list the feed snapshots in the store, the newest capture first';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override async execute(): Promise<Answer> {
    const feeds = (await this.context.store('open')).feeds.list();
    return { document: { feeds }, render: (style) => renderFeedList(feeds, style) };
  }
}
