import { hackage } from '../../../../src/core/version/hackage.ts';
import { testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(hackage, [
  ['1.0', '<', '1.0.0', 'Cabal: lists of numbers'],
  ['0.9', '<', '0.10', 'Cabal: by value'],
  ['2', '<', '2.0', 'Cabal: lists of numbers'],
  ['1.0.0.0', '<', '1.0.1', 'Cabal: lists of numbers'],
  ['0', '<', '0.1.26.0', "OSV's introduced 0"],
]);

testRefused(hackage, '1.0', [
  ['1.0-1', 'Cabal has no hyphen'],
  ['1.0-tag', 'Cabal has no tags any more'],
  ['1.', 'an empty part'],
  ['1.0a', 'a letter'],
]);
