/**
 * Decimals from 0 to 1 as FIRST prints them in its EPSS file, kept as text: `0.00043`, `1.0`, and, since the file comes out
 * of a general CSV writer, `1e-05`. They are compared digit by digit, never as floats.
 */

/** Also the sole guard against a number above 1: a whole part of 1 has only zeros behind it, an exponent is negative. */
const PROBABILITY = /^(?:0(?:\.\d{1,40})?|1(?:\.0{1,40})?|\d(?:\.\d{1,40})?[eE]-(?:0?[1-9]|[1-9]\d))$/;

/** True for a decimal from 0 to 1, plain or with a negative exponent, of at most 40 fractional digits. */
export function isProbability(text: string): boolean {
  return PROBABILITY.test(text);
}

/** Compares two decimals for which `isProbability` holds by their exact value: `0.1`, `0.10` and `1e-1` are equal. */
export function compareProbabilities(a: string, b: string): number {
  const x = plainDigits(a);
  const y = plainDigits(b);
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** The digit before the point and those behind it, without the zeros at the end: their order as text is their order. */
function plainDigits(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e-');
  return `${'0'.repeat(Number(exponent))}${mantissa.replace('.', '')}`.replace(/0+$/, '');
}
