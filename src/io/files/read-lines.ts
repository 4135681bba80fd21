/** The lines of a file as they are read: a file of any size needs the memory of its longest line. */
import { StellaError } from '../../core/errors.ts';
import type { InputName } from './open-input.ts';
import { streamFile } from './stream-file.ts';

const NEWLINE = 0x0a;

export interface LineOptions extends InputName {
  readonly maxLineBytes: number;
}

/**
 * Lines without their newlines; a last one that has none counts too.
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing`, PERMISSION_DENIED or LIMIT_EXCEEDED
 */
export async function* readLines(
  path: string,
  { maxLineBytes, ...name }: LineOptions,
): AsyncGenerator<Uint8Array> {
  /** Of the line whose end has not come yet. */
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const chunk of streamFile(path, name)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)]);
      start = end + 1;
      begun = [];
      begunBytes = 0;
    }
    begun.push(chunk.subarray(start));
    begunBytes += chunk.length - start;
    if (begunBytes > maxLineBytes) {
      const what = `${name.what} ${JSON.stringify(path)}`;
      throw new StellaError('LIMIT_EXCEEDED', `${what} has a line of more than ${maxLineBytes} bytes`);
    }
  }
  if (begunBytes > 0) yield Buffer.concat(begun);
}
