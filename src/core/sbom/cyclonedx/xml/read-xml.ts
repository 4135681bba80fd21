/**
 * XML (1.0, with namespaces) as a stream of elements and texts. A document type declaration is refused, and with it every
 * entity that could expand or reach outside; what remains is UTF-8 text that is read once, in pieces, so that memory
 * does not grow with the document.
 */

import { SaxesParser, type SaxesTagNS } from 'saxes';
import { StellaError } from '../../../errors.ts';
import { limit } from '../../../limits.ts';
import { invalidSbom, quote } from '../../sbom-error.ts';

export interface XmlElement {
  readonly namespace: string;
  /** Local name. */
  readonly name: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
}

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

export interface XmlHandler {
  open(element: XmlElement): void;
  /** Text and CDATA, in as many pieces as they stand in the document. */
  text(text: string): void;
  close(): void;
}

/** Refuses the document at the place that the reader has reached. */
export type Refuse = (problem: string) => never;

/** The deepest nesting of elements, as of objects and arrays in JSON. */
const MAX_DEPTH = limit('xmlDepth');
const CHUNK_BYTES = 65_536;
const NAMESPACE_DECLARATION = 'http://www.w3.org/2000/xmlns/';
const WHAT = 'the XML document';

/**
 * Reads a whole document.
 * @throws StellaError INPUT_INVALID with line and column: not UTF-8, not well-formed, a DOCTYPE, nested too deep, or
 * what the handler refuses
 */
export function readXml(bytes: Uint8Array, createHandler: (refuse: Refuse) => XmlHandler): void {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let line = 1;
  let column = 1;
  const markPlace = (columnsBack = 0): void => {
    line = parser.line;
    column = Math.max(1, parser.column - columnsBack);
  };
  const refuse = (problem: string): never => {
    throw invalidSbom(WHAT, `line ${line}, column ${column}`, problem);
  };
  const handler = createHandler(refuse);
  let depth = 0;
  parser.on('error', (error) => {
    markPlace();
    refuse(`not well-formed: ${quote(error.message.replace(/^[\d:]*: /, ''))}`);
  });
  parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
    markPlace();
    if (encoding.toUpperCase() !== 'UTF-8') refuse(`the encoding ${quote(encoding)}, expected "UTF-8"`);
  });
  parser.on('doctype', () => {
    markPlace();
    refuse('a document type declaration, which an SBOM does not need and which can expand without bound');
  });
  parser.on('opentagstart', ({ name }) => markPlace(name.length + 1));
  parser.on('opentag', (tag) => {
    if (++depth > MAX_DEPTH) refuse(`elements nested deeper than ${MAX_DEPTH} levels`);
    handler.open(elementOf(tag));
  });
  const onText = (text: string): void => {
    markPlace();
    if (depth > 0) handler.text(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    markPlace();
    depth--;
    handler.close();
  });
  writeInPieces(bytes, parser);
}

function writeInPieces(bytes: Uint8Array, parser: { write(text: string): unknown; close(): unknown }): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(piece, { stream });
    } catch (cause) {
      throw new StellaError('INPUT_INVALID', `${WHAT} is not valid UTF-8`, { cause });
    }
  };
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const end = start + CHUNK_BYTES;
    parser.write(decode(bytes.subarray(start, end), end < bytes.length));
  }
  parser.close();
}

function elementOf(tag: SaxesTagNS): XmlElement {
  const attributes = Object.values(tag.attributes)
    .filter(({ uri }) => uri !== NAMESPACE_DECLARATION)
    .map(({ uri, local, value }) => ({ namespace: uri, name: local, value }));
  return { namespace: tag.uri, name: tag.local, attributes };
}
