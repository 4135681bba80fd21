/** Drift made on purpose in each input, alone and together: does the report of the real program name it? */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { type DriftingStore, driftingStore, LATER, SCANNED_AT } from '../helpers/drifting-store.ts';
import { publicPem } from '../helpers/kits.ts';
import { proofDocuments, proofFiles, signer } from '../helpers/proof-documents.ts';

let store: DriftingStore;
before(async () => {
  store = await driftingStore();
});

const replay = async (...flags: string[]) => await store.json('score', 'replay', '--scan', 'web', ...flags);

/** Flags of a what-if, by the input that it changes. */
const CHANGES: Readonly<Record<string, () => string[]>> = {
  rules: () => ['--rules', 'stella-reference'],
  policy: () => ['--policy', 'strict.yaml'],
  'feed/advisories': () => ['--feed', store.feeds['advisories'] as string],
  'feed/epss': () => ['--feed', store.feeds['epss'] as string],
  'feed/kev': () => ['--feed', store.feeds['kev'] as string],
  vex: () => ['--vex', 'vendor.openvex.json'],
  evidence: () => ['--evidence', 'evidence.json'],
  // The feed is held still: with the clock alone it would be the newest by then.
  freezeTimestamp: () => ['--freeze', LATER, '--feed', store.feeds['first'] as string],
};

describe('a replay with one input changed', () => {
  for (const [input, flags] of Object.entries(CHANGES)) {
    it(`names ${input} as the cause, and nothing else`, async () => {
      const { exit, document } = await replay(...flags());
      assert.equal(exit, 0);
      assert.equal(document.deterministic, true);
      assert.equal(document.kind, 'derived');
      assert.deepEqual(document.drift.causes, [[input]]);
      assert.deepEqual(
        document.drift.inputs.flatMap(({ parts }: { parts: string[] }) => parts),
        [input],
      );
      assert.equal(document.drift.isSameResult, false);
      assert.deepEqual(document.drift.interactions, []);
      const moved = ['added', 'gone', 'suppressed', 'unsuppressed', 'changed'].flatMap(
        (kind) => document.drift[kind],
      );
      assert.ok(moved.length > 0);
      for (const { causes } of moved) assert.deepEqual(causes, [[input]]);
    });
  }

  it('names the SBOM between two scans', async () => {
    const scan = ['scan', 'run', 'web-next.cdx.json', '--scan', 'web-next', '--freeze', SCANNED_AT];
    assert.equal((await store.run(...scan)).exit, 0);
    const held = await store.json(
      'score',
      'replay',
      '--scan',
      'web-next',
      '--feed',
      store.feeds['first'] as string,
    );
    const { document } = await store.json('score', 'diff', 'web', held.document.manifestHash);
    assert.deepEqual(document.drift.causes, [['sbom']]);
    assert.deepEqual(
      document.drift.gone.map(({ id }: { id: string }) => id),
      ['GHSA-1'],
    );
  });
});

