import { debian } from '../../../../src/core/version/debian.ts';
import { testAccepted, testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(debian, [
  ['1.0~rc1-1', '<', '1.0-1', 'deb-version(7): a tilde comes before the end'],
  ['1.0~~', '<', '1.0~', 'deb-version(7): ~~ < ~~a < ~ < end < a'],
  ['1.0~~', '<', '1.0~~a', 'deb-version(7)'],
  ['1.0~~a', '<', '1.0~', 'deb-version(7)'],
  ['1.0', '<', '1.0a', 'deb-version(7)'],
  ['1.0a', '<', '1.0+', 'deb-version(7): letters before everything else'],
  ['1.0Z', '<', '1.0a', 'deb-version(7): ASCII order among letters'],
  ['1.0', '=', '0:1.0-0', 'deb-version(7): no epoch is 0, no revision is 0'],
  ['1.0', '=', '1.0-00', 'deb-version(7): numbers by value'],
  ['1.9', '<', '1.10', 'deb-version(7): numbers by value'],
  ['1.0', '=', '1.00', 'deb-version(7): numbers by value'],
  ['1:0.1', '>', '9.9', 'deb-version(7): the epoch first'],
  ['01:1', '=', '1:1', 'dpkg: the epoch is a number'],
  ['2.7.4+reloaded2-13ubuntu1', '<', '2.7.4+reloaded2-13+deb9u1', 'letters before the plus'],
  ['1.2.3-1~deb7u1', '<', '1.2.3-1', 'backports'],
  ['1.1.1n-0+deb11u3', '<', '1.1.1n-0+deb11u10', 'security updates by value'],
  ['1-2-3', '>', '1-1-9', 'dpkg: the last hyphen begins the revision'],
  ['1:1:2', '>', '1:1', 'dpkg: a colon may stand in the upstream version after an epoch'],
  ['1.', '=', '1.0', 'dpkg: a missing number is 0'],
  ['1a0b', '<', '1ab', 'dpkg: a digit ends the letters'],
  ['1.9007199254740992', '<', '1.9007199254740993', 'beyond 2^53'],
]);

testAccepted(debian, [
  ['0', "OSV's introduced"],
  ['2147483647:1', "the largest epoch, dpkg's INT_MAX"],
  ['20220101~dfsg1+really1.2-3build1', 'Ubuntu'],
]);

testRefused(debian, '1.0', [
  ['2147483648:1', 'an epoch beyond INT_MAX'],
  ['a:1', 'an epoch of letters'],
  [':1', 'an empty epoch'],
  ['1:', 'nothing after the epoch'],
  ['1-', 'an empty revision'],
  ['-1', 'no upstream version'],
  ['a1', 'does not begin with a digit'],
  ['1:a', 'does not begin with a digit'],
  ['1.0_1', 'a character that Debian does not have'],
  ['1.0-1:2', 'a colon without an epoch'],
  ['1 0', 'whitespace'],
  ['1.2.3-not-a-debian:version!@#$', 'osv-scalibr'],
]);
