/** Another program, written from the format in another language, must agree with ours about bundles, good and bad. */
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { finding } from '../../fixtures/generate/vectors-documents.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { ownVector, readVectors, VECTOR_FOLDERS } from '../helpers/bundle-vectors.ts';
import { opensslSkip } from '../helpers/openssl.ts';
import { proofDocuments, proofFiles, signer, stranger } from '../helpers/proof-documents.ts';
import { projectRoot, scratchFolder } from '../helpers/run-stella.ts';

const CHECKER = join(projectRoot, 'test/reference/check_bundle.py');

function check(bundle: string, key: string, ...flags: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync('python3', [CHECKER, ...flags, bundle, key], { encoding: 'utf8' });
}

const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const skip = hasPython ? opensslSkip() : 'no python3 of 3.9 or later on this machine';

/** Packed in a way that no rule forbids, but that is not the reproducible one; or signed in a form that openssl does not read. */
const ODD_PACKING = /^valid-(?:tar|gzip)-/;
const NOT_FOR_OPENSSL = new Set(['valid-ecdsa-p1363']);

const vectors = [...readVectors(VECTOR_FOLDERS.own), ...readVectors(VECTOR_FOLDERS.shared)];
const good = vectors.filter(({ code, name }) => code === null && !NOT_FOR_OPENSSL.has(name));

/** Of each kind of damage some. */
const BAD = [
  ...[
    'score-lowered',
    'finding-removed-recomputed',
    'manifest-edited',
    'envelope-of-another',
    'stranger-key',
  ],
  ...[
    'payload-edited',
    'inputs-edited',
    'inputs-vex-stowaway',
    'no-manifest',
    'no-envelope',
    'predicate-root-hash',
  ],
  ...[
    'predicate-verdict',
    'subject-missing',
    'payload-type-other',
    'statement-type-v0.1',
    'signature-bit',
    'signature-over-payload',
  ],
  ...[
    'merkle-path-changed',
    'merkle-path-one-more',
    'merkle-leaf-order',
    'tree-last-leaf-doubled',
    'tree-without-findings',
  ],
  ...[
    'score-not-the-highest',
    'score-findings-in-utf16-order',
    'json-duplicate-member-score',
    'json-bom-manifest',
  ],
  ...[
    'canonical-newline-manifest',
    'canonical-number-fraction',
    'canonical-member-order-score',
    'base64-newline',
    'base64-trailing-bits',
  ],
  ...[
    'shape-schema-v2-score',
    'entry-symbolic-link',
    'entry-twice',
    'entry-climbing',
    'header-checksum',
    'extension-pax',
  ],
  ...[
    'tar-no-end',
    'tar-more-after-end',
    'gzip-crc',
    'gzip-twice',
    'gzip-newline-after',
    'gzip-not',
    'payload-duplicate-member',
  ],
  ...[
    'base64-both-alphabets',
    'gzip-reserved-flag',
    'shape-unknown-member-manifest',
    'value-time-leap-second',
    'value-digest-short',
  ],
].map(ownVector);

describe('the independent checker', { skip, concurrency: 2 }, () => {
  for (const { name, bundle, trustRoot } of good) {
    test(`takes ${name}`, () => {
      const flags = ODD_PACKING.test(name) ? ['--any-packing'] : [];
      const run = check(bundle, trustRoot, ...flags);
      assert.equal(run.status, 0, run.stderr);
      assert.match(run.stdout, /^ok \S+ sha256:[0-9a-f]{64}\n$/);
    });
  }

  for (const { name, bundle, trustRoot } of BAD) {
    test(`refuses ${name}`, () => {
      const run = check(bundle, trustRoot, '--any-packing');
      assert.equal(run.status, 1, run.stdout);
      assert.ok(run.stderr.includes(bundle) && !run.stderr.includes('Traceback'), run.stderr);
    });
  }

  for (const name of ['valid-tar-owners', 'valid-tar-order', 'valid-tar-gnu', 'valid-gzip-name']) {
    test(`does not take ${name} for packed reproducibly`, () => {
      const { bundle, trustRoot } = ownVector(name);
      assert.equal(check(bundle, trustRoot).status, 1);
    });
  }
});

describe('the independent checker, on bundles that the program makes', { skip }, () => {
  const folder = scratchFolder();
  const pemOf = (key: typeof signer, name: string) => {
    const path = join(folder, name);
    writeFileSync(path, renderPem('PUBLIC KEY', key.publicKey.spkiDer));
    return path;
  };
  const write = (name: string, files: ReadonlyMap<string, Uint8Array>) => {
    const path = join(folder, name);
    writeFileSync(path, packBundle(files));
    return path;
  };
  const key = pemOf(signer, 'signer.pub');
  const many = proofDocuments('b', (score) => {
    score.findings = Array.from({ length: 37 }, (_, i) =>
      finding(`pkg:npm/p${100 + i}@1`, 'GHSA-"\\\n\u007fé😀', 4),
    );
    Object.assign(score, { score: 4, severity: 'medium', verdict: 'warn' });
    Object.assign(score.summary, { findings: 37, affected: 37 });
    score.summary.bySeverity.medium = 37;
  });

  const bundles: readonly (readonly [string, ReadonlyMap<string, Uint8Array>])[] = [
    ['with findings, VEX and evidence', proofFiles()],
    ['without findings', proofFiles(proofDocuments('b'))],
    ['with many findings, of odd names', proofFiles(many)],
  ];
  for (const [i, [what, files]] of bundles.entries()) {
    test(`takes one ${what}, with its packing`, () => {
      const run = check(write(`${i}.tar.gz`, files), key);
      assert.equal(run.status, 0, run.stderr);
    });
  }

  test('refuses one for another key', () => {
    assert.equal(check(write('x.tar.gz', proofFiles()), pemOf(stranger, 'stranger.pub')).status, 1);
  });
});
