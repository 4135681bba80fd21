/** Globs over package URLs, with one wildcard: `*` is any text, also none, also with slashes. */

/**
 * True when the whole of `text` matches `glob`; both in canonical purl form, case counts. Between two wildcards the
 * leftmost match is taken and never reconsidered, so no pattern makes this search again and again.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const [head = '', ...pieces] = glob.split('*');
  const tail = pieces.pop();
  if (tail === undefined) return text === head;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const end = text.length - tail.length;
  let position = head.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, position);
    if (at === -1 || at + piece.length > end) return false;
    position = at + piece.length;
  }
  return true;
}
