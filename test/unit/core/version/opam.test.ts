import { opam } from '../../../../src/core/version/opam.ts';
import { testRefused, testRows } from '../../../helpers/version-rows.ts';

const MANUAL = 'opam manual, "Version ordering"';
const SORTED = '~~ ~ ~beta2 ~beta10 0.1 1.0~beta 1.0 1.0-test 1.0.1 1.0.10 dev trunk'.split(' ');

testRows(
  opam,
  SORTED.slice(1).map((version, i) => [SORTED[i] ?? '', '<', version, MANUAL] as const),
);

testRows(opam, [
  ['v0.9.0', '<', 'v0.16.0', 'the versions of Jane Street'],
  ['113.33.03', '<', 'v0.9.0', 'the versions of Jane Street: letters after digits'],
  ['4.14.0+options', '>', '4.14.0', 'variants of the compiler'],
]);

testRefused(opam, '1.0', [
  ['1:1.0', 'a colon: opam has no epochs'],
  ['1.0 ', 'whitespace'],
]);
