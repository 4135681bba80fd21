/** CRAN and Hackage: nothing but numbers, and of two versions that begin alike the longer is the later (1.0 < 1.0.0). */
import { defineScheme } from './scheme.ts';
import { compareTokens, isNumeral, markToken, numberToken, type Token } from './tokens.ts';

const END = markToken(0);
const NUMBER = 1;

function parseNumbers(version: string, separator: RegExp): Token[] | undefined {
  const parts = version.split(separator);
  return parts.every(isNumeral) ? parts.map((part) => numberToken(NUMBER, part)) : undefined;
}

/** A scheme of numbers between `separator`s. */
export function defineNumberList(name: string, separator: RegExp) {
  return defineScheme(
    name,
    (version) => parseNumbers(version, separator),
    (a, b) => compareTokens(a, b, END),
  );
}
