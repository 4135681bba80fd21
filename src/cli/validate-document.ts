/** `rules validate` and `policy validate`: says whether a file would be accepted, and what its digest would be. */
import { utf8Decode } from '../core/encoding/utf8.ts';
import { MAX_DOCUMENT_BYTES, readInputFile } from '../io/files/read-input-file.ts';
import type { Answer } from './base-command.ts';
import { renderPairs } from './render/layout.ts';

export interface ParsedDocument {
  readonly document: { readonly name: string; readonly version: string };
  readonly canonicalBytes: Uint8Array;
  readonly digest: string;
}

/** @throws StellaError INPUT_MISSING, or INPUT_INVALID with line and column */
export async function validateDocument(
  path: string,
  parse: (text: string, what: string) => ParsedDocument,
): Promise<Answer> {
  const bytes = await readInputFile(path, {
    what: 'the document',
    missing: 'INPUT_MISSING',
    maxBytes: MAX_DOCUMENT_BYTES,
  });
  const what = path === '-' ? 'standard input' : path;
  const { document, canonicalBytes, digest } = parse(utf8Decode(bytes, what), what);
  const { name, version } = document;
  const answer = { valid: true, file: path, name, version, digest, size: canonicalBytes.length };
  return {
    document: answer,
    render: (style) =>
      `valid\n\n${renderPairs(
        [
          ['file', path],
          ['name', name],
          ['version', version],
          ['digest', digest],
        ],
        style,
      )}`,
  };
}
