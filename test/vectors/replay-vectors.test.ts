/** Replayable bundles and disclosures of `fixtures/vectors`, each with the answer that it must get. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { verifyProofFile } from '../../src/app/proof/verify-proof.ts';
import { exitStatusOf } from '../../src/cli/exit-status.ts';
import type { ProofReport } from '../../src/core/proof/report.ts';
import { readBundle } from '../../src/io/archive/read-bundle.ts';
import { readTrustRoot } from '../helpers/bundle-vectors.ts';
import { projectRoot, runStellaJson } from '../helpers/run-stella.ts';

interface Vector {
  readonly name: string;
  readonly exit: number;
  readonly code: string | null;
  readonly why: string;
}

const FOLDERS = {
  'replay-v1': { ending: '.tar.gz', isReplay: true },
  'disclosure-v1': { ending: '.json', isReplay: false },
} as const;

const folderOf = (name: string) => join(projectRoot, 'fixtures/vectors', name);

function readCases(folder: string): { trustRoot: string; cases: Vector[] } {
  const { trustRoot, cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    trustRoot: string;
    cases: Vector[];
  };
  return { trustRoot: join(folder, trustRoot), cases };
}

function verify(path: string, trustRoot: string, isReplay: boolean): Promise<ProofReport> {
  return verifyProofFile(path, {
    bundles: { read: readBundle },
    trust: { roots: readTrustRoot(trustRoot), origin: 'the test' },
    at: { time: '2025-06-01T00:00:00Z', origin: 'the test', clock: null },
    replay: isReplay ? { explain: () => {} } : null,
  });
}

for (const [name, { ending, isReplay }] of Object.entries(FOLDERS)) {
  const folder = folderOf(name);
  const { trustRoot, cases } = readCases(folder);
  describe(`${name}, in process`, () => {
    for (const vector of cases) {
      const answer = vector.code === null ? 'verifies' : `is refused with ${vector.code}`;
      test(`${vector.name} ${answer}: ${vector.why}`, async () => {
        const report = await verify(join(folder, `${vector.name}${ending}`), trustRoot, isReplay);
        assert.equal(report.code, vector.code, JSON.stringify(report.checks, null, 1));
        assert.equal(report.code === null ? 0 : exitStatusOf(report.code), vector.exit);
        assert.equal(report.proven === null, vector.code !== null);
        assert.equal(report.established.length > 0, vector.code === null);
      });
    }
  });
}

/** Without a replay, a feed part that does not hold makes no difference: nothing is said of it then. */
test('what is wrong with the feed part alone shows only when a replay is asked for', async () => {
  const folder = folderOf('replay-v1');
  const { trustRoot, cases } = readCases(folder);
  for (const { name } of cases.filter(({ code }) => code === 'FEED_INCOMPLETE')) {
    const report = await verify(join(folder, `${name}.tar.gz`), trustRoot, false);
    assert.equal(report.code, null, name);
    assert.equal(report.proven?.replay, null);
    assert.ok(
      report.notEstablished.some((line) => line.startsWith('that the score follows from its inputs')),
    );
  }
});

/** One of each code. */
const SAMPLE = [
  ...['replayable', 'empty-feed', 'neighbour-not-adjacent', 'no-inputs', 'signed-finding-missing'],
  ...['engine-unknown', 'proof-member-twice', 'advisory-removed-recomputed', 'epss-row-dropped'],
];

describe('replay vectors through the program, with nothing but the bundle and the key', {
  concurrency: 2,
}, () => {
  const folder = folderOf('replay-v1');
  const { trustRoot, cases } = readCases(folder);
  for (const { name, exit, code } of cases.filter((vector) => SAMPLE.includes(vector.name))) {
    test(`${name} exits with ${exit}`, async () => {
      const bundle = join(folder, `${name}.tar.gz`);
      const args = [
        'proof',
        'verify',
        '--offline',
        '--replay',
        '--bundle',
        bundle,
        '--trust-root',
        trustRoot,
      ];
      const run = await runStellaJson(args, { env: { STELLA_HOME: '/nonexistent' } });
      assert.deepEqual([run.exit, run.document.code, run.stderr], [exit, code, '']);
      if (code === 'REPLAY_MISMATCH')
        assert.deepEqual(run.document.error.details.findings, [
          {
            id: 'GHSA-0000-0001-0002',
            purl: 'pkg:npm/lodash@4.17.20',
            kind: 'only-recomputed',
            members: [],
          },
        ]);
    });
  }
});
