/** Runs the built-in vectors on this host: bundles and disclosures whose answers are known, replays among them. */
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { ENGINE_NAME, ENGINE_VERSION } from '../../core/scoring/engine.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import type { TrustSource } from '../ports/trust.ts';
import { verifyProofFile } from '../proof/verify-proof.ts';

/** A vector as `cases.json` names it (fixtures/vectors/README.md). */
export interface SelfVector {
  /** The folder, which is the format's version. */
  readonly set: string;
  readonly name: string;
  readonly why: string;
  /** The code of the answer; null when it verifies. */
  readonly code: string | null;
  readonly file: string;
  readonly trustRoot: string;
  /** True when the score is recomputed from what the bundle carries. */
  readonly isReplayed: boolean;
}

export interface SelfTestPorts {
  readonly vectors: readonly SelfVector[];
  readonly bundles: Pick<BundleReader, 'read'>;
  readonly loadTrust: (path: string) => Promise<TrustSource>;
  readonly engine: Digest;
  readonly onVector: (done: number) => void;
}

export interface SelfTestResult {
  readonly set: string;
  readonly name: string;
  readonly why: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly passed: boolean;
}

export interface SelfTest {
  readonly engine: { readonly name: string; readonly version: string; readonly digest: Digest };
  readonly total: number;
  readonly failed: number;
  readonly results: readonly SelfTestResult[];
}

/** Vectors are judged at a fixed time: their answers do not depend on the day. */
const AT = { time: '2025-06-01T00:00:00Z', origin: 'the vectors', clock: null };

export async function testSelf({
  vectors,
  bundles,
  loadTrust,
  engine,
  onVector,
}: SelfTestPorts): Promise<SelfTest> {
  const results: SelfTestResult[] = [];
  for (const { set, name, why, code, file, trustRoot, isReplayed } of vectors) {
    const { code: actual } = await verifyProofFile(file, {
      bundles,
      trust: await loadTrust(trustRoot),
      at: AT,
      replay: isReplayed ? { explain: () => undefined } : null,
    });
    results.push({ set, name, why, expected: code, actual, passed: actual === code });
    onVector(results.length);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  return {
    engine: { name: ENGINE_NAME, version: ENGINE_VERSION, digest: engine },
    total: results.length,
    failed,
    results,
  };
}

/** Null when every vector gave its answer. */
export function selfTestError({ total, failed, results }: SelfTest): StellaError | null {
  if (failed === 0 && total > 0) return null;
  const wrong = results.filter(({ passed }) => !passed);
  return new StellaError(
    'REPLAY_MISMATCH',
    `${failed} of ${total} vectors gave another answer than the one recorded`,
    {
      hint: 'do not rely on this program on this host: check its files with "stella self verify", and tell its makers',
      details: {
        expected: Object.fromEntries(wrong.map(({ name, expected }) => [name, expected])),
        actual: Object.fromEntries(wrong.map(({ name, actual }) => [name, actual])),
      },
    },
  );
}
