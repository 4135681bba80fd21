import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exitStatusOf } from '../../src/cli/exit-status.ts';
import {
  type BundleVector,
  ownVector,
  readTrustRoot,
  readVectors,
  VECTOR_FOLDERS,
  vectorSkip,
  verifyFile,
} from '../helpers/bundle-vectors.ts';
import { runStellaJson } from '../helpers/run-stella.ts';

for (const [folderName, folder] of Object.entries(VECTOR_FOLDERS)) {
  describe(`bundle vectors, ${folderName}, in process`, { skip: vectorSkip(folder) }, () => {
    for (const vector of readVectors(folder)) {
      const answer = vector.code === null ? 'verifies' : `is refused with ${vector.code}`;
      test(`${vector.name} ${answer}: ${vector.why}`, () => checkInProcess(vector));
    }
  });
}

async function checkInProcess({ bundle, trustRoot, code, exit }: BundleVector): Promise<void> {
  const report = await verifyFile(bundle, readTrustRoot(trustRoot));
  assert.deepEqual(
    { code: report.code, verified: report.verified },
    { code, verified: code === null },
    JSON.stringify(report.checks, null, 1),
  );
  assert.equal(report.code === null ? 0 : exitStatusOf(report.code), exit);
  assert.equal(report.proven === null, code !== null, 'nothing is told as proven unless it is');
  assert.equal(report.established.length > 0, code === null);
}

/** One of each code, and the oddest of the good. */
const SAMPLE = [
  ...['valid', 'valid-two-signatures', 'valid-ecdsa', 'valid-tar-gnu', 'no-manifest', 'score-lowered'],
  ...[
    'manifest-edited-tree-recomputed',
    'finding-removed-recomputed',
    'predicate-root-hash',
    'signature-bit',
  ],
  ...['stranger-key', 'score-severity', 'json-bom-manifest', 'shape-schema-v2-score', 'header-size-huge'],
  ...['entry-symbolic-link', 'gzip-empty-file', 'tar-zeros-bomb', 'json-deep-envelope', 'payload-null'],
];

describe('bundle vectors through the program', { concurrency: 2 }, () => {
  for (const vector of [...SAMPLE.map(ownVector), ...readVectors(VECTOR_FOLDERS.shared)]) {
    test(`${vector.name} exits with ${vector.exit}`, async () => {
      const { bundle, trustRoot, code } = vector;
      const run = await runStellaJson([
        'proof',
        'verify',
        '--offline',
        '--bundle',
        bundle,
        '--trust-root',
        trustRoot,
      ]);
      assert.equal(run.exit, vector.exit, run.stderr);
      assert.equal(run.document.verified, code === null);
      assert.equal(run.document.code, code);
      assert.equal(run.document.error?.code ?? null, code);
      assert.equal(run.stderr, '');
    });
  }
});

test('there are at least sixty vectors, and each error code of a bundle is among them', () => {
  const vectors = readVectors(VECTOR_FOLDERS.own);
  assert.ok(vectors.length >= 60);
  const expected = [
    'SIGNATURE_INVALID',
    'MERKLE_MISMATCH',
    'DIGEST_MISMATCH',
    'SUBJECT_MISMATCH',
    'ROOT_HASH_MISMATCH',
  ];
  const more = [
    'REPLAY_MISMATCH',
    'MANIFEST_MISSING',
    'BUNDLE_INVALID',
    'INPUT_INVALID',
    'UNSUPPORTED_VERSION',
  ];
  const codes = new Set(vectors.map(({ code }) => code));
  assert.deepEqual(new Set([...expected, ...more, 'LIMIT_EXCEEDED', 'KEY_UNKNOWN', null]), codes);
});
