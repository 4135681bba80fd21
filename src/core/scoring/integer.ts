/** Integer arithmetic with one rounding, half up, at the end (formats.md section 1). */

import { WHOLE_BPS } from '../rules/shapes.ts';

/** `numerator / denominator` rounded half up; both from 0, their doubles exact, `denominator` above 0. */
export function divideHalfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

/** `value` times every multiplier in basis points, rounded half up once. Exact however many multipliers there are. */
export function multiplyBps(value: number, multipliersBps: readonly number[]): number {
  const numerator = multipliersBps.reduce((product, bps) => product * BigInt(bps), BigInt(value));
  const denominator = BigInt(WHOLE_BPS) ** BigInt(multipliersBps.length);
  return Number((2n * numerator + denominator) / (2n * denominator));
}
