import { pub } from '../../../../src/core/version/pub.ts';
import { testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(pub, [
  ['1.0.0-pre', '<', '1.0.0-pre+build', 'pub_semver: the build counts'],
  ['1.0.0-pre+build', '<', '1.0.0', 'pub_semver: but a prerelease stays one'],
  ['1.0.0', '<', '1.0.0+build', 'pub_semver: the build comes after none'],
  ['1.0.0+build', '<', '1.0.1', 'pub_semver: the numbers first'],
  ['1.2.3+9', '<', '1.2.3+10', 'pub_semver: build numbers by value'],
  ['1.2.3+900', '<', '1.2.3+a', 'pub_semver: numbers before words'],
  ['1.2.3+a', '<', '1.2.3+a.0', 'pub_semver: fewer identifiers first'],
  ['1.2.3+1z', '<', '1.2.3+9a', 'pub_semver: not numbers'],
  ['01.2.3+01', '=', '1.2.3+1', 'pub_semver: leading zeros, 01.02.03-01.dev+pre.02'],
  ['1.0', '=', '1.0.0', 'OSV: missing numbers are 0'],
]);

testRefused(pub, '1.0.0', [
  ['1.2.3beta', 'no hyphen'],
  ['any', 'a constraint'],
]);
