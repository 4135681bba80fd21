import { bitnami } from '../../../../src/core/version/bitnami.ts';
import { testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(bitnami, [
  ['1.2.3', '<', '1.2.3-1', 'bitnami/go-version: a revision comes after none'],
  ['1.2.3', '<', '1.2.3-0', 'bitnami/go-version: revision 0 too'],
  ['1.0.0-1', '<', '1.0.0-2', 'bitnami/go-version'],
  ['1.0.0-9', '<', '1.0.0-10', 'bitnami/go-version: by value'],
  ['1.2.3-99', '<', '1.2.4', 'bitnami/go-version: the numbers first'],
  ['1.2.3+foo', '=', '1.2.3+bar', 'bitnami/go-version: build metadata means nothing'],
  ['1.2.0', '<', '1.2.0-1+metadata', 'bitnami/go-version'],
  ['1.2', '=', '1.2.0', 'OSV: missing numbers are 0'],
]);

testRefused(bitnami, '1.0.0', [['foo', 'no number']]);
