/**
 * Exact decimal arithmetic. The CVSS v2 and v3 equations are decimals rounded to a tenth, and what binary floating
 * point makes of them (8.6 become 8.600000000000001, then "rounded up" to 8.7) is the known trap of their
 * implementations.
 */

/** The number `units × 10^-scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { units: 0n, scale: 0 };
export const ONE: Decimal = { units: 1n, scale: 0 };
export const TEN: Decimal = { units: 10n, scale: 0 };

/** The number that a literal of this program's own equations writes, such as `7.52`. */
export function decimal(literal: string): Decimal {
  const [whole = '', fraction = ''] = literal.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

/** The product of all factors. */
export function times(...factors: readonly Decimal[]): Decimal {
  return factors.reduce((a, b) => ({ units: a.units * b.units, scale: a.scale + b.scale }), ONE);
}

/** a + b */
export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

/** a − b */
export function minus(a: Decimal, b: Decimal): Decimal {
  return plus(a, { units: -b.units, scale: b.scale });
}

/** `base` to the power of a positive whole exponent. */
export function power(base: Decimal, exponent: number): Decimal {
  return { units: base.units ** BigInt(exponent), scale: base.scale * exponent };
}

/** The smaller of both. */
export function smaller(a: Decimal, b: Decimal): Decimal {
  return minus(a, b).units <= 0n ? a : b;
}

/** `value` rounded to `digits` fractional digits, halves away from zero. */
export function roundHalfUp(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  const divisor = 10n ** BigInt(value.scale - digits);
  const half = value.units < 0n ? -divisor / 2n : divisor / 2n;
  return { units: (value.units + half) / divisor, scale: digits };
}

/** The smallest number with `digits` fractional digits that is not below `value`. */
export function roundUp(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  const divisor = 10n ** BigInt(value.scale - digits);
  const quotient = value.units / divisor;
  const isAbove = value.units > quotient * divisor;
  return { units: isAbove ? quotient + 1n : quotient, scale: digits };
}

/** A score that has been rounded to one fractional digit, in tenths; below zero there is none. */
export function tenthsOf(value: Decimal): number {
  return Math.max(0, Number(unitsAt(value, 1)));
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}
