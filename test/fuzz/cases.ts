/** A case: one changed input of one target, the same for the same seed and number. */
import { caseRandom } from './random.ts';
import { type FuzzTarget, type Outcome, WrongAcceptance } from './target.ts';

export interface CaseName {
  readonly seed: number;
  readonly target: string;
  readonly index: number;
}

export function makeCase(target: FuzzTarget, seed: number, index: number): Uint8Array {
  const random = caseRandom(seed, target.name, index);
  return target.mutate(random.pick(target.seeds), random);
}

export type Judgement =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'wrong-accept' | 'crash'; readonly what: string };

/** Judges without throwing: what is not an outcome is a finding. */
export async function judgeCase(target: FuzzTarget, bytes: Uint8Array): Promise<Judgement> {
  try {
    const outcome = await target.judge(bytes);
    return outcome === 'INTERNAL'
      ? { kind: 'crash', what: 'the outcome is INTERNAL' }
      : { kind: 'outcome', outcome };
  } catch (error) {
    if (error instanceof WrongAcceptance) return { kind: 'wrong-accept', what: error.message };
    return { kind: 'crash', what: error instanceof Error ? String(error.stack) : String(error) };
  }
}
