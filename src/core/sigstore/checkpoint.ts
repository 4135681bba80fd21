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

import { sha256 } from '../digest/sha256.ts';
import { base64Decode } from '../encoding/base64.ts';
import { hexEncode } from '../encoding/hex.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { ed25519KeyBytes, isSignatureValid } from '../keys/signature.ts';
import type { PublicKey } from '../keys/types.ts';
import { limit } from '../limits.ts';
import { HASH_BYTES } from '../merkle/tree.ts';
import type { TrustedLog } from './trusted-root.ts';

/** Longest checkpoint, in characters, and most signatures under it. */
export const CHECKPOINT_CHARS_MAX = limit('checkpointLength');
export const CHECKPOINT_SIGNATURES_MAX = limit('checkpointSignatures');
/** Most of them that are tried, among those that name the log: a log signs once. */
const SIGNATURES_TRIED_MAX = limit('checkpointSignaturesTried');

const KEY_HINT_BYTES = 4;
const SIGNATURE_LINE = /^\u2014 (\S{1,256}) ([A-Za-z0-9+/=]{8,32768})$/;

export interface NoteSignature {
  readonly name: string;
  /** Four bytes, unauthenticated. */
  readonly keyHint: Uint8Array;
  readonly signature: Uint8Array;
}

/** A checkpoint that nobody has checked. */
export interface UnverifiedCheckpoint {
  readonly origin: string;
  readonly treeSize: number;
  readonly rootHash: Uint8Array;
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

/**
 * Returns the checkpoint when `log` signed it, under its own name.
 * @throws StellaError SIGNATURE_INVALID when a signature names the log but does not verify, KEY_UNKNOWN when none names it
 */
export function verifyCheckpoint(checkpoint: UnverifiedCheckpoint, log: TrustedLog): UnverifiedCheckpoint {
  const { origin, note, signatures } = checkpoint;
  const { key, name } = log;
  if (typeof key === 'string') throw unusableKey(log, key);
  const hints = keyHints(log, key);
  const named = signatures.filter(
    (signature) => isNameOf(log, signature.name) && hints.includes(hexEncode(signature.keyHint)),
  );
  if (named.length === 0 || !isNameOf(log, origin.split(' - ')[0] ?? '')) {
    throw new StellaError('KEY_UNKNOWN', `the checkpoint is not signed by the log ${JSON.stringify(name)}`, {
      details: { expected: name, received: [origin, ...signatures.map((signature) => signature.name)] },
    });
  }
  const tried = named.slice(0, SIGNATURES_TRIED_MAX);
  if (tried.some(({ signature }) => isSignatureValid(key, note, signature))) return checkpoint;
  throw new StellaError('SIGNATURE_INVALID', 'the signature of the checkpoint does not verify', {
    details: { log: name },
  });
}

/** The error for a log whose key is of a kind that is not supported. */
export function unusableKey({ name }: TrustedLog, reason: string): StellaError {
  return new StellaError(
    'KEY_UNKNOWN',
    `the key of the log ${JSON.stringify(name)} cannot be used: ${reason}`,
  );
}

/** A log signs under its address, or under its host alone. */
function isNameOf(log: TrustedLog, name: string): boolean {
  return name === log.name || name === log.name.replace(/[:/].*$/, '');
}

/**
 * The hints under which a key may sign, in hex: as the trusted root has them, and as signed-note.md and Rekor 1 compute them.
 * A hint only chooses what to try.
 */
function keyHints(log: TrustedLog, key: PublicKey): readonly string[] {
  const computed =
    key.algorithm === 'ed25519'
      ? sha256(Buffer.concat([Buffer.from(`${log.name}\n\u0001`), ed25519KeyBytes(key)]))
      : sha256(key.spkiDer);
  return [log.checkpointKeyId, log.logId, computed]
    .filter((keyId) => keyId !== null)
    .map((keyId) => hexEncode(keyId.subarray(0, KEY_HINT_BYTES)));
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
