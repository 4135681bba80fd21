/**
 * The kits that were in force one after another, as a stack: an import puts its kit on top, a rollback takes off what lies above
 * the kit that it goes back to. So going back twice goes back two kits, and never forward to what was rolled back.
 */
import type { Digest } from '../digest/sha256.ts';
import type { LedgerEntry } from './ledger-entry.ts';

const ACTIVATIONS: ReadonlySet<string> = new Set(['store.begin', 'kit.activate', 'kit.force-activate']);

/** Digests of kits, the one in force last. Kits that were pruned since are still named. */
export function kitsInForce(entries: readonly LedgerEntry[]): readonly Digest[] {
  const stack: Digest[] = [];
  for (const { action, to } of entries) {
    if (to === null) continue;
    if (ACTIVATIONS.has(action)) stack.push(to);
    else if (action === 'kit.rollback') {
      while (stack.length > 0 && stack.at(-1) !== to) stack.pop();
      if (stack.length === 0) stack.push(to);
    }
  }
  return stack;
}

/**
 * The kits that a rollback to `target` undoes: in force after its last activation, and not before it too.
 */
export function undoneBy(target: Digest, stack: readonly Digest[]): readonly Digest[] {
  const index = stack.lastIndexOf(target);
  const kept = new Set(stack.slice(0, index + 1));
  return [...new Set(stack.slice(index + 1))].filter((digest) => !kept.has(digest));
}
