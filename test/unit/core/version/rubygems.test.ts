import { rubygems } from '../../../../src/core/version/rubygems.ts';
import { testAccepted, testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(rubygems, [
  ['1', '=', '1.0.0', 'Gem::Version: zeros at the end'],
  ['1.0.a', '=', '1.a', 'Gem::Version: zeros before the letters'],
  ['1.0.a.0', '=', '1.a', 'Gem::Version: zeros at the end of a prerelease'],
  ['1.2.a', '<', '1.2', 'Gem::Version: letters make a prerelease'],
  ['1.0.a2', '=', '1.0.a.2', 'Gem::Version: letters and digits are parts of their own'],
  ['1.0.a9', '<', '1.0.a10', 'Gem::Version: by value'],
  ['1.0.a', '<', '1.0.b', 'Gem::Version: letters by text'],
  ['1.0.A', '<', '1.0.a', 'Gem::Version: letters by text, with case'],
  ['1.0.0-1', '<', '1.0.0', 'Gem::Version: a hyphen begins a prerelease'],
  ['1.0.0-1', '=', '1.0.0.pre.1', 'Gem::Version: the hyphen is .pre.'],
  ['1.0.0.rc1', '>', '1.0.0.pre1', 'Gem::Version: letters by text'],
  ['3.2', '<', '3.10', 'Gem::Version: by value'],
  ['1beta', '=', '1.beta', 'osv-scalibr; Ruby itself refuses 1beta'],
  ['1.a.0.1', '<', '1.a.1', 'Gem::Version: zeros in the middle of a prerelease count'],
  ['1.9007199254740992', '<', '1.9007199254740993', 'beyond 2^53'],
]);

testAccepted(rubygems, [['1.0.0-x86-linux', 'a platform, which Ruby reads as a prerelease']]);

testRefused(rubygems, '1.0', [
  ['1-', 'an empty prerelease'],
  ['1..2', 'an empty part'],
  ['1.2.', 'an empty part'],
  ['.1', 'an empty part'],
  ['a', 'no number first'],
  ['v1', 'no number first'],
  ['1_0', 'a character that Ruby does not have'],
  ['1.0\n2.0', 'a newline: Ruby bug 2.x took the last line'],
  ['junk 1.0', 'a word before'],
]);
