/** Checkpoints of transparency logs that a trusted root lists (client-spec.md section 4.4.2). */

import type { UnverifiedCheckpoint } from '../checkpoint/checkpoint.ts';
import { type CheckpointSigner, noteKeyId, signatureState } from '../checkpoint/checkpoint-signature.ts';
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import type { TrustedLog } from './trusted-root.ts';

/**
 * Returns the checkpoint when `log` signed it, under its own name.
 * @throws StellaError SIGNATURE_INVALID when a signature names the log but does not verify, KEY_UNKNOWN when none names it
 */
export function verifyCheckpoint(checkpoint: UnverifiedCheckpoint, log: TrustedLog): UnverifiedCheckpoint {
  const { key, name } = log;
  if (typeof key === 'string') throw unusableKey(log, key);
  const state = signatureState(checkpoint, signerOf(log, key));
  if (state === 'absent' || !isNameOf(log, checkpoint.origin.split(' - ')[0] ?? '')) {
    const { origin, signatures } = checkpoint;
    throw new StellaError('KEY_UNKNOWN', `the checkpoint is not signed by the log ${JSON.stringify(name)}`, {
      details: { expected: name, received: [origin, ...signatures.map((signature) => signature.name)] },
    });
  }
  if (state === 'valid') return checkpoint;
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

/** The key ids under which a log may sign: as the trusted root has them, and as they are computed. */
function signerOf(log: TrustedLog, key: PublicKey): CheckpointSigner {
  return {
    key,
    isName: (name) => isNameOf(log, name),
    keyIds: [log.checkpointKeyId, log.logId, noteKeyId(log.name, key)].filter((keyId) => keyId !== null),
  };
}

/** A log signs under its address, or under its host alone. */
function isNameOf(log: TrustedLog, name: string): boolean {
  return name === log.name || name === log.name.replace(/[:/].*$/, '');
}
