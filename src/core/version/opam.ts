/**
 * opam: any text of its letters, ordered as dpkg orders an upstream version, without epoch or revision (opam manual,
 * "Version ordering"): `1.0~beta < 1.0 < 1.0-test < 1.0.1 < dev`.
 */
import { DEBIAN_END, debianTokens } from './debian.ts';
import { defineScheme } from './scheme.ts';
import { compareTokens } from './tokens.ts';

const VERSION = /^[0-9A-Za-z+._~-]+$/;

export const opam = defineScheme(
  'opam',
  (version) => (VERSION.test(version) ? debianTokens(version) : undefined),
  (a, b) => compareTokens(a, b, DEBIAN_END),
);
