import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { proofStatements } from '../../../../src/core/proof/proof-statements.ts';
import type { Check, ProvenScore } from '../../../../src/core/proof/report.ts';

const ROOT = `sha256:${'ab'.repeat(32)}` as const;

const PROVEN: ProvenScore = {
  scanId: 'scan-1',
  score: 2,
  severity: 'low',
  verdict: 'pass',
  findingsCount: 1,
  uncoveredCount: 0,
  manifestHash: ROOT,
  rootHash: ROOT,
  freezeTimestamp: '2025-01-15T00:00:00Z',
  signers: ['k1', 'k2'],
  timestamp: null,
  replay: null,
  finding: null,
};

type Context = Parameters<typeof proofStatements>[2];

const certificate = {
  status: 'trusted',
  subject: 'CN=issuer',
  notAfter: '2030-01-01T00:00:00Z',
  judgedAt: '2025-06-01T00:00:00Z',
  revocation: null,
} as unknown as Context['certificate'];

const CONTEXT: Context = {
  certificate: null,
  timestamp: null,
  at: '2025-06-01T00:00:00Z',
  assumed: ['the time'],
};
const passed = (name: Check['name']): Check => ({ name, status: 'pass', reason: '' });

describe('proofStatements', () => {
  test('establish nothing when nothing is proven, but still say what was assumed', () => {
    const { established, notEstablished, assumed } = proofStatements([passed('certificate')], null, {
      ...CONTEXT,
      certificate,
    });
    assert.deepEqual(established, []);
    assert.match(notEstablished.join(), /^anything that the bundle says: /);
    assert.deepEqual(assumed, ['the time']);
  });

  test('name the score, the signers and the root', () => {
    const text = proofStatements([passed('signature')], PROVEN, CONTEXT).established.join('\n');
    for (const part of ['2.0 (low, verdict pass)', 'scan-1', 'k1, k2', ROOT])
      assert.ok(text.includes(part), part);
  });

  test('never claim what was not checked: the inputs, the time, the revocation', () => {
    const text = proofStatements([passed('signature')], PROVEN, CONTEXT).notEstablished.join('\n');
    for (const part of ['they were not recomputed', 'no verified timestamp', 'carries no revocation'])
      assert.ok(text.includes(part), part);
  });

  test('name the certificate only when its check passed', () => {
    const with_ = proofStatements([passed('certificate')], PROVEN, {
      ...CONTEXT,
      certificate,
    }).established.join();
    const without = proofStatements([], PROVEN, { ...CONTEXT, certificate }).established.join();
    assert.ok(with_.includes('CN=issuer'));
    assert.ok(!without.includes('CN=issuer'));
  });

  test('say how many components nothing is known about', () => {
    const of = (uncoveredCount: number) =>
      proofStatements([], { ...PROVEN, uncoveredCount }, CONTEXT).notEstablished.join();
    assert.match(of(3), /the components that the feed does not cover \(3\)/);
    assert.doesNotMatch(of(0), /components/);
  });
});