describe('a replay with several inputs changed', () => {
  it('tells for each finding which of them moved it', async () => {
    const { document } = await replay('--feed', 'latest', '--vex', 'vendor.openvex.json', '--freeze', LATER);
    const { drift } = document;
    assert.deepEqual(drift.causes, [['feed/advisories', 'feed/epss', 'feed/kev', 'vex', 'freezeTimestamp']]);
    const causeOf = (kind: string, id: string, member?: string) => {
      const move = drift[kind].find((finding: { id: string }) => finding.id === id);
      if (member === undefined) return move.causes;
      return move.members.find(({ name }: { name: string }) => name === member).causes;
    };
    assert.deepEqual(causeOf('added', 'GHSA-new'), [['feed/advisories']]);
    assert.deepEqual(causeOf('added', 'GHSA-late'), [['freezeTimestamp']]);
    assert.deepEqual(causeOf('suppressed', 'GHSA-1', 'status'), [['vex']]);
    assert.deepEqual(causeOf('suppressed', 'GHSA-1', 'epss'), [['feed/epss']]);
    assert.deepEqual(causeOf('changed', 'GHSA-2', 'kev'), [['feed/kev']]);
    assert.equal(drift.attribution.status, 'exact');
  });

  it('reports as an interaction what only two of them do together', async () => {
    // The KEV entry makes the verdict fail, but not under a policy that does not look at it and suppresses the finding.
    const { document } = await replay('--rules', 'stella-reference', '--evidence', 'evidence.json');
    const { drift } = document;
    assert.deepEqual(drift.causes, [['rules', 'evidence']]);
    // The reference rules have a factor for observations and hops: its points come only with both.
    assert.deepEqual(drift.interactions, [['rules', 'evidence']]);
    const effects = Object.fromEntries(
      drift.alone.map(({ input, changed }: { input: string; changed: number }) => [input, changed]),
    );
    assert.deepEqual(effects, { rules: 2, evidence: 1 });
  });

  it('leaves an input out that differs and moves nothing', async () => {
    const { document } = await replay(
      '--feed',
      store.feeds['epss'] as string,
      '--freeze',
      '2025-01-17T00:00:00Z',
    );
    assert.deepEqual(document.drift.causes, [['feed/epss']]);
    assert.deepEqual(
      document.drift.inputs.map(({ input }: { input: string }) => input),
      ['feed', 'freezeTimestamp'],
    );
  });

  it('says so when the inputs differ and the result does not', async () => {
    const { document, stdout } = await replay(
      '--freeze',
      '2025-01-16T00:00:01Z',
      '--feed',
      store.feeds['first'] as string,
    );
    assert.equal(document.drift.isSameResult, true);
    assert.deepEqual(document.drift.causes, [[]]);
    assert.match(document.drift.hints[0], /^freezeTimestamp: /, 'why the root hash differs');
    assert.notEqual(document.rootHash, document.original.rootHash, stdout);
  });
});

describe('a replay with every input changed at once', () => {
  /** What the program itself says of a replay with some of the changes. */
  const scoreWith = async (inputs: readonly string[]) => {
    const feeds = inputs.filter((input) => input.startsWith('feed/'));
    const feed =
      feeds.length === 0
        ? []
        : ['--feed', store.feeds[feeds.length === 1 ? (feeds[0]?.slice(5) ?? '') : 'all'] as string];
    const flags = inputs
      .filter((input) => !input.startsWith('feed/'))
      .flatMap((input) => (input === 'freezeTimestamp' ? ['--freeze', LATER] : (CHANGES[input]?.() ?? [])));
    const still =
      feed.length === 0 && inputs.includes('freezeTimestamp')
        ? ['--feed', store.feeds['first'] as string]
        : [];
    return (await replay(...flags, ...feed, ...still)).document;
  };

  it('blames each of them for what it alone moves, and none that is left out gives the same', async () => {
    const { drift, score, rootHash } = await scoreWith(Object.keys(CHANGES));
    assert.equal(drift.attribution.status, 'exact');
    assert.deepEqual(
      drift.inputs.flatMap(({ parts }: { parts: string[] }) => parts).sort(),
      Object.keys(CHANGES).sort(),
    );
    assert.deepEqual(
      drift.alone.map(({ input }: { input: string }) => input).sort(),
      Object.keys(CHANGES).sort(),
    );
    // Those that are named give the result by themselves, as the program computes it without being asked for causes.
    const [causes] = drift.causes;
    const named = await scoreWith(causes);
    assert.equal(named.score, score);
    if (causes.length === Object.keys(CHANGES).length) assert.equal(named.rootHash, rootHash);
    const moves = ['added', 'gone', 'suppressed', 'unsuppressed', 'changed'].flatMap((kind) => drift[kind]);
    const blamed = new Set(moves.flatMap((move: { causes: string[][] }) => move.causes.flat()));
    const overall = [
      ...drift.causes,
      ...drift.score.causes,
      ...drift.verdict.causes,
      ...drift.coverage.causes,
    ].flat();
    assert.deepEqual([...new Set([...blamed, ...overall])].sort(), Object.keys(CHANGES).sort());
    // What each alone does, as a replay with it alone says.
    for (const { input, score: moved, ...counts } of drift.alone) {
      const { drift: lone } = await scoreWith([input]);
      assert.deepEqual(moved, { before: lone.score.before, after: lone.score.after }, input);
      for (const [kind, count] of Object.entries(counts))
        assert.equal(lone[kind].length, count, `${input} ${kind}`);
    }
  });
});

