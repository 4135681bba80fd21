/**
 * Checkpoints: a log's signed statement of how large its tree is and which root it has (C2SP tlog-checkpoint.md), as a signed
 * note (C2SP signed-note.md):
 *
 *     rekor.sigstore.dev - 2605736670972794746      origin
 *     27254371                                      tree size
 *     Ko9NRxNCWdoTJEDBBgPoVVjvDCGWgGnQvkM4cOGZ5Ow=  root hash
 *
 *     — rekor.sigstore.dev wNI9ajBEAiB…             a signature: four bytes that hint at the key, then its bytes
 *
 * The text up to and with the newline before the empty line is what is signed.
 */

import { base64Decode, base64Encode } from '../encoding/base64.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { HASH_BYTES } from '../merkle/tree.ts';

/** Longest checkpoint, in characters, and most signatures under it. */
export const CHECKPOINT_CHARS_MAX = limit('checkpointLength');
/** The same in bytes of a file. */
export const CHECKPOINT_BYTES_MAX = 4 * CHECKPOINT_CHARS_MAX;
export const CHECKPOINT_SIGNATURES_MAX = limit('checkpointSignatures');

export const KEY_HINT_BYTES = 4;
const SIGNATURE_LINE = /^\u2014 (\S{1,256}) ([A-Za-z0-9+/=]{8,32768})$/;

export interface NoteSignature {
  readonly name: string;
  /** Four bytes, unauthenticated. */
  readonly keyHint: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a checkpoint says. */
export interface TreeHead {
  /** Names the log. */
  readonly origin: string;
  readonly treeSize: number;
  readonly rootHash: Uint8Array;
}

/** A checkpoint that nobody has checked. */
export interface UnverifiedCheckpoint extends TreeHead {
  /** The signed bytes. */
  readonly note: Uint8Array;
  readonly signatures: readonly NoteSignature[];
}

/**
 * Reads a checkpoint.
 * @throws StellaError INPUT_INVALID, LIMIT_EXCEEDED
 */
export function parseCheckpoint(text: string): UnverifiedCheckpoint {
  if (text.length > CHECKPOINT_CHARS_MAX)
    throw new StellaError('LIMIT_EXCEEDED', `the checkpoint has ${text.length} characters`);
  // The last empty line divides: the note itself may have empty lines, the signatures have none.
  const end = text.lastIndexOf('\n\n');
  if (end === -1 || !text.endsWith('\n')) throw invalid('it is not a signed note');
  const note = text.slice(0, end + 1);
  const [origin = '', size = '', root = ''] = note.split('\n');
  if (origin === '' || !/^(?:0|[1-9][0-9]{0,15})$/.test(size))
    throw invalid('expected an origin and a tree size');
  const rootHash = decode(root);
  if (rootHash?.length !== HASH_BYTES) throw invalid('expected a root hash of 32 bytes in base64');
  const lines = text.slice(end + 2, -1).split('\n');
  if (lines.length > CHECKPOINT_SIGNATURES_MAX)
    throw new StellaError('LIMIT_EXCEEDED', `the checkpoint has ${lines.length} signatures`);
  return {
    origin,
    treeSize: Number(size),
    rootHash,
    note: utf8Encode(note),
    signatures: lines.map(parseSignatureLine),
  };
}

/** The text of a tree head, which is what is signed. Its origin is one line without spaces, for it is the name of the key too. */
export function formatNote({ origin, treeSize, rootHash }: TreeHead): string {
  return `${origin}\n${treeSize}\n${base64Encode(rootHash)}\n`;
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, text] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = text === undefined ? null : decode(text);
  if (name === undefined || bytes === null || bytes.length <= KEY_HINT_BYTES)
    throw invalid('expected lines of signatures, each with a name');
  return { name, keyHint: bytes.subarray(0, KEY_HINT_BYTES), signature: bytes.subarray(KEY_HINT_BYTES) };
}

function decode(text: string): Uint8Array | null {
  try {
    return base64Decode(text);
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', `the checkpoint is malformed: ${message}`);
}
