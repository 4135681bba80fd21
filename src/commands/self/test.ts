import { selfTestError, testSelf } from '../../app/host/test-self.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { readBuiltInVectors } from '../../io/built-in-vectors.ts';
import { engineDigest } from '../../io/program/engine-digest.ts';

export default class SelfTest extends FormatCommand<typeof SelfTest> {
  static override summary =
    'run the built-in vectors on this host: does the program compute here what it must?';
  static override description =
    'Verifies bundles and disclosures whose answers are known, good and bad, and replays those that carry their inputs. Prints each ' +
    'result and the digest of the engine, which is the same wherever this version computes. Needs no store, no kit and no network.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --output json | jq -r '.engine.digest'",
  ];

  protected override async execute(): Promise<Answer> {
    const { root } = this.config;
    const trustReader = await this.context.trust();
    const vectors = readBuiltInVectors(root);
    const { progress } = this.context;
    progress.start('testing', vectors.length);
    const test = await testSelf({
      vectors,
      bundles: await this.context.bundles(),
      loadTrust: (path) => trustReader.load([path]),
      engine: engineDigest(root),
      onVector: (done) => progress.advance(done),
    }).finally(() => progress.stop());
    const { renderSelfTest } = await import('../../cli/render/self.ts');
    return { document: test, error: selfTestError(test), render: (style) => renderSelfTest(test, style) };
  }
}
