/** Kits that carry scans, on the vectors of replayable bundles. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { KitImport } from '../../../../src/app/kit/import-report.ts';
import { checkScanBundle } from '../../../../src/app/kit/kit-scans.ts';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { mergeTrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { readBundle } from '../../../../src/io/archive/read-bundle.ts';
import { listQuarantine } from '../../../../src/io/kit/quarantine.ts';
import { readTrustRoot } from '../../../helpers/bundle-vectors.ts';
import {
  type ImportOptions,
  importInto,
  type KitFiles,
  kitKey,
  kitTar,
  rootsOf,
  sampleFeeds,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { projectRoot, scratchFolder } from '../../../helpers/run-stella.ts';
import { hasStaging, storeState } from '../../../helpers/store-state.ts';

const folder = join(projectRoot, 'fixtures/vectors/replay-v1');
const cases = (
  JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    cases: { name: string; code: string | null; why: string }[];
  }
).cases;
const issuerFile = join(folder, '../bundle-v1/keys/root.pub');
const issuer = readTrustRoot(issuerFile);
const trust = mergeTrustRoots([rootsOf(kitKey), issuer]);

const vectorPath = (name: string): string => join(folder, `${name}.tar.gz`);
const vector = (name: string): Uint8Array => new Uint8Array(readFileSync(vectorPath(name)));

/** All vectors are of one scan. */
const SCAN = 'replayable';
const PATH = `scans/${SCAN}.tar.gz`;
const IMPORTED_AT = '2025-06-01T00:00:00Z';

let count = 0;
function importFiles(
  home: string,
  files: KitFiles,
  options: ImportOptions & { sequence?: number } = {},
): Promise<KitImport> {
  const sequence = options.sequence ?? 1;
  const kit = kitTar(files, { kitId: `kit-${sequence}`, sequence });
  const path = writeFileIn(join(home, 'incoming'), `${count++}.kit`, kit);
  return importInto(home, path, { trust, at: IMPORTED_AT, ...options });
}

