import { rpm } from '../../../../src/core/version/rpm.ts';
import { testAccepted, testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(rpm, [
  ['1.0~rc1', '<', '1.0', 'rpm tests: the tilde'],
  ['1.0~rc1', '<', '1.0arc1', 'rpm tests: the tilde'],
  ['1.0', '<', '1.0^', 'rpm tests: the caret'],
  ['1.0^git1', '<', '1.01', 'rpm tests: the caret comes before everything but the end'],
  ['1.0^20160101', '<', '1.0.1', 'rpm tests: the caret'],
  ['1.0^git1~pre', '<', '1.0^git1', 'rpm tests: caret and tilde'],
  ['1.0~rc1', '<', '1.0~rc1^git1', 'rpm tests: tilde and caret'],
  ['1.0.a', '<', '1.0.1', 'rpmvercmp: numbers are later than letters'],
  ['1.0', '<', '1.0.a', 'rpmvercmp: whoever has more is later'],
  ['10.0001', '=', '10.1', 'rpm tests: leading zeros'],
  ['2_0', '=', '2.0', 'rpm tests: separators are all the same'],
  ['2.0.', '=', '2.0', 'rpmvercmp: a separator at the end'],
  ['1.0aa', '>', '1.0a', 'rpm tests'],
  ['Z', '<', 'a', 'rpmvercmp: strcmp'],
  ['1.1.α', '=', '1.1.β', 'rpm tests: what is not ASCII separates'],
  ['1:1', '>', '2', 'EVR: the epoch first'],
  ['0:1.2-3', '=', '1.2-3', 'EVR: no epoch is 0'],
  [':1', '=', '1', 'rpm: an empty epoch is 0'],
  ['01:2', '=', '1:2', 'rpm: the epoch is a number'],
  ['a:1', '<', 'b:1', 'rpm: letters before the colon are no epoch'],
  ['1.2', '<', '1.2-0', 'EVR: no release comes before any'],
  ['1.2', '<', '1.2-', 'rpm: an empty release is one'],
  ['1.2', '<', '1.2-~1', 'rpm: even before a release that begins with a tilde'],
  ['3.10.0-229.el7', '<', '3.10.0-229.1.2.ael7b', 'Red Hat'],
  ['2.4.21-9.EL', '<', '2.4.21-9.0.1.EL', 'Red Hat'],
  ['1.1.1k-9.el8_7', '<', '1.1.1k-12.el8_9', 'Red Hat'],
  ['1-2-3', '>', '1-1-9', 'rpm: the last hyphen begins the release'],
  ['9007199254740992', '<', '9007199254740993', 'beyond 2^53'],
]);

testAccepted(rpm, [
  ['+', 'rpm tests: nothing but separators'],
  ['4.module+el9.5.0+22954+e2d70a1c.1.noarch.rpm-nginx:1', 'Red Hat: a colon that is no epoch'],
]);

testRefused(rpm, '1.0', [
  ['1:', 'nothing after the epoch'],
  ['-1', 'no version'],
  ['1:-1', 'no version'],
  ['1 0', 'whitespace'],
  ['1\u0000', 'a control character'],
  ['1\u0085', 'a control character beyond ASCII'],
]);
