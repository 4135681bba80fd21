/** Which scans are meant: by the day that they were made, and by a pattern over their ids. */
import type { ScanRow } from '../ports/scans.ts';

/** Nulls restrict nothing. */
export interface ScanSelection {
  /** YYYY-MM-DD of `scannedAt` in UTC, both days included. */
  readonly since: string | null;
  readonly until: string | null;
  /** Glob over the scan id: `*`, `?` and `[…]`, as SQLite's GLOB has them. */
  readonly scan: string | null;
}

/** True when the scan is one of those that are meant. */
export function isSelected({ scanId, scannedAt }: ScanRow, { since, until, scan }: ScanSelection): boolean {
  const day = scannedAt.slice(0, 10);
  return (
    (since === null || day >= since) &&
    (until === null || day <= until) &&
    (scan === null || matchesGlob(scan, scanId))
  );
}

/** Case counts, and the whole id must match. Ids are ASCII and short, so a walk with memory of one star is enough. */
function matchesGlob(glob: string, text: string): boolean {
  const pieces = glob.match(/\*|\?|\[\^?\]?[^\]]*\]|[\s\S]/g) ?? [];
  let [p, t] = [0, 0];
  let star: { readonly piece: number; text: number } | null = null;
  while (t < text.length) {
    const piece = pieces[p];
    if (piece === '*') {
      star = { piece: p++, text: t };
    } else if (piece !== undefined && matchesCharacter(piece, text[t] as string)) {
      p++;
      t++;
    } else if (star !== null) {
      p = star.piece + 1;
      t = ++star.text;
    } else return false;
  }
  return pieces.slice(p).every((piece) => piece === '*');
}

function matchesCharacter(piece: string, character: string): boolean {
  if (piece === '?') return true;
  if (piece.length === 1) return piece === character;
  const isNegated = piece.startsWith('[^');
  const set = piece.slice(isNegated ? 2 : 1, -1);
  return isInSet(set, character) !== isNegated;
}

/** `a-z` is a range, any other character itself; a `]` that stands first and a `-` at either end are themselves. */
function isInSet(set: string, character: string): boolean {
  for (let i = 0; i < set.length; i++) {
    const [from, dash, to] = [set[i] as string, set[i + 1], set[i + 2]];
    if (dash === '-' && to !== undefined) {
      if (character >= from && character <= to) return true;
      i += 2;
    } else if (character === from) return true;
  }
  return false;
}
