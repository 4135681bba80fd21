import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  goReleaseVersion,
  withoutGemPlatform,
  withoutRevision,
  withoutV,
} from '../../../../src/core/ecosystem/version-form.ts';

type Rows = readonly (readonly [version: string, expected: string])[];

function check(form: (version: string) => string, rows: Rows): void {
  for (const [version, expected] of rows) assert.equal(form(version), expected, version);
}

describe('version forms', () => {
  it('leave out the platform of a gem', () => {
    const platforms = [
      'java',
      'x86_64-linux',
      'x86_64-linux-musl',
      'arm64-darwin-23',
      'x64-mingw-ucrt',
      'x86-mingw32',
    ];
    for (const platform of [...platforms, 'aarch64-linux-gnu', 'universal-darwin', 'mswin32'])
      assert.equal(withoutGemPlatform(`1.15.4-${platform}`), '1.15.4', platform);
    for (const version of ['1.15.4', '1.15.4-rc1', '1.0.0-beta', '1.0-javascript', 'java'])
      assert.equal(withoutGemPlatform(version), version);
  });

  it('leave out the v before a number', () => {
    check(withoutV, [
      ['v1.2.3', '1.2.3'],
      ['v0.0.0-20190306092124-e2d15f34fcf9', '0.0.0-20190306092124-e2d15f34fcf9'],
      ['v2.0.0+incompatible', '2.0.0+incompatible'],
      ['1.2.3', '1.2.3'],
      ['vendor', 'vendor'],
      ['vv1', 'vv1'],
      ['(devel)', '(devel)'],
    ]);
  });

  it('make SemVer of a release of Go', () => {
    check(goReleaseVersion, [
      ['go1.21.3', '1.21.3'],
      ['1.21.3', '1.21.3'],
      ['v1.21.3', '1.21.3'],
      ['go1.21', '1.21.0'],
      ['go1.21rc2', '1.21.0-rc.2'],
      ['go1.18beta1', '1.18.0-beta.1'],
      ['1.21.0-rc.2', '1.21.0-rc.2'],
      ['go1', 'go1'],
      ['devel go1.22-abcdef', 'devel go1.22-abcdef'],
    ]);
  });

  it('leave out a Bitnami revision', () => {
    check(withoutRevision, [
      ['10.5.5-4', '10.5.5'],
      ['6.2.0-r1', '6.2.0'],
      ['6.2.0', '6.2.0'],
      ['1.0.0-rc1', '1.0.0-rc1'],
    ]);
  });
});
