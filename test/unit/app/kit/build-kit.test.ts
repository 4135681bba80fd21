import assert from 'node:assert/strict';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync, strToU8 } from 'fflate';
import { type BuildRequest, buildKit, type KitBuild } from '../../../../src/app/kit/build-kit.ts';
import { silentProgress } from '../../../../src/cli/progress.ts';
import { parseUnverifiedKit } from '../../../../src/core/kit/verify-kit.ts';
import { readBundle } from '../../../../src/io/archive/read-bundle.ts';
import { kitTools } from '../../../../src/io/kit/kit-tools.ts';
import {
  clockAt,
  EPSS_PATH,
  epssGz,
  importInto,
  KEV_PATH,
  kevJson,
  kitKey,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  rootsOf,
  sampleFeeds,
  strangerKey,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { projectRoot, scratchFolder } from '../../../helpers/run-stella.ts';

const clock = clockAt('2025-03-01T00:00:00Z');
const tools = kitTools(scratchFolder(), clock);

function sourceFolder(files: Readonly<Record<string, Uint8Array | string>> = sampleFeeds): string {
  const folder = scratchFolder();
  for (const [path, content] of Object.entries(files)) writeFileIn(folder, path, content);
  return folder;
}

async function build(
  from: string,
  output: string,
  changes: Partial<BuildRequest> = {},
  key = kitKey,
): Promise<KitBuild> {
  return await buildKit(
    {
      output,
      sequence: 1,
      kitId: 'kit-1',
      createdAt: null,
      expiresAt: null,
      capturedAt: null,
      excluded: [],
      bases: [],
      overwrite: false,
      ...changes,
    },
    {
      sources: tools.sources(from),
      feeds: tools.feeds,
      bundles: { read: readBundle },
      reader: tools.reader,
      writer: tools.writer,
      key,
      baseTrust: rootsOf(key),
      clock,
      progress: silentProgress,
      explain: () => {},
    },
  );
}

async function statementIn(path: string) {
  return parseUnverifiedKit(await tools.reader.readEnvelope(path)).statement;
}

describe('building a kit', () => {
  for (const form of ['tar.gz', 'tgz', 'tar.zst', 'tar']) {
    it(`makes a .${form} that can be imported, the same bytes each time`, async () => {
      const from = sourceFolder();
      const folder = scratchFolder();
      const [first, second] = ['a', 'b'].map((name) => join(folder, `${name}.${form}`)) as [string, string];
      const report = await build(from, first);
      await build(from, second);
      assert.deepEqual(readFileSync(first), readFileSync(second));
      assert.equal((await importInto(scratchFolder(), first)).digest, report.digest);
      assert.deepEqual(readdirSync(folder).sort(), [`a.${form}`, `b.${form}`]);
    });
  }

  it('makes a folder, where the output is one that is empty or ends in a slash', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'empty'));
    for (const output of [join(folder, 'empty'), `${join(folder, 'new')}/`]) {
      const report = await build(sourceFolder(), output);
      assert.equal((await importInto(scratchFolder(), output)).digest, report.digest);
      assert.deepEqual(
        globSync('**/*.*', { cwd: output }).sort(),
        [...Object.keys(sampleFeeds), 'kit.dsse.json'].sort(),
      );
    }
  });

  it('does not depend on the names that the publishers gave, nor on the time', async () => {
    const [osv, epss, kev] = [OSV_PATH, EPSS_PATH, KEV_PATH].map((path) => sampleFeeds[path] as Uint8Array);
    const published = sourceFolder({
      'npm/all.zip': osv as Uint8Array,
      'epss_scores-2025-01-12.csv.gz': epss as Uint8Array,
      'known_exploited_vulnerabilities.json': kev as Uint8Array,
    });
    const folder = scratchFolder();
    await build(sourceFolder(), join(folder, 'a.tar'));
    await build(published, join(folder, 'b.tar'));
    assert.deepEqual(readFileSync(join(folder, 'a.tar')), readFileSync(join(folder, 'b.tar')));
  });

  it('takes the times of the feeds from what they say, and its own from the latest', async () => {
    const output = join(scratchFolder(), 'kit.tar');
    const report = await build(sourceFolder(), output);
    const times = Object.fromEntries(
      report.entries.map(({ kind, capturedAt, records }) => [kind, [capturedAt, records]]),
    );
    assert.deepEqual(times, {
      'feed/epss': ['2025-01-12T00:00:00Z', 2],
      'feed/kev': ['2025-01-11T12:00:00Z', 1],
      'feed/osv': ['2025-01-10T00:00:00Z', 3],
    });
    assert.equal(report.createdAt, '2025-01-12T00:00:00Z');
  });

  it('takes the times that are given', async () => {
    const output = join(scratchFolder(), 'kit.tar');
    await build(sourceFolder(), output, {
      createdAt: '2025-02-01T00:00:00Z',
      expiresAt: '2025-03-01T00:00:00Z',
      capturedAt: '2025-01-31T00:00:00Z',
    });
    const statement = await statementIn(output);
    assert.deepEqual(
      [statement.createdAt, statement.expiresAt],
      ['2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'],
    );
    assert.ok(statement.entries.every(({ capturedAt }) => capturedAt === '2025-01-31T00:00:00Z'));
  });

  it('without a feed is of the time at which it is made', async () => {
    const report = await build(sourceFolder({ 'vex/a.json': '{}' }), join(scratchFolder(), 'kit.tar'));
    assert.equal(report.createdAt, '2025-03-01T00:00:00Z');
  });

  it('carries rules, policies, trust roots and VEX documents, also with a long name', async () => {
    const long = `vex/${'s'.repeat(128)}.json`;
    const from = sourceFolder({
      ...sampleFeeds,
      'rules/default.yml': readFileSync(join(projectRoot, 'offline-kit/rules/stella-default.yaml')),
      'policy/default.yaml': readFileSync(join(projectRoot, 'offline-kit/policies/stella-default.yaml')),
      'trust/next.pub': publicPem(strangerKey),
      'vex/vendor.json': '{}',
      [long]: '{"vex":2}',
    });
    const output = join(scratchFolder(), 'kit.tar.gz');
    await build(from, output);
    const report = await importInto(scratchFolder(), output);
    assert.equal(report.rules.length + report.policies.length + report.trustRoots.length, 3);
    assert.deepEqual(
      report.vex.map(({ path }) => path),
      [long, 'vex/vendor.json'],
    );
  });

  it('takes an unpacked kit for its files: a new envelope takes the place of the old', async () => {
    const folder = join(scratchFolder(), 'kit/');
    const first = await build(sourceFolder(), folder);
    const output = join(scratchFolder(), 'kit.tar');
    assert.equal((await build(folder, output)).digest, first.digest);
  });

  it('has a gzip header without name and time', async () => {
    const output = join(scratchFolder(), 'kit.tar.gz');
    await build(sourceFolder(), output);
    const bytes = new Uint8Array(readFileSync(output));
    assert.deepEqual([...bytes.subarray(0, 8)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    const tar = gunzipSync(bytes);
    assert.equal(Buffer.from(tar.subarray(0, 13)).toString(), 'kit.dsse.json');
  });
});

