/**
 * Signatures under checkpoints (C2SP signed-note.md). A signature line names its key by a name and four bytes that hint at the
 * key; the hint only chooses what to try.
 */

import { sha256 } from '../digest/sha256.ts';
import { base64Encode } from '../encoding/base64.ts';
import { hexEncode } from '../encoding/hex.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { ed25519KeyBytes, isSignatureValid } from '../keys/signature.ts';
import type { PublicKey, SigningKey } from '../keys/types.ts';
import { limit } from '../limits.ts';
import { formatNote, KEY_HINT_BYTES, type TreeHead, type UnverifiedCheckpoint } from './checkpoint.ts';

/** Most signatures that are tried, among those that name the key: a log signs once. */
const SIGNATURES_TRIED_MAX = limit('checkpointSignaturesTried');

/** Signature type of Ed25519, part of the key id. */
const ED25519_TYPE = 0x01;

/** Whose signature is looked for. */
export interface CheckpointSigner {
  readonly key: PublicKey;
  readonly isName: (name: string) => boolean;
  /** Key ids of which the first four bytes may be the hint. */
  readonly keyIds: readonly Uint8Array[];
}

/** `valid` when one of the signatures that name the signer verifies, `invalid` when none does, `absent` when none names it. */
export function signatureState(
  { note, signatures }: UnverifiedCheckpoint,
  { key, isName, keyIds }: CheckpointSigner,
): 'valid' | 'invalid' | 'absent' {
  const hints = keyIds.map((keyId) => hexEncode(keyId.subarray(0, KEY_HINT_BYTES)));
  const named = signatures.filter(({ name, keyHint }) => isName(name) && hints.includes(hexEncode(keyHint)));
  if (named.length === 0) return 'absent';
  const tried = named.slice(0, SIGNATURES_TRIED_MAX);
  return tried.some(({ signature }) => isSignatureValid(key, note, signature)) ? 'valid' : 'invalid';
}

/** The id of a key under a name: as signed-note.md computes it for Ed25519, and Rekor 1 for every other kind. 32 bytes. */
export function noteKeyId(name: string, key: PublicKey): Uint8Array {
  if (key.algorithm !== 'ed25519') return sha256(key.spkiDer);
  return sha256(Buffer.concat([utf8Encode(`${name}\n`), Uint8Array.of(ED25519_TYPE), ed25519KeyBytes(key)]));
}

/** The text of a checkpoint with one signature, by a key whose name is the origin (tlog-checkpoint.md). */
export function signCheckpoint(head: TreeHead, key: SigningKey): string {
  const note = formatNote(head);
  const hint = noteKeyId(head.origin, key.publicKey).subarray(0, KEY_HINT_BYTES);
  const line = base64Encode(new Uint8Array(Buffer.concat([hint, key.sign(utf8Encode(note))])));
  return `${note}\n\u2014 ${head.origin} ${line}\n`;
}
