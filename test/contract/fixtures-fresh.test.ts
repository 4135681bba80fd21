import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  DISCLOSURE_VECTORS_FOLDER,
  disclosureVectorFiles,
  REPLAY_VECTORS_FOLDER,
  replayVectorFiles,
} from '../../fixtures/generate/replay-vectors.ts';
import { VECTORS_FOLDER, vectorFiles } from '../../fixtures/generate/vectors.ts';
import { VECTOR_FOLDERS, vectorSkip } from '../helpers/bundle-vectors.ts';

/** Paths of the files below a folder, sorted. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replace(/^\//, ''))
    .sort();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

describe('the bundle vectors', () => {
  const generated = vectorFiles();

  test('are the files that their generator makes, no more and no fewer', () => {
    assert.deepEqual(filesBelow(VECTORS_FOLDER), [...generated.keys()].sort());
  });

  test('have the bytes that their generator makes', () => {
    const stale = [...generated].filter(
      ([path, bytes]) => !sameBytes(readFileSync(join(VECTORS_FOLDER, path)), bytes),
    );
    assert.deepEqual(
      stale.map(([path]) => path),
      [],
      'run node fixtures/generate/vectors.ts',
    );
  });

  test('come out the same a second time', () => {
    const again = vectorFiles();
    assert.ok([...generated].every(([path, bytes]) => sameBytes(bytes, again.get(path)!)));
  });

  test('take less than 1.5 MB together', () => {
    const folders = [VECTOR_FOLDERS.own, VECTOR_FOLDERS.shared];
    const sizes = folders.flatMap((folder) =>
      filesBelow(folder).map((path) => readFileSync(join(folder, path)).length),
    );
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 1_500_000);
  });

  test('call every private key a test key', () => {
    const keys = [...generated].filter(([path]) => path.endsWith('.key'));
    assert.ok(keys.length > 1);
    for (const [path, pem] of keys) assert.match(Buffer.from(pem).toString(), /^# TEST ONLY/, path);
  });
});

const LATER_VECTORS = {
  replayable: { folder: REPLAY_VECTORS_FOLDER, make: replayVectorFiles },
  disclosure: { folder: DISCLOSURE_VECTORS_FOLDER, make: disclosureVectorFiles },
} as const;

for (const [kind, { folder, make }] of Object.entries(LATER_VECTORS)) {
  test(`the ${kind} vectors are what their generator makes, each time`, () => {
    const generated = make();
    const again = make();
    assert.deepEqual(filesBelow(folder), [...generated.keys()].sort());
    for (const [path, bytes] of generated) {
      assert.ok(sameBytes(bytes, again.get(path)!), path);
      assert.ok(
        sameBytes(readFileSync(join(folder, path)), bytes),
        `${path} is stale: run node fixtures/generate/replay-vectors.ts`,
      );
    }
  });
}

test('the copied vectors are those beside the project', { skip: vectorSkip(VECTOR_FOLDERS.beside) }, () => {
  const { beside, shared } = VECTOR_FOLDERS;
  assert.deepEqual(filesBelow(shared), filesBelow(beside));
  for (const path of filesBelow(beside)) {
    assert.ok(sameBytes(readFileSync(join(shared, path)), readFileSync(join(beside, path))), path);
  }
});