describe('a score of another engine', () => {
  it('is told by its manifest, and no input is blamed', async () => {
    const { manifest, score } = goldenOf('2');
    writeFileSync(join(store.folder, 'engine-2.tar.gz'), packBundle(proofFiles({ manifest, score })));
    writeFileSync(join(store.folder, 'signer.pub'), publicPem(signer));
    const diff = ['score', 'diff', 'web', 'engine-2.tar.gz', '--trust-root', 'signer.pub'];
    const { exit, document } = await store.json(...diff);
    assert.equal(exit, 0, JSON.stringify(document));
    assert.ok(document.drift.inputs.some(({ input }: { input: string }) => input === 'engine'));
    assert.deepEqual([document.drift.attribution.status, document.drift.causes], ['unavailable', null]);
    assert.ok(document.drift.hints.includes('engine: replay each with the version of stella that made it'));
  });

  function goldenOf(version: string) {
    const golden = proofDocuments();
    const manifest = { ...golden.manifest, engine: { ...golden.manifest.engine, version } };
    return { manifest, score: { ...golden.score, manifestHash: manifestHashOf(manifest) } };
  }
});

describe("the runbook's table of causes", () => {
  it('gives the resolution that fits, as command lines that run', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['--feed', 'latest'], /^feed: .*"stella (score replay --scan web --freeze 2025-01-16T00:00:00Z)"$/],
      [
        ['--rules', 'stella-reference'],
        /^rules: .* or see .*"stella (score replay --scan web --rules stella-default@1\.0\.0)"$/,
      ],
      [
        CHANGES['freezeTimestamp']?.() ?? [],
        /^freezeTimestamp: .*"stella (score replay --scan web --freeze 2025-01-16T00:00:00Z)"$/,
      ],
    ];
    for (const [flags, expected] of cases) {
      const { document } = await replay(...flags);
      assert.match(document.drift.hints[0], expected);
      const [, command = ''] = expected.exec(document.drift.hints[0]) ?? [];
      const { document: answer } = await store.json(...command.split(' '));
      assert.equal(answer.rootHash, document.original.rootHash, command);
    }
  });
});

describe('a what-if', () => {
  it('is recorded as derived, never as the original', async () => {
    const { document: whatIf } = await replay('--rules', 'stella-reference');
    const { document: shown } = await store.json('scan', 'show', 'web');
    const entry = shown.history.find(
      ({ manifestHash }: { manifestHash: string }) => manifestHash === whatIf.manifestHash,
    );
    assert.deepEqual([entry.kind, entry.derivation, entry.changed], ['derived', 'what-if', ['rules']]);
    assert.deepEqual(shown.history.filter(({ kind }: { kind: string }) => kind === 'original').length, 1);
    const { document: again } = await replay();
    assert.equal(again.rootHash, shown.rootHash);
    assert.equal(again.kind, 'original');
    assert.equal(again.drift, null);
    const named = await replay('--manifest-hash', whatIf.manifestHash);
    assert.equal(named.document.rootHash, whatIf.rootHash);
  });

  it('that changes nothing is a replay of the original', async () => {
    const { document } = await replay(
      '--rules',
      'stella-default',
      '--feed',
      store.feeds['first'] as string,
      '--without-vex',
    );
    assert.equal(document.kind, 'original');
    assert.equal(document.drift, null);
  });

  it('does not change what a frozen time means', async () => {
    const time = '2025-02-02T00:00:00Z';
    const odd = await replay(
      '--freeze',
      time,
      '--feed',
      store.feeds['kev'] as string,
      '--rules',
      'stella-reference',
    );
    const frozen = await replay('--freeze', time);
    assert.notEqual(frozen.document.manifestHash, odd.document.manifestHash);
    const feed = frozen.document.drift.inputs.find(({ input }: { input: string }) => input === 'feed');
    assert.equal(feed.after.digest, store.feeds['all'], 'the newest captured by then');
    assert.ok(!frozen.document.drift.inputs.some(({ input }: { input: string }) => input === 'rules'));
  });

  it('with rules of a known name and version must have their content', async () => {
    const { exit, document } = await replay('--policy', './strict.yaml');
    assert.equal(exit, 0, 'a file in this folder');
    assert.equal(document.drift.causes[0][0], 'policy');
    const missing = await replay('--rules', 'nobody');
    assert.deepEqual([missing.exit, missing.document.error.code], [3, 'RULES_NOT_FOUND']);
    const absent = await replay('--rules', './nobody.yaml');
    assert.deepEqual([absent.exit, absent.document.error.code], [3, 'INPUT_MISSING']);
    const notRules = await replay('--rules', 'strict.yaml');
    assert.deepEqual([notRules.exit, notRules.document.error.code], [4, 'UNSUPPORTED_VERSION']);
    const unknown = await replay('--feed', `sha256:${'0'.repeat(64)}`);
    assert.deepEqual([unknown.exit, unknown.document.error.code], [3, 'FEED_MISSING']);
    const wrong = await replay('--feed', 'newest');
    assert.deepEqual([wrong.exit, wrong.document.error.code], [2, 'USAGE']);
  });
});

