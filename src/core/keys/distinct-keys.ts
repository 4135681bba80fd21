/**
 * Counting keys, not encodings of keys. A point on an elliptic curve has a compressed and an uncompressed form, so one key may
 * stand in two trust roots under two key ids; where a threshold asks for several signers it must count once.
 */
import { createPublicKey } from 'node:crypto';
import { curveOf } from './ecdsa.ts';
import type { PublicKey } from './types.ts';

/** Each key once, in the order given; of two encodings of a key the first one stays. */
export function distinctKeys<T extends PublicKey>(keys: readonly T[]): readonly T[] {
  const byIdentity = new Map<string, T>();
  for (const key of keys) {
    const identity = keyIdentity(key);
    if (!byIdentity.has(identity)) byIdentity.set(identity, key);
  }
  return [...byIdentity.values()];
}

/** Text that two keys share exactly when they are the same key. */
export function keyIdentity(key: PublicKey): string {
  if (curveOf(key) === undefined) return key.keyid;
  const { x, y } = createPublicKey({ key: Buffer.from(key.spkiDer), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  return `${key.algorithm} ${x} ${y}`;
}
