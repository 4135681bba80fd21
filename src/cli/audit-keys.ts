/** The keys that checkpoints of the ledger are checked with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicKey } from '../core/keys/types.ts';
import { OWN_PUBLIC_KEY_FILE } from '../io/signing-keys.ts';
import type { CliContext } from './context.ts';

/** Those given, or else the store's own signing key and the roots that it trusts. */
export async function checkpointKeys(
  paths: readonly string[],
  context: Pick<CliContext, 'trust' | 'home'>,
): Promise<readonly PublicKey[]> {
  const trust = await context.trust();
  if (paths.length > 0) return (await trust.load(paths)).roots.keys;
  const own = join(context.home, OWN_PUBLIC_KEY_FILE);
  const ownKeys = existsSync(own) ? (await trust.load([own])).roots.keys : [];
  return [...ownKeys, ...(await trust.load([])).roots.keys];
}
