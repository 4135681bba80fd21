import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../../../src/core/intoto/statement.ts';
import {
  formatScoreStatement,
  SCORE_PROOF_PREDICATE_TYPE,
  scoreProofPredicate,
  verifyPredicate,
  verifyScoreStatement,
} from '../../../../src/core/proof/score-statement.ts';
import { proofDocuments, proofFiles } from '../../../helpers/proof-documents.ts';

const files = proofFiles();
const ROOT = `sha256:${'ab'.repeat(32)}` as const;
const predicate = scoreProofPredicate(proofDocuments().score, ROOT, 13);
const payload = formatScoreStatement(files, predicate);

interface Statement {
  subject: { name: string; digest: { sha256: string } }[];
  predicate: Record<string, unknown>;
  predicateType: string;
}

/** Verifies the statement after a change. */
function verify(change: (statement: Statement) => void = () => {}, documents = files) {
  const statement = JSON.parse(Buffer.from(payload).toString()) as Statement;
  change(statement);
  const bytes = utf8Encode(JSON.stringify(statement));
  return verifyScoreStatement(
    { payloadType: STATEMENT_PAYLOAD_TYPE, payload: bytes, signers: [] },
    documents,
  );
}

describe('verifyScoreStatement', () => {
  test('gives the predicate of a statement over these documents', () => {
    assert.deepEqual(verify(), predicate);
    assert.equal(JSON.parse(Buffer.from(payload).toString()).predicateType, SCORE_PROOF_PREDICATE_TYPE);
  });

  test('takes subjects in any order', () => {
    assert.deepEqual(
      verify(({ subject }) => subject.reverse()),
      predicate,
    );
  });

  for (const name of ['manifest.json', 'score.json', 'merkle-proof.json']) {
    test(`is SUBJECT_MISMATCH when ${name} is another, is not signed, or is signed twice`, () => {
      const other = new Map([...files, [name, utf8Encode('{}')]]);
      const mismatch = { code: 'SUBJECT_MISMATCH' };
      assert.throws(() => verify(undefined, other), mismatch);
      assert.throws(
        () => verify((s) => Object.assign(s, { subject: s.subject.filter((each) => each.name !== name) })),
        mismatch,
      );
      assert.throws(
        () => verify(({ subject }) => subject.push(subject.find((each) => each.name === name)!)),
        mismatch,
      );
    });
  }

  test('is SUBJECT_MISMATCH for a subject that is no document of a proof', () => {
    const stranger = { name: 'dsse-envelope.json', digest: { sha256: '0'.repeat(64) } };
    assert.throws(() => verify(({ subject }) => subject.push(stranger)), { code: 'SUBJECT_MISMATCH' });
  });

  test('holds against those documents that are there', () => {
    const without = new Map([...files].filter(([name]) => name !== 'manifest.json'));
    assert.deepEqual(verify(undefined, without), predicate);
  });

  const malformed: readonly (readonly [string, (predicate: Record<string, unknown>) => unknown])[] = [
    ...Object.keys(predicate).map((member): [string, (p: Record<string, unknown>) => unknown] => [
      `no ${member}`,
      (p) => delete p[member],
    ]),
    ['a member more', (p) => Object.assign(p, { note: '' })],
    ['a score out of range', (p) => Object.assign(p, { score: 11 })],
    ['a treeSize that is not whole', (p) => Object.assign(p, { treeSize: 1.5 })],
    ['a rootHash in upper case', (p) => Object.assign(p, { rootHash: ROOT.toUpperCase() })],
    ['a verdict that does not exist', (p) => Object.assign(p, { verdict: 'PASS' })],
  ];
  for (const [what, change] of malformed) {
    test(`is BUNDLE_INVALID for a predicate with ${what}`, () => {
      assert.throws(() => verify(({ predicate: p }) => change(p)), { code: 'BUNDLE_INVALID' });
    });
  }

  test('is UNSUPPORTED_VERSION for another predicate', () => {
    assert.throws(() => verify((s) => Object.assign(s, { predicateType: 'x' })), {
      code: 'UNSUPPORTED_VERSION',
    });
  });
});

describe('verifyPredicate', () => {
  test('takes what the documents say', () => {
    assert.doesNotThrow(() => verifyPredicate({ ...predicate }, predicate));
  });

  const lies = {
    scanId: 'other',
    manifestHash: ROOT,
    treeSize: 12,
    score: 1,
    verdict: 'pass',
    freezeTimestamp: '2020-01-01T00:00:00Z',
  } as const;
  for (const [member, value] of Object.entries(lies)) {
    test(`is SUBJECT_MISMATCH for another ${member}`, () => {
      assert.throws(() => verifyPredicate({ ...predicate, [member]: value }, predicate), {
        code: 'SUBJECT_MISMATCH',
      });
    });
  }

  test('is ROOT_HASH_MISMATCH for another rootHash, and says both', () => {
    const other = `sha256:${'cd'.repeat(32)}` as const;
    assert.throws(() => verifyPredicate({ ...predicate, rootHash: other }, predicate), {
      code: 'ROOT_HASH_MISMATCH',
      details: { expected: ROOT, received: other },
    });
  });

  test('has a lie for every member', () => {
    assert.deepEqual([...Object.keys(lies), 'rootHash'].sort(), Object.keys(predicate).sort());
  });
});
