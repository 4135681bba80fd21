import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  alpineRelease,
  debianRelease,
  majorRelease,
  minorRelease,
  openEulerReleases,
  openSuseReleases,
  redHatStreams,
  suseReleases,
  ubuntuReleases,
} from '../../../../src/core/ecosystem/release.ts';

type Rows = readonly (readonly [distro: string, release: string | undefined])[];

function checkAll(
  releases: (distro: string) => readonly string[],
  rows: readonly (readonly [distro: string, releases: readonly string[]])[],
): void {
  for (const [distro, expected] of rows) assert.deepEqual(releases(distro), expected, distro);
}

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

  it('ubuntu: year and month; for the April of an even year LTS, with its variants', () => {
    const jammy = ['22.04:LTS', '22.04', 'Pro:22.04:LTS'];
    checkAll(ubuntuReleases, [
      ['ubuntu-22.04', jammy],
      ['ubuntu-22.04.3', jammy],
      ['22.04', jammy],
      ['jammy', jammy],
      ['resolute', ['26.04:LTS', '26.04', 'Pro:26.04:LTS']],
      ['noble', ['24.04:LTS', '24.04', 'Pro:24.04:LTS']],
      ['ubuntu-23.10', ['23.10']],
      ['mantic', ['23.10']],
      ['ubuntu-23.04', ['23.04']],
      ['ubuntu-22.10', ['22.10']],
      ['ubuntu-25.04', ['25.04']],
      ['ubuntu-22', []],
      ['ubuntu-22.4', []],
      ['ubuntu-22.05', []],
      ['ubuntu-pro-22.04', []],
      ['debian-12', []],
      ['', []],
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
      ['alpine-3.22.0_alpha20250108', 'edge'],
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

  it('openSUSE: Leap with its version and its repository of non-free software, Tumbleweed without', () => {
    const leap = (version: string) => [`Leap ${version}`, `Leap ${version} NonFree`];
    checkAll(openSuseReleases, [
      ['opensuse-leap-15.5', leap('15.5')],
      ['openSUSE Leap 15.5', leap('15.5')],
      ['leap-15.6', leap('15.6')],
      ['opensuse.leap-15.0', leap('15.0')],
      ['opensuse-leap-42.3', leap('42.3')],
      ['opensuse-tumbleweed-20240101', ['Tumbleweed']],
      ['opensuse.tumbleweed-20240101', ['Tumbleweed']],
      ['openSUSE Tumbleweed', ['Tumbleweed']],
      ['opensuse-leap-micro-5.5', ['Leap Micro 5.5']],
      ['opensuse-15.5', []],
      ['sles-15.5', []],
      ['', []],
    ]);
  });

  it('SUSE: all products of a service pack, or the one of which the full name is given', () => {
    const sp5 = suseReleases('sles-15.5');
    assert.equal(new Set(sp5).size, sp5.length);
    for (const product of ['Server 15 SP5', 'Module for Basesystem 15 SP5', 'Server 15 SP5-LTSS'])
      assert.ok(sp5.includes(`Linux Enterprise ${product}`), product);
    const named = ['SUSE Linux Enterprise Server 15 SP5', 'suse linux enterprise server-15.5', 'sles-15-sp5'];
    for (const distro of [
      ...named,
      'suse.linux.enterprise.server-15.5',
      'sled-15.5',
      'sles_sap-15.5',
      'SUSE Linux Enterprise High Performance Computing 15 SP5',
    ])
      assert.deepEqual(suseReleases(distro), sp5, distro);
    assert.ok(suseReleases('sles-15').includes('Linux Enterprise Module for Basesystem 15'));
    assert.ok(suseReleases('sles-12.5').includes('Linux Enterprise Software Development Kit 12 SP5'));
    assert.ok(suseReleases('sles-12.5').includes('Linux Enterprise Module for Containers 12'));
    assert.ok(suseReleases('sles-12.5').includes('Linux Enterprise Server LTSS Extended Security 12 SP5'));
    assert.ok(
      suseReleases('sles_sap-12.2').includes('Linux Enterprise Server for SAP Applications 12 SP2-BCL'),
    );
    assert.ok(
      suseReleases('sle_hpc-15.5').includes('Linux Enterprise High Performance Computing 15 SP5-ESPOS'),
    );
    assert.ok(suseReleases('sles-15.6').includes('Real Time Module 15 SP6'));
    assert.ok(suseReleases('sles-11.4').includes('Linux Enterprise Server 11 SP4-LTSS'));
    assert.deepEqual(
      suseReleases('SUSE Linux Enterprise Server 16.0').filter((product) => product.includes('Server 16.0')),
      ['Linux Enterprise Server 16.0'],
    );
    assert.deepEqual(suseReleases('sles-16.0'), suseReleases('SUSE Linux Enterprise Server 16.0'));
    for (const distro of ['sle-micro-5.5', 'slem-5.5', 'SUSE Linux Enterprise Micro 5.5'])
      assert.ok(suseReleases(distro).includes('Linux Enterprise Micro 5.5'), distro);
    assert.ok(suseReleases('sl-micro-6.1').includes('Linux Micro 6.1'));
    checkAll(suseReleases, [
      [
        'SUSE Linux Enterprise Module for Basesystem 15 SP5',
        ['Linux Enterprise Module for Basesystem 15 SP5'],
      ],
      ['SUSE Manager Server 4.3', ['Manager Server 4.3']],
      ['sles-9', []],
      ['sles-16', []],
      ['sle-micro', []],
      ['opensuse-leap-15.5', []],
      ['', []],
    ]);
  });

  it('Red Hat: the repositories of a release, or the product stream of another CPE', () => {
    const nine = redHatStreams('rhel-9.3');
    assert.ok(nine.includes('enterprise_linux:9::baseos') && nine.includes('enterprise_linux:9::appstream'));
    for (const tree of ['crb', 'nfv', 'realtime', 'sap_hana', 'fastdatapath', 'hypervisor'])
      assert.ok(nine.includes(`enterprise_linux:9::${tree}`), tree);
    assert.ok(
      nine.every((stream) => stream === 'enterprise_linux:9' || stream.startsWith('enterprise_linux:9::')),
    );
    for (const distro of ['redhat-9', 'rhel-9', '9.3', 'RHEL-9.4'])
      assert.deepEqual(redHatStreams(distro), nine);
    assert.deepEqual(redHatStreams('cpe:/o:redhat:enterprise_linux:9::baseos').toSorted(), nine.toSorted());
    assert.ok(redHatStreams('rhel-7.9').includes('enterprise_linux:7::server'));
    for (const stream of [
      'rhel_els:7',
      'rhel_extras:7',
      'rhel_extras_rt:7',
      'rhel_software_collections:3::el7',
    ])
      assert.ok(redHatStreams('rhel-7.9').includes(stream), stream);
    // A host of 10.0 lacks what only 10.1 fixes.
    for (const stream of ['enterprise_linux:10.0', 'enterprise_linux:10.1', 'enterprise_linux:10.10'])
      assert.ok(redHatStreams('rhel-10.0').includes(stream), stream);
    assert.deepEqual(
      redHatStreams('cpe:/o:redhat:enterprise_linux:10.1').toSorted(),
      redHatStreams('rhel-10').toSorted(),
    );
    checkAll(redHatStreams, [
      ['cpe:/a:redhat:rhel_eus:9.2::appstream', ['rhel_eus:9.2::appstream']],
      ['rhel-3', []],
      ['cpe:/o:centos:centos:7', []],
      ['centos-7', []],
      ['', []],
    ]);
    assert.equal(redHatStreams('rhel-10.4000000000').length, 12);
  });

  it('openEuler: a service pack, or all of a long-term release', () => {
    checkAll(openEulerReleases, [
      ['openEuler-22.03-LTS-SP3', ['22.03-LTS-SP3']],
      ['openEuler 22.03 (LTS-SP3)', ['22.03-LTS-SP3']],
      ['openeuler-24.03-lts', ['24.03-LTS']],
      ['openEuler-22.03', ['22.03-LTS', '22.03-LTS-SP1', '22.03-LTS-SP2', '22.03-LTS-SP3', '22.03-LTS-SP4']],
      ['openEuler-22', []],
      ['', []],
    ]);
  });

  it('Photon OS: major and minor version', () => {
    check(
      (distro) => minorRelease(distro, ['photon']),
      [
        ['photon-5.0', '5.0'],
        ['4.0', '4.0'],
        ['photon-5', undefined],
        ['', undefined],
      ],
    );
  });
});
