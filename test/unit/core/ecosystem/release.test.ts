import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  alpineRelease,
  debianRelease,
  majorRelease,
  openSuseRelease,
  redHatStream,
  suseProduct,
  ubuntuRelease,
} from '../../../../src/core/ecosystem/release.ts';

type Rows = readonly (readonly [distro: string, release: string | undefined])[];

function check(release: (distro: string) => string | undefined, rows: Rows): void {
  for (const [distro, expected] of rows) assert.equal(release(distro), expected, distro);
}

describe('releases of a distro qualifier', () => {
  it('debian: the whole release, by number or codename', () => {
    check(debianRelease, [
      ['debian-12', '12'],
      ['debian-12.4', '12'],
      ['Debian-12', '12'],
      ['12', '12'],
      ['bookworm', '12'],
      ['debian-bookworm', '12'],
      ['trixie', '13'],
      ['buster', '10'],
      ['jessie', '8'],
      ['sid', undefined],
      ['debian', undefined],
      ['debian-', undefined],
      ['ubuntu-22.04', undefined],
      ['12a', undefined],
      ['debian-12.', undefined],
      ['', undefined],
      ['constructor', undefined],
    ]);
  });

  it('ubuntu: year and month, with LTS for the April of an even year', () => {
    check(ubuntuRelease, [
      ['ubuntu-22.04', '22.04:LTS'],
      ['ubuntu-22.04.3', '22.04:LTS'],
      ['22.04', '22.04:LTS'],
      ['jammy', '22.04:LTS'],
      ['noble', '24.04:LTS'],
      ['ubuntu-14.04', '14.04:LTS'],
      ['ubuntu-23.10', '23.10'],
      ['mantic', '23.10'],
      ['ubuntu-23.04', '23.04'],
      ['ubuntu-22.10', '22.10'],
      ['ubuntu-25.04', '25.04'],
      ['ubuntu-22', undefined],
      ['ubuntu-22.4', undefined],
      ['ubuntu-22.05', undefined],
      ['ubuntu-pro-22.04', undefined],
      ['debian-12', undefined],
      ['', undefined],
    ]);
  });

  it('alpine: the branch, or edge', () => {
    check(alpineRelease, [
      ['alpine-3.19.1', 'v3.19'],
      ['alpine-3.19', 'v3.19'],
      ['3.19.1', 'v3.19'],
      ['v3.19', 'v3.19'],
      ['alpine-v3.19', 'v3.19'],
      ['alpine-3.9', 'v3.9'],
      ['edge', 'edge'],
      ['alpine-edge', 'edge'],
      ['alpine-3.20_alpha20240329', 'edge'],
      ['alpine-3', undefined],
      ['alpine-3.19_rc1', undefined],
      ['wolfi-20230201', undefined],
      ['', undefined],
    ]);
  });

  it('rpm rebuilds: the major release', () => {
    const rocky = (distro: string) => majorRelease(distro, ['rocky-linux', 'rocky']);
    check(rocky, [
      ['rocky-9.3', '9'],
      ['rocky-linux-9', '9'],
      ['8', '8'],
      ['almalinux-9', undefined],
      ['rocky', undefined],
      ['', undefined],
    ]);
  });

  it('openSUSE: Leap with its version, Tumbleweed without', () => {
    check(openSuseRelease, [
      ['opensuse-leap-15.5', 'Leap 15.5'],
      ['openSUSE Leap 15.5', 'Leap 15.5'],
      ['leap-15.6', 'Leap 15.6'],
      ['opensuse-tumbleweed-20240101', 'Tumbleweed'],
      ['openSUSE Tumbleweed', 'Tumbleweed'],
      ['opensuse-15.5', undefined],
      ['sles-15.5', undefined],
      ['', undefined],
    ]);
  });

  it('SUSE: the full name of a product, and nothing less', () => {
    check(suseProduct, [
      ['SUSE Linux Enterprise Module for Basesystem 15 SP5', 'Linux Enterprise Module for Basesystem 15 SP5'],
      ['SUSE Linux Enterprise Server 15 SP5', 'Linux Enterprise Server 15 SP5'],
      ['sles-15.5', undefined],
      ['', undefined],
    ]);
  });

  it("Red Hat: a product stream's CPE, and nothing less", () => {
    check(redHatStream, [
      ['cpe:/o:redhat:enterprise_linux:9::baseos', 'enterprise_linux:9::baseos'],
      ['cpe:/a:redhat:rhel_eus:9.2::appstream', 'rhel_eus:9.2::appstream'],
      ['rhel-9.3', undefined],
      ['cpe:/o:centos:centos:7', undefined],
      ['', undefined],
    ]);
  });
});
