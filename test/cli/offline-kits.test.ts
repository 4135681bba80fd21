/** Building and importing kits through the real program: the connected side, then the air-gapped one. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { kitTar, OSV_PATH, osvRecord, osvZip, sampleFeeds, writeFileIn } from '../helpers/kits.ts';
import {
  type RunOptions,
  runStella,
  runStellaJson,
  type StellaRun,
  scratchFolder,
} from '../helpers/run-stella.ts';
import { ed25519Pem } from '../helpers/test-keys.ts';

const folder = scratchFolder();
const run = (args: readonly string[], options: RunOptions = {}): Promise<StellaRun> =>
  runStella(args, { cwd: folder, ...options });
const runJson = (args: readonly string[], options: RunOptions = {}) =>
  runStellaJson(args, { cwd: folder, ...options });

function newHome(): { readonly env: { readonly STELLA_HOME: string } } {
  return { env: { STELLA_HOME: scratchFolder() } };
}

async function importFirst(home: RunOptions): Promise<void> {
  const { exit, stderr } = await run(
    ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'],
    home,
  );
  assert.equal(exit, 0, stderr);
}

before(async () => {
  for (const [path, content] of Object.entries(sampleFeeds))
    writeFileIn(join(folder, 'downloads'), path, content);
  assert.equal((await run(['key', 'generate', '--output', 'issuer.key'])).exit, 0);
  const build = ['offline', 'build', '--from', 'downloads', '--key', 'issuer.key'];
  for (const [sequence, name] of [
    [1, 'kit.tar.gz'],
    [2, 'newer.tar'],
  ] as const) {
    const { exit, stderr } = await run([...build, '--output', name, '--sequence', String(sequence)]);
    assert.equal(exit, 0, stderr);
  }
});

describe('stella offline build', () => {
  it('reports what it wrote, the same document as JSON and as YAML', async () => {
    const args = [
      'offline',
      'build',
      '--from',
      'downloads',
      '--key',
      'issuer.key',
      '--sequence',
      '7',
      '--force',
    ];
    const json = await run([...args, '--output', 'seven.tar', '--format', 'json']);
    const yaml = await run([...args, '--output', 'seven.tar', '--format', 'yaml']);
    const document = JSON.parse(json.stdout);
    assert.deepEqual(parse(yaml.stdout), document);
    assert.deepEqual([document.kitId, document.sequence, document.entries.length], ['kit-7', 7, 3]);
  });

  it('writes the same bytes each time', async () => {
    const args = ['offline', 'build', '--from', 'downloads', '--key', 'issuer.key', '--sequence', '1'];
    await run([...args, '--output', 'again.tar.gz']);
    assert.deepEqual(readFileSync(join(folder, 'again.tar.gz')), readFileSync(join(folder, 'kit.tar.gz')));
  });

  it('names a record that cannot be read, exits 4, and leaves it out when told so', async () => {
    const zip = osvZip(osvRecord('A-1', 'x'), { id: 'B-1', affected: 1 });
    writeFileIn(join(folder, 'broken'), 'npm.zip', zip);
    const args = [
      'offline',
      'build',
      '--from',
      'broken',
      '--key',
      'issuer.key',
      '--sequence',
      '1',
      '--output',
      'broken.tar',
    ];
    const refused = await run([...args, '--format', 'json']);
    assert.equal(refused.exit, 4);
    assert.equal(JSON.parse(refused.stdout).error.details.record, 'B-1');
    assert.equal(existsSync(join(folder, 'broken.tar')), false);
    const excluded = await run([...args, '--exclude-record', 'B-1', '--reason', 'affected is a number']);
    assert.equal(excluded.exit, 0, excluded.stderr);
    assert.match(excluded.stdout, /B-1: affected is a number/);
  });

  const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['a sequence that is no number', ['--sequence', '1.5', '--output', 'x.tar'], 2, /USAGE/],
    ['a name that says no form', ['--sequence', '1', '--output', 'x.zip'], 2, /USAGE/],
    [
      'an exclusion without a reason',
      ['--sequence', '1', '--output', 'x.tar', '--exclude-record', 'A'],
      2,
      /USAGE/,
    ],
    [
      'a delta that its base would keep out',
      ['--sequence', '1', '--output', 'x.tar', '--base', 'kit.tar.gz'],
      2,
      /USAGE: the base kit has the sequence \d+, the delta would have \d+\nhint: give --sequence \d+/,
    ],
    [
      'an expiry before the kit itself',
      ['--sequence', '1', '--output', 'x.tar', '--expires-at', '2020-01-01T00:00:00Z'],
      2,
      /USAGE: the kit would expire at 2020-01-01T00:00:00Z, and is of 2025/,
    ],
    ['an output that is there', ['--sequence', '1', '--output', 'kit.tar.gz'], 5, /OUTPUT_EXISTS/],
    [
      'a key that is not there',
      ['--sequence', '1', '--output', 'x.tar', '--key', 'none.key'],
      3,
      /INPUT_MISSING/,
    ],
    [
      'a kit id with a control character',
      ['--sequence', '1', '--output', 'x.tar', '--kit-id', 'a\tb'],
      2,
      /USAGE/,
    ],
  ];
  for (const [name, args, exit, message] of wrong) {
    it(`exits ${exit} for ${name}`, async () => {
      const key = args.includes('--key') ? [] : ['--key', 'issuer.key'];
      const result = await run(['offline', 'build', '--from', 'downloads', ...key, ...args]);
      assert.equal(result.exit, exit);
      assert.match(result.stderr, message);
    });
  }

  it('signs with an encrypted key, its passphrase from a file or a variable', async () => {
    writeFileSync(join(folder, 'passphrase.txt'), 'open sesame\n');
    await run(['key', 'generate', '--output', 'locked.key', '--passphrase-file', 'passphrase.txt']);
    assert.match(readFileSync(join(folder, 'locked.key'), 'utf8'), /ENCRYPTED PRIVATE KEY/);
    const args = [
      'offline',
      'build',
      '--from',
      'downloads',
      '--key',
      'locked.key',
      '--sequence',
      '1',
      '--force',
      '--output',
      'locked.tar',
    ];
    assert.equal((await run(args)).exit, 4);
    assert.equal((await run([...args, '--passphrase-file', 'passphrase.txt'])).exit, 0);
    assert.equal((await run(args, { env: { STELLA_KEY_PASSPHRASE: 'open sesame' } })).exit, 0);
  });

  it("signs with the store's own key when none is given, and exits 3 when there is none", async () => {
    const home = newHome();
    const args = [
      'offline',
      'build',
      '--from',
      'downloads',
      '--sequence',
      '1',
      '--force',
      '--output',
      'own.tar',
    ];
    assert.equal((await run(args, home)).exit, 3);
    assert.equal((await run(['key', 'generate', '--default'], home)).exit, 0);
    assert.equal((await run(args, home)).exit, 0);
    const pub = join(home.env.STELLA_HOME, 'keys/default.pem.pub');
    assert.equal((await run(['offline', 'verify', 'own.tar', '--trust-root', pub])).exit, 0);
  });
});

describe('stella offline import', () => {
  it('puts a kit in force; importing it again changes nothing', async () => {
    const home = newHome();
    const first = await runJson(
      ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'],
      home,
    );
    assert.deepEqual([first.exit, first.document.result], [0, 'activated']);
    const again = await runJson(
      ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'],
      home,
    );
    assert.deepEqual([again.exit, again.document.result], [0, 'already-active']);
    const shown = await runJson(['feed', 'show'], home);
    assert.equal(shown.document.schema, 'stella.feed/v1');
    const listed = await runJson(['feed', 'list'], home);
    assert.deepEqual(
      listed.document.feeds.map(({ digest }: { digest: string }) => digest),
      [first.document.feed.digest],
    );
    const kits = await runJson(['offline', 'list'], home);
    assert.deepEqual(
      kits.document.kits.map(({ digest }: { digest: string }) => digest),
      [first.document.digest],
    );
  });

  it('without a trust root exits 6, and so does a stranger', async () => {
    const home = newHome();
    const nobody = await run(['offline', 'import', '--bundle', 'kit.tar.gz'], home);
    assert.deepEqual([nobody.exit, /TRUST_ROOT_MISSING/.test(nobody.stderr)], [6, true]);
    writeFileSync(join(folder, 'stranger.key'), ed25519Pem(99));
    await run(['key', 'generate', '--output', 'other.key']);
    const stranger = await run(
      ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'other.key.pub'],
      home,
    );
    assert.deepEqual([stranger.exit, /KEY_UNKNOWN/.test(stranger.stderr)], [6, true]);
    assert.equal((await run(['feed', 'show'], home)).exit, 3);
  });

  it('uses the trust roots that were added to the store', async () => {
    const home = newHome();
    assert.equal((await run(['trust', 'add', 'issuer.key.pub'], home)).exit, 0);
    assert.equal((await run(['offline', 'import', '--bundle', 'kit.tar.gz'], home)).exit, 0);
  });

  it('exits 8 for an older kit, unless it is forced with a reason', async () => {
    const home = newHome();
    await run(['offline', 'import', '--bundle', 'newer.tar', '--trust-root', 'issuer.key.pub'], home);
    const old = ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'];
    const refused = await runJson(old, home);
    assert.deepEqual([refused.exit, refused.document.error.code], [8, 'KIT_ROLLBACK']);
    assert.equal((await run([...old, '--force-activate'], home)).exit, 2);
    assert.equal((await run([...old, '--force-reason', 'x'], home)).exit, 2);
    const forced = await runJson([...old, '--force-activate', '--force-reason', 'newer is broken'], home);
    assert.deepEqual([forced.exit, forced.document.forcedReason], [0, 'newer is broken']);
    assert.match((await run(['offline', 'status'], home)).stdout, /forced +newer is broken/);
  });

  it('as a dry run changes nothing', async () => {
    const home = newHome();
    const args = [
      'offline',
      'import',
      '--bundle',
      'kit.tar.gz',
      '--trust-root',
      'issuer.key.pub',
      '--dry-run',
    ];
    const dry = await runJson(args, home);
    assert.deepEqual([dry.exit, dry.document.result], [0, 'dry-run']);
    assert.equal((await runJson(['offline', 'status'], home)).document.kit, null);
  });

  it('keeps a refused kit in quarantine and says so in the status', async () => {
    const home = newHome();
    const bytes = readFileSync(join(folder, 'newer.tar'));
    bytes[bytes.length - 3000] = (bytes[bytes.length - 3000] as number) ^ 1;
    writeFileSync(join(folder, 'damaged.tar'), bytes);
    const result = await run(
      ['offline', 'import', '--bundle', 'damaged.tar', '--trust-root', 'issuer.key.pub'],
      home,
    );
    assert.equal(result.exit, 1);
    assert.match(result.stderr, /DIGEST_MISMATCH/);
    const { document } = await runJson(['offline', 'status'], home);
    assert.deepEqual(
      document.quarantined.map(({ error }: { error: { code: string } }) => error.code),
      ['DIGEST_MISMATCH'],
    );
    assert.equal(readdirSync(join(home.env.STELLA_HOME, 'staging')).length, 0);
    const quarantine = join(home.env.STELLA_HOME, 'quarantine');
    writeFileIn(quarantine, '.cut-off/kit', 'half of a copy');
    await importFirst(home);
    assert.deepEqual(readdirSync(quarantine), [document.quarantined[0].digest.slice('sha256:'.length)]);
  });

  it('keeps a refused kit folder without its links, which lead round in circles', async () => {
    const home = newHome();
    const kit = join(scratchFolder(), 'kit');
    writeFileIn(kit, 'kit.dsse.json', '{}');
    for (const name of ['one', 'two']) symlinkSync('.', join(kit, name));
    const imported = await run(
      ['offline', 'import', '--bundle', kit, '--trust-root', 'issuer.key.pub'],
      home,
    );
    assert.equal(imported.exit, 4, imported.stderr);
    const quarantine = join(home.env.STELLA_HOME, 'quarantine');
    const [kept = ''] = readdirSync(quarantine);
    assert.deepEqual(readdirSync(join(quarantine, kept, 'kit')), ['kit.dsse.json']);
  });

  it('exits 3 for a kit that is not there', async () => {
    const result = await runJson(
      ['offline', 'import', '--bundle', 'none.tar', '--trust-root', 'issuer.key.pub'],
      newHome(),
    );
    assert.deepEqual([result.exit, result.document.error.code], [3, 'KIT_NOT_FOUND']);
  });

  it('works with every connection forbidden', async () => {
    const args = [
      'offline',
      'import',
      '--offline',
      '--bundle',
      'kit.tar.gz',
      '--trust-root',
      'issuer.key.pub',
    ];
    assert.equal((await run(args, newHome())).exit, 0);
  });

  it('makes a home that is for its owner alone', async () => {
    const home = newHome();
    await importFirst(home);
    for (const name of readdirSync(home.env.STELLA_HOME))
      assert.equal(statSync(join(home.env.STELLA_HOME, name)).mode & 0o077, 0, name);
  });
});

describe('stella offline status', () => {
  it('of an empty store exits 0, and 3 when asked to fail on stale feeds', async () => {
    const home = newHome();
    assert.match((await run(['offline', 'status'], home)).stdout, /No kit is active/);
    const asked = await runJson(['offline', 'status', '--fail-on-stale'], home);
    assert.deepEqual([asked.exit, asked.document.error.code], [3, 'FEED_MISSING']);
    assert.deepEqual(readdirSync(home.env.STELLA_HOME), []);
  });

  it('says how old each feed is, and exits 8 when asked and one is stale', async () => {
    const home = newHome();
    await importFirst(home);
    const told = await runJson(['offline', 'status'], home);
    assert.equal(told.exit, 0);
    assert.deepEqual([told.document.isStale, told.document.feeds[0].freshness], [true, 'stale']);
    assert.ok(told.document.feeds[0].ageDays > 300);
    const asked = await runJson(['offline', 'status', '--fail-on-stale'], home);
    assert.deepEqual(
      [asked.exit, asked.document.error.code, asked.document.isStale],
      [8, 'KIT_EXPIRED', true],
    );
    const lenient = await run(['offline', 'status', '--fail-on-stale', '--max-age', '99999'], home);
    assert.equal(lenient.exit, 0);
    assert.match(lenient.stdout, /fresh/);
  });
});

describe('stella offline inspect and verify', () => {
  it('show what a kit says, and whether someone trusted says so', async () => {
    const unknown = await runJson(['offline', 'inspect', 'kit.tar.gz'], newHome());
    assert.deepEqual([unknown.exit, unknown.document.signature.verified], [0, false]);
    const known = await runJson(
      ['offline', 'inspect', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'],
      newHome(),
    );
    assert.equal(known.document.signature.verified, true);
    assert.deepEqual(known.document.statement.entries.length, 3);
  });

  it('verify every byte without a store', async () => {
    const home = newHome();
    const good = await runJson(['offline', 'verify', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'], home);
    assert.deepEqual([good.exit, good.document.verified, good.document.files], [0, true, 3]);
    const forged = writeFileIn(folder, 'forged.tar', kitTar(sampleFeeds));
    const bad = await runJson(['offline', 'verify', forged, '--trust-root', 'issuer.key.pub'], home);
    assert.deepEqual([bad.exit, bad.document.error.code], [6, 'KEY_UNKNOWN']);
    assert.deepEqual(readdirSync(home.env.STELLA_HOME), []);
  });
});

describe('a VEX document that a kit brought', () => {
  it('is taken by its digest in a scan and in a replay, as the file itself would be', async () => {
    const home = newHome();
    const vex = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://example.com/vex',
      author: 'the vendor',
      timestamp: '2025-01-01T00:00:00Z',
      version: 1,
      statements: [
        {
          vulnerability: { name: 'GHSA-2' },
          products: [{ '@id': 'pkg:npm/lodash@4.17.0' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
      ],
    };
    const file = writeFileIn(folder, 'with-vex/vex/vendor.json', JSON.stringify(vex));
    writeFileIn(folder, `with-vex/${OSV_PATH}`, sampleFeeds[OSV_PATH]!);
    const build = ['offline', 'build', '--from', 'with-vex', '--key', 'issuer.key', '--sequence', '1'];
    assert.equal((await run([...build, '--output', 'vex.tar'])).exit, 0);
    const args = ['offline', 'import', '--bundle', 'vex.tar', '--trust-root', 'issuer.key.pub'];
    const { document } = await runJson(args, home);
    const [{ path, digest }] = document.vex;
    assert.equal(path, 'vex/vendor.json');
    const components = [
      { type: 'library', name: 'lodash', version: '4.17.0', purl: 'pkg:npm/lodash@4.17.0' },
    ];
    writeFileIn(
      folder,
      'sbom.json',
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components }),
    );
    const scan = async (id: string, ...flags: string[]) =>
      (
        await runJson(
          ['scan', 'run', 'sbom.json', '--scan', id, '--freeze', '2025-02-01T00:00:00Z', ...flags],
          home,
        )
      ).document;
    assert.equal((await scan('without')).summary.suppressed, 0);
    const [byDigest, byFile] = [await scan('digest', '--vex', digest), await scan('file', '--vex', file)];
    assert.equal(byDigest.summary.suppressed, 1);
    assert.deepEqual(byDigest.findings, byFile.findings);
    const replay = await runJson(['score', 'replay', '--scan', 'without', '--vex', digest], home);
    assert.deepEqual([replay.exit, replay.document.drift.causes], [0, [['vex']]]);
    const missing = ['scan', 'run', 'sbom.json', '--vex', `sha256:${'0'.repeat(64)}`];
    const refused = await runJson(missing, home);
    assert.deepEqual([refused.exit, refused.document.error.code], [3, 'INPUT_MISSING']);
  });
});

describe('stella feed show', () => {
  it('exits 3 for a snapshot that is not there', async () => {
    const home = newHome();
    await importFirst(home);
    const missing = await runJson(['feed', 'show', `sha256:${'0'.repeat(64)}`], home);
    assert.deepEqual([missing.exit, missing.document.error.code], [3, 'FEED_MISSING']);
    const table = await run(['feed', 'show'], home);
    assert.match(table.stdout, /osv\/npm +3/);
  });
});
