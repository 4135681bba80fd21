import { cran } from '../../../../src/core/version/cran.ts';
import { testAccepted, testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(cran, [
  ['0.9', '<', '0.75', 'R: numbers, not decimals'],
  ['1.0-1', '=', '1.0.1', 'R: point and hyphen are the same'],
  ['0.01.0', '=', '0.1-0', 'R: leading zeros'],
  ['0.1.0', '<', '0.1.0.0', 'R: the longer is later'],
  ['1.0', '<', '1.0.1', 'CRAN archive of abctools'],
  ['1.26.0', '<', '1.26.1', 'Bioconductor'],
  ['1.99999999999999999999', '<', '1.100000000000000000000', 'beyond 2^53'],
]);

testAccepted(cran, [['1', "R's numeric_version takes a single number, as OSV's introduced 0"]]);

testRefused(cran, '1.0', [
  ['1.0a', 'a letter'],
  ['1..0', 'an empty part'],
  ['1.0-', 'an empty part'],
  ['-1.0', 'an empty part'],
  ['v1.0', 'a prefix'],
  ['1.0 ', 'whitespace'],
  ['1_0', 'another separator'],
]);
