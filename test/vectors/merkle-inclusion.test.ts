import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { rootFromInclusionProof } from '../../src/core/merkle/inclusion-proof.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

const CORPUS = 'merkle/inclusion';

interface InclusionVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

function isIncluded({ leafIdx, treeSize, root, leafHash, proof }: InclusionVector): boolean {
  const auditPath = (proof ?? []).map(bytes);
  const implied = rootFromInclusionProof({
    leafIndex: leafIdx,
    treeSize,
    leafHash: bytes(leafHash),
    auditPath,
  });
  return implied !== null && Buffer.compare(implied, bytes(root)) === 0;
}

describe('inclusion proofs of transparency-dev/merkle', { skip: corpusSkip(CORPUS) }, () => {
  const folder = corpusPath(CORPUS);
  const paths =
    corpusSkip(CORPUS) === false ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const vectors = paths.filter((path) => path.endsWith('.json'));

  for (const path of vectors) {
    const vector: InclusionVector = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    test(`${path} is ${vector.wantErr ? 'refused' : 'included'}`, () => {
      assert.equal(isIncluded(vector), !vector.wantErr, vector.desc);
    });
  }

  test('are 98, and most are broken', () => {
    assert.equal(vectors.length, 98);
  });
});
