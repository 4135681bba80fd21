/** The vectors of proof bundles: `cases.json` and the bundles beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProofVerification, verifyProofFile } from '../../src/app/proof/verify-proof.ts';
import { utf8Decode } from '../../src/core/encoding/utf8.ts';
import { parseTrustRootPem, type TrustRoots } from '../../src/core/trust/trust-roots.ts';
import { readBundle, unpackBundle } from '../../src/io/archive/read-bundle.ts';
import { projectRoot } from './run-stella.ts';

export interface BundleVector {
  readonly name: string;
  readonly exit: number;
  readonly code: string | null;
  readonly why: string;
  /** Path of the bundle. */
  readonly bundle: string;
  /** Path of the trust root. */
  readonly trustRoot: string;
}

export const VECTOR_FOLDERS = {
  own: join(projectRoot, 'fixtures/vectors/bundle-v1'),
  shared: join(projectRoot, 'fixtures/vectors/bundle-v1-shared'),
  /** Beside the project, where it is there. */
  beside: fileURLToPath(new URL('../../../shared/vectors/bundle-v1', import.meta.url)),
} as const;

/** `false` when the folder is there, else the reason to give to `skip`. */
export function vectorSkip(folder: string): string | false {
  return existsSync(join(folder, 'cases.json')) ? false : `no ${folder}`;
}

/** The cases of a folder; none when it is not there. */
export function readVectors(folder: string): BundleVector[] {
  if (vectorSkip(folder) !== false) return [];
  const { trustRoot, cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    trustRoot: string;
    cases: (Omit<BundleVector, 'bundle' | 'trustRoot'> & { trustRoot?: string })[];
  };
  return cases.map((vector) => ({
    ...vector,
    bundle: join(folder, `${vector.name}.tar.gz`),
    trustRoot: join(folder, vector.trustRoot ?? trustRoot),
  }));
}

/** A vector of `fixtures/vectors/bundle-v1` by its name. */
export function ownVector(name: string): BundleVector {
  const vector = readVectors(VECTOR_FOLDERS.own).find((candidate) => candidate.name === name);
  if (vector === undefined) throw new Error(`there is no vector ${name}`);
  return vector;
}

export function readTrustRoot(path: string): TrustRoots {
  return parseTrustRootPem(utf8Decode(new Uint8Array(readFileSync(path))), path);
}

/** Verifies a bundle file in this process, at a fixed time. */
export function verifyFile(path: string, roots: TrustRoots): Promise<ProofVerification> {
  return verifyProofFile(path, {
    bundles: { read: readBundle },
    trust: { roots, origin: 'the test' },
    at: { time: '2025-06-01T00:00:00Z', origin: 'the test', clock: null },
  });
}

/** The same for the bytes of a bundle. */
export function verifyBytes(packed: Uint8Array, roots: TrustRoots): Promise<ProofVerification> {
  return verifyProofFile('bundle.tar.gz', {
    bundles: {
      read: async () => ({ packed, files: await unpackBundle(packed) }),
    },
    trust: { roots, origin: 'the test' },
    at: { time: '2025-06-01T00:00:00Z', origin: 'the test', clock: null },
  });
}
