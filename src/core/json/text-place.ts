/** Where in a text something is, as people and editors count: lines and columns from 1. */

/** `line 3, column 14` of the code unit at `offset`. */
export function formatPlace(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = next + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}
