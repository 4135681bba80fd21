/** The one order of sets in our documents: the UTF-8 bytes of the key, never a locale (formats.md section 1). */

/**
 * Compares two strings by their UTF-8 bytes, which is the order of their code points.
 * UTF-16 code units give another order only where a surrogate meets a unit above U+DFFF, so only those are looked at twice.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A sorted copy, by the UTF-8 bytes of `key(item)`. */
export function sortedByKey<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return Array.from(items).sort((a, b) => compareUtf8(key(a), key(b)));
}