describe('building is refused', () => {
  async function refused(
    files: Record<string, Uint8Array | string>,
    code: string,
    message: RegExp,
    changes: Partial<BuildRequest> = {},
  ) {
    const output = join(scratchFolder(), 'kit.tar');
    await assert.rejects(build(sourceFolder(files), output, changes), { name: 'StellaError', code, message });
    assert.equal(existsSync(output), false);
  }

  it('for files that it does not understand, which it names', async () => {
    await refused(
      { ...sampleFeeds, 'README.md': 'x', 'osv/all.zip': 'y' },
      'INPUT_INVALID',
      /"README.md", "osv\/all.zip"/,
    );
    await refused({ ...sampleFeeds, '.DS_Store': 'x' }, 'INPUT_INVALID', /\.DS_Store/);
  });

  it('for an empty folder, one that is not there, and a link that leads nowhere', async () => {
    await refused({}, 'INPUT_INVALID', /no file/);
    await assert.rejects(build(join(scratchFolder(), 'nowhere'), 'kit.tar'), { code: 'INPUT_MISSING' });
    const folder = sourceFolder();
    symlinkSync('/nowhere', join(folder, 'link'));
    await assert.rejects(build(folder, join(scratchFolder(), 'kit.tar')), {
      code: 'INPUT_INVALID',
      message: /"link"/,
    });
  });

  it('for two files in one place', async () => {
    await refused(
      { 'epss/epss_scores-2025-01-01.csv.gz': epssGz(), 'epss_scores-2025-01-02.csv.gz': epssGz() },
      'INPUT_INVALID',
      /both belong at/,
    );
    await refused({ 'osv/npm.zip': osvZip(), 'osv/NPM.zip': osvZip() }, 'INPUT_INVALID', /both belong at/);
  });

  it('for a record that cannot be read, which it names', async () => {
    const zip = osvZip(osvRecord('GOOD-1', 'a'), { id: 'BAD-1', affected: [{ package: 7 }] });
    const output = join(scratchFolder(), 'kit.tar');
    await assert.rejects(
      build(sourceFolder({ 'osv/npm.zip': zip }), output),
      (error: { code: string; message: string; hint: string; details: { record: string } }) => {
        assert.equal(error.code, 'INPUT_INVALID');
        assert.match(error.message, /osv\/npm\.zip: BAD-1\.json\/affected\/0\/package/);
        assert.match(error.hint, /--exclude-record BAD-1/);
        assert.equal(error.details.record, 'BAD-1');
        return true;
      },
    );
    const excluded = [{ id: 'BAD-1', reason: 'package is a number' }];
    const report = await build(sourceFolder({ 'osv/npm.zip': zip }), output, { excluded });
    assert.equal(report.entries[0]?.records, 1);
    assert.deepEqual((await importInto(scratchFolder(), output)).excluded, excluded);
  });

  it('for an exclusion that meets no record', async () => {
    await refused(sampleFeeds, 'INPUT_INVALID', /no OSV file has a record "NONE-1"/, {
      excluded: [{ id: 'NONE-1', reason: 'x' }],
    });
  });

  it('for documents and feeds that cannot be read', async () => {
    await refused({ 'rules/a.yaml': 'a: 1' }, 'UNSUPPORTED_VERSION', /rules\/a\.yaml/);
    await refused({ 'trust/a.pem': 'x' }, 'INPUT_INVALID', /trust\/a\.pem/);
    await refused({ 'epss_scores.csv.gz': 'x' }, 'INPUT_INVALID', /epss_scores/);
    await refused({ 'known_exploited_vulnerabilities.json': '{}' }, 'INPUT_INVALID', /known_exploited/);
    await refused({ 'npm.zip': 'x' }, 'INPUT_INVALID', /npm\.zip/);
  });

  it('for an output that is there, unless it may be replaced', async () => {
    const output = writeFileIn(scratchFolder(), 'kit.tar', 'old');
    await assert.rejects(build(sourceFolder(), output), { code: 'OUTPUT_EXISTS' });
    assert.equal(readFileSync(output, 'utf8'), 'old');
    await build(sourceFolder(), output, { overwrite: true });
    assert.notEqual(readFileSync(output, 'utf8'), 'old');
  });

  it('for a folder that is not empty, whatever it may replace', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'precious'), 'x');
    for (const overwrite of [false, true])
      await assert.rejects(build(sourceFolder(), folder, { overwrite }), { code: 'OUTPUT_EXISTS' });
    assert.equal(readFileSync(join(folder, 'precious'), 'utf8'), 'x');
  });

  it('for an ending that names no form of a kit, before anything is read', async () => {
    await assert.rejects(build('/nowhere', join(scratchFolder(), 'kit.zip')), { code: 'USAGE' });
  });

  it('for an output in a folder that is not there', async () => {
    await assert.rejects(build(sourceFolder(), '/nowhere/kit.tar'), { code: 'INPUT_MISSING' });
  });
});

