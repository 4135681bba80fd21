/** The Merkle tree as RFC 9162 section 2.1 defines it, word for word and slowly, over node:crypto. For tests to hold the real one against. */
import { createHash } from 'node:crypto';

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** MTH(D[n]), section 2.1.1, over the data of the leaves. */
export function referenceTreeHash(data: readonly Uint8Array[]): Uint8Array {
  if (data.length === 0) return sha256();
  if (data.length === 1) return sha256(Uint8Array.of(0x00), data[0]!);
  const k = largestPowerOfTwoBelow(data.length);
  return sha256(Uint8Array.of(0x01), referenceTreeHash(data.slice(0, k)), referenceTreeHash(data.slice(k)));
}

/** PATH(m, D[n]), section 2.1.3.1. */
export function referenceInclusionPath(m: number, data: readonly Uint8Array[]): Uint8Array[] {
  if (data.length === 1) return [];
  const k = largestPowerOfTwoBelow(data.length);
  if (m < k) return [...referenceInclusionPath(m, data.slice(0, k)), referenceTreeHash(data.slice(k))];
  return [...referenceInclusionPath(m - k, data.slice(k)), referenceTreeHash(data.slice(0, k))];
}

/** k, the largest power of two smaller than n: k < n <= 2k. */
function largestPowerOfTwoBelow(n: number): number {
  for (let k = 1; ; k *= 2) if (k < n && n <= 2 * k) return k;
}

/** PROOF(m, D_n), section 2.1.4.1. */
export function referenceConsistencyPath(m: number, data: readonly Uint8Array[]): Uint8Array[] {
  return subproof(m, data, true);
}

function subproof(m: number, data: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === data.length) return isWhole ? [] : [referenceTreeHash(data)];
  const k = largestPowerOfTwoBelow(data.length);
  if (m <= k) return [...subproof(m, data.slice(0, k), isWhole), referenceTreeHash(data.slice(k))];
  return [...subproof(m - k, data.slice(k), false), referenceTreeHash(data.slice(0, k))];
}