describe('score diff', () => {
  it('says the same of two manifests, of a scan and a manifest, as the replay did', async () => {
    const { document: replayed } = await replay('--feed', 'latest');
    const { document } = await store.json('score', 'diff', 'web', replayed.manifestHash);
    const { attribution: _, ...drift } = document.drift;
    const { attribution: __, ...expected } = replayed.drift;
    assert.deepEqual(drift, expected);
    const { document: turned } = await store.json('score', 'diff', replayed.manifestHash, 'web');
    assert.deepEqual(
      turned.drift.gone.map(({ id, causes }: { id: string; causes: unknown }) => [id, causes]),
      [['GHSA-new', [['feed/advisories']]]],
    );
  });

  it('exits 0 whatever differs, and with --exit-code as diff does', async () => {
    const { document: other } = await replay('--feed', 'latest');
    assert.equal((await store.run('score', 'diff', 'web', other.manifestHash)).exit, 0);
    assert.equal((await store.run('score', 'diff', 'web', other.manifestHash, '--exit-code')).exit, 1);
    assert.equal((await store.run('score', 'diff', 'web', 'web', '--exit-code')).exit, 0);
  });

  it('reads bundles, but only such as verify', async () => {
    assert.equal((await store.run('key', 'generate', '--output', 'issuer.key')).exit, 0);
    const bundle = [
      'score',
      'bundle',
      '--scan',
      'web',
      '--key',
      'issuer.key',
      '--output',
      'web.tar.gz',
      '--force',
    ];
    assert.equal((await store.run(...bundle)).exit, 0);
    const refused = await store.json('score', 'diff', 'web', 'web.tar.gz');
    assert.equal(refused.exit, 6);
    const { document, exit } = await store.json(
      'score',
      'diff',
      'web',
      'web.tar.gz',
      '--trust-root',
      'issuer.key.pub',
    );
    assert.equal(exit, 0);
    assert.equal(document.isSame, true);
    assert.equal(document.after.from, 'bundle');
  });

  it('says what is not there', async () => {
    for (const [given, code] of [
      ['nobody', 'SCAN_NOT_FOUND'],
      ['./nobody.tar.gz', 'BUNDLE_NOT_FOUND'],
      [`sha256:${'0'.repeat(64)}`, 'MANIFEST_MISSING'],
    ] as const) {
      const { exit, document } = await store.json('score', 'diff', 'web', given);
      assert.deepEqual([exit, document.error.code], [3, code]);
    }
  });

  it('prints a page for people that names the cause', async () => {
    const { document: other } = await replay('--feed', store.feeds['epss'] as string);
    const { stdout, stderr } = await store.run('score', 'diff', 'web', other.manifestHash);
    assert.match(stdout, /^Cause: feed\/epss\.$/m, stderr);
    assert.match(stdout, /^changed {2}GHSA-1 .* exploitation [\d.]+ -> [\d.]+.* feed\/epss$/m);
  });
});