describe('a delta kit', () => {
  it('holds what changed, and gives the same snapshot as a whole kit', async () => {
    const folder = scratchFolder();
    const base = join(folder, 'base.tar.gz');
    const from = sourceFolder();
    const baseReport = await build(from, base);
    writeFileIn(from, KEV_PATH, kevJson('CVE-2024-0001', 'CVE-2024-0002'));
    const delta = await build(from, join(folder, 'delta.tar.gz'), { bases: [base], sequence: 2 });
    assert.equal(delta.base, baseReport.digest);
    assert.deepEqual(
      delta.entries.map(({ path }) => path),
      [KEV_PATH],
    );
    const home = scratchFolder();
    await importInto(home, base);
    const laid = await importInto(home, join(folder, 'delta.tar.gz'));
    await build(from, join(folder, 'whole.tar.gz'), { sequence: 2 });
    const whole = await importInto(scratchFolder(), join(folder, 'whole.tar.gz'));
    assert.equal(laid.feed?.digest, whole.feed?.digest);
    await withStore(home, (store) => assert.equal(store.kits.list().length, 2));
  });

  it('holds the OSV files again when other records are left out', async () => {
    const folder = scratchFolder();
    const from = sourceFolder();
    await build(from, join(folder, 'base.tar'));
    const delta = await build(from, join(folder, 'delta.tar'), {
      bases: [join(folder, 'base.tar')],
      sequence: 2,
      excluded: [{ id: 'GHSA-1', reason: 'wrong' }],
    });
    assert.deepEqual(
      delta.entries.map(({ path }) => path),
      [OSV_PATH],
    );
  });

  it('is laid on a delta when all before it are given, in order', async () => {
    const folder = scratchFolder();
    const from = sourceFolder();
    const [whole, first, second] = ['whole.tar', 'first.tar', 'second.tar'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await build(from, whole);
    writeFileIn(from, KEV_PATH, kevJson('CVE-2024-0001', 'CVE-2024-0002'));
    await build(from, first, { bases: [whole], sequence: 2 });
    writeFileIn(from, OSV_PATH, osvZip(osvRecord('GHSA-9', 'lodash')));
    for (const bases of [[first], [first, whole], [whole, whole]])
      await assert.rejects(build(from, second, { bases, sequence: 3 }), {
        code: 'INPUT_INVALID',
        message: /expected a/,
        hint: /for the whole kit and for each delta/,
      });
    const delta = await build(from, second, { bases: [whole, first], sequence: 3 });
    assert.deepEqual(
      delta.entries.map(({ path }) => path),
      [OSV_PATH],
    );
    const home = scratchFolder();
    for (const kit of [whole, first]) await importInto(home, kit);
    const laid = await importInto(home, second);
    await build(from, join(folder, 'all.tar'), { sequence: 3 });
    const all = await importInto(scratchFolder(), join(folder, 'all.tar'));
    assert.equal(laid.feed?.digest, all.feed?.digest);
    const less = sourceFolder({ [OSV_PATH]: osvZip(), [KEV_PATH]: kevJson() });
    await assert.rejects(build(less, join(folder, 'x.tar'), { bases: [whole, first], sequence: 3 }), {
      message: /epss_scores.*cannot take a feed away/,
    });
  });

  it('is refused when nothing changed, when a feed is gone, and over a base that a stranger signed', async () => {
    const folder = scratchFolder();
    const base = join(folder, 'base.tar');
    const from = sourceFolder();
    await build(from, base);
    const output = join(folder, 'delta.tar');
    await assert.rejects(build(from, output, { bases: [base], sequence: 2 }), {
      code: 'INPUT_INVALID',
      message: /nothing changed/,
    });
    const less = sourceFolder({ [OSV_PATH]: sampleFeeds[OSV_PATH] as Uint8Array, [KEV_PATH]: kevJson() });
    await assert.rejects(build(less, output, { bases: [base], sequence: 2 }), {
      code: 'INPUT_INVALID',
      message: /epss_scores/,
    });
    await assert.rejects(build(from, output, { bases: [base], sequence: 2 }, strangerKey), {
      code: 'KEY_UNKNOWN',
    });
    await assert.rejects(build(from, output, { bases: [join(folder, 'none')], sequence: 2 }), {
      code: 'KIT_NOT_FOUND',
    });
    assert.equal(existsSync(output), false);
  });
});

describe('a kit that changes while it is made', () => {
  it('is not written', async () => {
    const from = sourceFolder();
    const output = join(scratchFolder(), 'kit.tar');
    const content = strToU8('longer than before');
    await assert.rejects(
      tools.writer.write(
        output,
        [
          {
            path: 'vex/a',
            size: 3,
            digest: `sha256:${'0'.repeat(64)}`,
            content: { file: writeFileIn(from, 'vex/a', content) },
          },
        ],
        { overwrite: false, progress: () => {} },
      ),
      { code: 'INPUT_INVALID', message: /changed while/ },
    );
    assert.equal(existsSync(output), false);
  });
});
