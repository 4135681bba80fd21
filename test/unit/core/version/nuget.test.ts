import { nuget } from '../../../../src/core/version/nuget.ts';
import { testRefused, testRows } from '../../../helpers/version-rows.ts';

testRows(nuget, [
  ['1.0', '=', '1.0.0.0', 'NuGet: missing numbers are 0'],
  ['1', '=', '1.0.0', 'NuGet: missing numbers are 0'],
  ['1.0.0', '<', '1.0.0.1', 'NuGet: the fourth number'],
  ['1.0.0.1-alpha', '<', '1.0.0.1', 'NuGet: prerelease of a four-number version'],
  ['1.0.0', '<', '1.0.0.1-alpha', 'NuGet: the fourth number before the prerelease'],
  ['1.0.0-pre', '<', '1.0.0.1-alpha', 'NuGet: the fourth number before the prerelease'],
  ['1.0.0-BETA', '=', '1.0.0-beta', 'NuGet: case means nothing'],
  ['1.0.0-BETA', '<', '1.0.0-beta2', 'NuGet: case means nothing'],
  ['1.0.0-Z', '>', '1.0.0-a', 'NuGet: case means nothing'],
  ['1.0.0-beta.9', '<', '1.0.0-beta.10', 'SemVer 2.0.0: identifiers by value'],
  ['1.0.0+a', '=', '1.0.0+b', 'SemVer 2.0.0: build metadata means nothing'],
  ['1.0.01', '=', '1.0.1', 'NuGet: leading zeros'],
  ['1.0.0-3000000000', '<', '1.0.0-20000000000', 'beyond 32 bits, where NuGet falls back to text'],
  ['4294967296.0', '<', '4294967297.0', 'beyond 32 bits, where NuGet refuses'],
]);

testRefused(nuget, '1.0.0', [
  ['1.2.3.4.5', 'a fifth number'],
  ['1.0.0beta', 'no hyphen'],
  ['[1.0,2.0)', 'a range'],
  ['1.*', 'a floating version'],
]);
