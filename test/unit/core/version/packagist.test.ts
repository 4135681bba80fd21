import { packagist } from '../../../../src/core/version/packagist.ts';
import { testAccepted, testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(packagist, [
  ['1.0-dev', '<', '1.0alpha1', 'php: version_compare.phpt'],
  ['1.0alpha1', '<', '1.0b1', 'php: version_compare.phpt'],
  ['1.0b1', '<', '1.0RC1', 'php: version_compare.phpt'],
  ['1.0RC1', '=', '1.0rc1', 'php: version_compare.phpt'],
  ['1.0rc1', '<', '1.0', 'php: version_compare.phpt'],
  ['1.0', '<', '1.0pl1', 'php: version_compare.phpt'],
  ['4.3-2beta5', '<', '4.3-2RC1', 'php: version_compare.phpt'],
  ['1.0', '<', '1.0.0', 'php: the longer is later, though Composer pads'],
  ['1.0.1', '<', '1.0pl1', 'php: a patch level is later than any number'],
  ['1.0-stable', '<', '1.0-dev', 'php: a word that it does not know comes before dev'],
  ['1.0-foo', '=', '1.0-xyz', 'php: words that it does not know are equal'],
  ['1.0-Beta', '<', '1.0-dev', 'php: case matters but for RC'],
  ['1.0-patch1', '=', '1.0p1', 'php: only how a word begins'],
  ['1.0-alpha.1', '=', '1.0a1', 'php: separators at every change'],
  ['1.0..1', '=', '1.0.1', 'php: separators run together'],
  ['1.0_1', '=', '1.0+1', 'php: separators are all the same'],
  ['1.0-beta', '<', '1.0-beta1', 'php: the longer is later'],
  ['v1.0', '=', '1.0', 'Composer: the v'],
  ['V1.0', '=', 'v1.0', 'Composer: the v'],
  ['dev-master', '<', '0.0.1', 'Composer: a branch comes before every number'],
  ['1.0.x-dev', '<', '1.0', 'Composer: a branch of 1.0'],
  ['1.9', '<', '1.10', 'php: by value'],
  ['9223372036854775807', '<', '9223372036854775808', 'beyond 2^63, where php stops'],
]);

testAccepted(packagist, [['dev-feature/foo', 'Composer: a branch with a slash']]);

testRefused(packagist, '1.0', [
  ['1.2.3.#', 'php: equals both 1.2.3 and 1.2.3.1'],
  ['1.', 'php: neither order of 1. and 1.foo holds'],
  ['1.0-', 'an empty part at the end'],
  ['latest', 'no version to Composer'],
  ['v', 'nothing but the prefix'],
  ['vv1', 'two prefixes'],
  ['1.0 beta', 'whitespace'],
  ['^1.0', 'a range'],
  ['1.0@dev', 'a stability flag'],
  ['1.0é', 'not ASCII'],
]);