async function refused(
  home: string,
  files: KitFiles,
  code: string,
  options: ImportOptions = {},
): Promise<void> {
  const before = await storeState(home);
  await assert.rejects(importFiles(home, files, options), (error: { code: string; message: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /^scans\//);
    return true;
  });
  assert.equal(await storeState(home), before);
  assert.equal(hasStaging(home), false);
  assert.equal(listQuarantine(home)[0]?.error.code, code);
}

describe('importing a kit that carries a scan', () => {
  it('enters it, with its bundle and inputs, in the ledger too', async () => {
    const home = scratchFolder();
    const report = await importFiles(home, { ...sampleFeeds, [PATH]: vector('replayable') });
    const [scan] = report.scans;
    assert.deepEqual([report.scans.length, scan?.scanId, scan?.isNew], [1, SCAN, true]);
    assert.equal(scan?.bundleDigest, digestOf(vector('replayable')));
    await withStore(home, (store) => {
      const row = store.scans.find(SCAN);
      assert.deepEqual([row?.importedBundle, row?.recordedAt], [scan.bundleDigest, IMPORTED_AT]);
      const { inputs } = store.scans.manifest(scan.manifestHash)!.manifest;
      for (const { digest } of [inputs.sbom, inputs.rules, inputs.policy, ...inputs.vex, inputs.evidence!])
        assert.ok(store.blobs.get(digest, 'an input').length > 0);
      const actions = [...store.ledger.entries()].map(({ bytes }) => JSON.parse(String(bytes)).action);
      assert.deepEqual(actions, ['store.begin', 'kit.activate', 'scan.import']);
      assert.equal(store.feeds.active()?.digest, report.feed?.digest);
    });
  });

  it('enters it once: a kit that carries it again changes nothing of it', async () => {
    const home = scratchFolder();
    await importFiles(home, { [PATH]: vector('replayable') });
    const report = await importFiles(home, { [PATH]: vector('replayable') }, { sequence: 2 });
    assert.deepEqual([report.result, report.scans[0]?.isNew], ['activated', false]);
    await withStore(home, (store) => assert.equal(store.scans.list().length, 1));
  });

  it('believes a signer whom the kit itself brings, from the same moment on', async () => {
    const files = {
      [PATH]: vector('replayable'),
      'trust/issuer.pem': new Uint8Array(readFileSync(issuerFile)),
    };
    const home = scratchFolder();
    await importFiles(home, files, { trust: rootsOf(kitKey) });
    await withStore(home, (store) => assert.equal(store.scans.list().length, 1));
  });

  it('is refused when nobody trusted signed the scan, whoever signed the kit', async () => {
    await refused(scratchFolder(), { [PATH]: vector('replayable') }, 'KEY_UNKNOWN', {
      trust: rootsOf(kitKey),
    });
  });

  it('is refused when the file has the name of another scan', async () => {
    await refused(scratchFolder(), { 'scans/other.tar.gz': vector('replayable') }, 'KIT_INVALID');
  });

  it('is refused when the scan id stands for another scan here', async () => {
    const home = scratchFolder();
    await importFiles(home, { [PATH]: vector('replayable') });
    await refused(home, { [PATH]: vector('no-exploitation') }, 'OUTPUT_EXISTS', {
      sequence: 2,
    } as ImportOptions);
  });

  it('is refused whole for one wrong scan', async () => {
    const files = { ...sampleFeeds, 'scans/a.tar.gz': vector('replayable'), [PATH]: vector('replayable') };
    await refused(scratchFolder(), files, 'KIT_INVALID');
  });

  it('changes nothing as a dry run, and finds what is wrong all the same', async () => {
    const home = scratchFolder();
    const before = await storeState(home);
    const report = await importFiles(home, { [PATH]: vector('replayable') }, { isDryRun: true });
    assert.deepEqual([report.result, report.scans[0]?.isNew], ['dry-run', true]);
    const broken = importFiles(home, { [PATH]: vector('signed-verdict') }, { isDryRun: true });
    await assert.rejects(broken, { code: 'REPLAY_MISMATCH' });
    assert.equal(await storeState(home), before);
  });

  it('is not put in force once a trust root or a stored input that it rests on is gone', async () => {
    const home = scratchFolder();
    await importFiles(home, sampleFeeds);
    await withStore(home, (store) => {
      const [kit] = store.kits.list();
      const activation = {
        kit: {
          digest: kit!.digest,
          statement: store.kits.statement(kit!.digest)!,
          signers: [],
          envelope: new Uint8Array(),
        },
        feed: null,
        documents: [],
        trustRoots: [],
        scans: [],
        replaces: kit!.digest,
        forcedReason: null,
        at: IMPORTED_AT,
      };
      const activate = (changes: object) => () =>
        store.kits.activate({ ...activation, blobs: [], restsOn: [], ...changes });
      assert.throws(activate({ restsOn: ['0'.repeat(64)] }), { code: 'KEY_UNKNOWN' });
      assert.throws(activate({ blobs: [digestOf('gone')] }), { code: 'STORE_BUSY' });
    });
  });

  for (const { name, code, why } of cases) {
    if (code === null)
      it(`takes the vector ${name}: ${why}`, async () => {
        const report = await importFiles(scratchFolder(), { [PATH]: vector(name) });
        assert.equal(report.scans.length, 1);
      });
    else
      it(`refuses the vector ${name}: ${why}`, async () => {
        const expected = name === 'no-inputs' ? 'BUNDLE_INVALID' : code;
        await refused(scratchFolder(), { [PATH]: vector(name) }, expected);
      });
  }
});

describe('checking a scan that goes into a kit', () => {
  const check = async (name: string, path = PATH): Promise<void> =>
    checkScanBundle(path, await readBundle(vectorPath(name)), () => undefined);

  it('asks nobody whom to trust', async () => {
    await check('replayable');
  });

  it('refuses a file of another name', async () => {
    await assert.rejects(check('replayable', 'scans/other.tar.gz'), { code: 'INPUT_INVALID' });
  });

  it('refuses every vector that is wrong, whatever its signature', async () => {
    for (const { name, code } of cases) {
      // Everything in it fits together, but for the signature: the importing side finds that.
      if (code === null || code === 'SUBJECT_MISMATCH') continue;
      await assert.rejects(check(name), { code: name === 'no-inputs' ? 'BUNDLE_INVALID' : code }, name);
    }
  });
});
