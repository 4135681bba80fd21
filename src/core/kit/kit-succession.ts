/** Whether a verified kit may follow the one in force (formats.md section 9): by sequence, base and expiry. */
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import type { VerifiedKit } from './verify-kit.ts';

/** What counts of the kit in force. */
export interface ActiveKit {
  readonly digest: Digest;
  readonly sequence: number;
  /** The highest sequence that was in force: that of `sequence`, or above it after a rollback. */
  readonly sequenceFloor: number;
}

export interface Succession {
  readonly active: ActiveKit | null;
  /** The time of the import, in our own form. */
  readonly now: string;
  /** True when an operator takes it on himself to go back. */
  readonly isForced: boolean;
}

/**
 * `activate`, or `already-active` for the very kit that is in force.
 * Force overrides the sequence only: a delta cannot be laid on another base, and an expiry is the maker's word.
 * @throws StellaError KIT_ROLLBACK or KIT_EXPIRED
 */
export function judgeSuccession(
  kit: Pick<VerifiedKit, 'digest' | 'statement'>,
  { active, now, isForced }: Succession,
): 'activate' | 'already-active' {
  if (active?.digest === kit.digest) return 'already-active';
  if (active !== null && !isForced) checkSequence(kit, active);
  checkBase(kit, active);
  checkExpiry(kit, now);
  return 'activate';
}

function checkSequence(
  { digest, statement }: Pick<VerifiedKit, 'digest' | 'statement'>,
  active: ActiveKit,
): void {
  const { sequence } = statement;
  const { sequenceFloor } = active;
  if (sequence > sequenceFloor) return;
  throw new StellaError('KIT_ROLLBACK', `the kit ${sequenceProblem(sequence, active)}`, {
    details: {
      expected: { sequence: `above ${sequenceFloor}` },
      received: { sequence, digest },
      active: { sequence: active.sequence, digest: active.digest },
    },
    hint: 'ask its maker for a newer kit; to go back on purpose, add --force-activate --force-reason REASON, which is recorded',
  });
}

function sequenceProblem(sequence: number, active: ActiveKit): string {
  if (active.sequenceFloor > active.sequence)
    return `has the sequence ${sequence}, but the store had ${active.sequenceFloor} before it was rolled back to ${active.sequence}`;
  return sequence === active.sequence
    ? `has the sequence ${sequence} of the active kit, but other content`
    : `has the sequence ${sequence}, the active kit has ${active.sequence}`;
}

function checkBase({ statement }: Pick<VerifiedKit, 'statement'>, active: ActiveKit | null): void {
  const { base } = statement;
  if (base === undefined || base === active?.digest) return;
  throw new StellaError(
    'KIT_ROLLBACK',
    `the kit is a delta over the kit ${base}, but ${active === null ? 'no kit is active' : `${active.digest} is active`}`,
    {
      details: { expected: base, received: active?.digest ?? null },
      hint:
        active === null
          ? `import the kit ${base} first, or ask its maker for a whole kit`
          : `ask its maker for a delta over ${active.digest} or for a whole kit; or import the kit ${base} first`,
    },
  );
}

function checkExpiry({ statement }: Pick<VerifiedKit, 'statement'>, now: string): void {
  const { expiresAt } = statement;
  if (expiresAt === undefined || expiresAt > now) return;
  throw new StellaError('KIT_EXPIRED', `the kit expired at ${expiresAt}, now it is ${now}`, {
    details: { expected: `after ${now}`, received: expiresAt },
    hint: 'ask its maker for a newer kit, and check the clock of this machine',
  });
}
