import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ComponentHints, coordinatesOf } from '../../../../src/core/ecosystem/coordinate.ts';
import { packageAsWritten, parsePurl } from '../../../../src/core/purl/purl.ts';

type Row = readonly [purl: string, ecosystem: string, name: string, version: string];

/** Ecosystem, name and version of each. */
function found(purl: string, hints?: ComponentHints): unknown {
  const coordinates = coordinatesOf(parsePurl(purl), hints);
  if ('uncovered' in coordinates) return coordinates.uncovered;
  return coordinates.map(({ ecosystem, name, version, key }) => {
    assert.equal(key, `${ecosystem}:${name}`);
    return [ecosystem, name, version];
  });
}

function check(rows: readonly Row[]): void {
  for (const [purl, ...expected] of rows) assert.deepEqual(found(purl), [expected], purl);
}

/** Rows of a package that is looked up in several ways. */
function checkAll(
  rows: readonly (readonly [purl: string, ...(readonly [string, string, string])[]])[],
): void {
  for (const [purl, ...expected] of rows) assert.deepEqual(found(purl), expected, purl);
}

function checkUncovered(reason: string, purls: readonly string[]): void {
  for (const purl of purls) assert.equal(found(purl), reason, purl);
}

describe('coordinatesOf', () => {
  it('maps each purl type to its OSV ecosystem', () => {
    check([
      ['pkg:bitnami/wordpress@6.2.0-3?distro=debian-12', 'Bitnami', 'wordpress', '6.2.0'],
      ['pkg:cargo/rand@0.7.2', 'crates.io', 'rand', '0.7.2'],
      ['pkg:composer/Laravel/Framework@v5.5.0', 'Packagist', 'laravel/framework', 'v5.5.0'],
      ['pkg:conan/openssl@3.0.3', 'ConanCenter', 'openssl', '3.0.3'],
      ['pkg:gem/RedCloth@4.3.2?platform=java', 'RubyGems', 'RedCloth', '4.3.2'],
      ['pkg:gem/nokogiri@1.15.4-x86_64-linux-musl', 'RubyGems', 'nokogiri', '1.15.4'],
      ['pkg:githubactions/actions/checkout@v5.2.0', 'GitHub Actions', 'actions/checkout', '5.2.0'],
      ['pkg:githubactions/myorg/repo%2Fpath%2Faction@main', 'GitHub Actions', 'myorg/repo', 'main'],
      ['pkg:hackage/AC-HalfInteger@1.2.1', 'Hackage', 'AC-HalfInteger', '1.2.1'],
      ['pkg:hex/jason@1.1.2', 'Hex', 'jason', '1.1.2'],
      ['pkg:hex/acme/foo@2.3.0', 'Hex', 'acme/foo', '2.3.0'],
      ['pkg:julia/HTTP@1.9.0?uuid=cd3eb016', 'Julia', 'HTTP', '1.9.0'],
      [
        'pkg:maven/org.apache.commons/commons-text@1.9?type=jar',
        'Maven',
        'org.apache.commons:commons-text',
        '1.9',
      ],
      ['pkg:npm/lodash@4.17.20', 'npm', 'lodash', '4.17.20'],
      ['pkg:npm/%40angular/core@12.3.1', 'npm', '@angular/core', '12.3.1'],
      ['pkg:npm/%40babel%2Fcore@7.0.0', 'npm', '@babel/core', '7.0.0'],
      ['pkg:nuget/Newtonsoft.Json@13.0.1', 'NuGet', 'newtonsoft.json', '13.0.1'],
      ['pkg:pub/http@0.13.0', 'Pub', 'http', '0.13.0'],
      ['pkg:pypi/Zope.Interface@5.0', 'PyPI', 'zope-interface', '5.0'],
      ['pkg:opam/lwt@v5.6.1', 'opam', 'lwt', 'v5.6.1'],
      ['pkg:bioconductor/limma@3.60.0', 'Bioconductor', 'limma', '3.60.0'],
    ]);
  });

  it('maps Go modules by their path, in their case and without the subpath', () => {
    check([
      ['pkg:golang/github.com/gorilla/mux@v1.8.0#middleware', 'Go', 'github.com/gorilla/mux', '1.8.0'],
      ['pkg:golang/github.com/BurntSushi/toml@v0.3.1', 'Go', 'github.com/BurntSushi/toml', '0.3.1'],
      ['pkg:golang/k8s.io/api@0.20.0', 'Go', 'k8s.io/api', '0.20.0'],
      ['pkg:golang/github.com/go-redis/redis/v8@v8.4.4', 'Go', 'github.com/go-redis/redis/v8', '8.4.4'],
      ['pkg:golang/stdlib@1.21.3', 'Go', 'stdlib', '1.21.3'],
      ['pkg:golang/stdlib@go1.21rc2', 'Go', 'stdlib', '1.21.0-rc.2'],
      ['pkg:golang/std@go1.17', 'Go', 'stdlib', '1.17.0'],
      ['pkg:golang/go@1.18', 'Go', 'stdlib', '1.18.0'],
      ['pkg:golang/github.com/json-iterator/go@1.1.12', 'Go', 'github.com/json-iterator/go', '1.1.12'],
      ['pkg:golang/toolchain@1.20', 'Go', 'toolchain', '1.20.0'],
    ]);
  });

  it('maps Debian packages to their source and release', () => {
    check([
      ['pkg:deb/debian/curl@7.88.1-10?distro=debian-12', 'Debian:12', 'curl', '7.88.1-10'],
      [
        'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
        'Debian:12',
        'openssl',
        '3.0.11-1~deb12u2',
      ],
      [
        'pkg:deb/debian/libc6@2.36-9%2Bb1?distro=bookworm&upstream=glibc%402.36-9',
        'Debian:12',
        'glibc',
        '2.36-9',
      ],
      ['pkg:deb/debian/libx@1-1?distro=debian-12&upstream=x%40', 'Debian:12', 'x', '1-1'],
      ['pkg:deb/debian/attr@1:2.4.47-2?arch=source&distro=stretch', 'Debian:9', 'attr', '1:2.4.47-2'],
      ['pkg:deb/debian/vim@9.0-1?distro=debian-12.4&epoch=2', 'Debian:12', 'vim', '2:9.0-1'],
      [
        'pkg:deb/debian/libssl3@3.0-1?distro=bookworm&source=openssl&sourceversion=3.0-2',
        'Debian:12',
        'openssl',
        '3.0-2',
      ],
      [
        'pkg:deb/debian/zlib1g@1:1.3-1%2Bb2?distro=debian-13&upstream=zlib',
        'Debian:13',
        'zlib',
        '1:1.3-1+b2',
      ],
      [
        'pkg:deb/debian/acl@2.3.1-3%2Bb1?os_distro=bookworm&os_name=debian&os_version=12',
        'Debian:12',
        'acl',
        '2.3.1-3+b1',
      ],
      ['pkg:deb/echo/curl@8.0-1%2Be1', 'Echo', 'curl', '8.0-1+e1'],
    ]);
  });

  it('maps a signed kernel to the kernel', () => {
    check([
      [
        'pkg:deb/debian/linux-image-6.1.0-18-amd64@6.1.76-1?distro=debian-12&upstream=linux-signed-amd64%406.1.76%2B1',
        'Debian:12',
        'linux',
        '6.1.76-1',
      ],
    ]);
    const aws = 'pkg:deb/ubuntu/linux-image-aws@6.5.0-9.9?distro=ubuntu-23.10&upstream=linux-signed-aws';
    check([[aws, 'Ubuntu:23.10', 'linux-aws', '6.5.0-9.9']]);
    check([[aws.replace('signed-aws', 'signedness'), 'Ubuntu:23.10', 'linux-signedness', '6.5.0-9.9']]);
  });

  it('maps Ubuntu packages of a long-term release to all that OSV calls it, and others to the one', () => {
    const openssl = ['openssl', '3.0.2-0ubuntu1.10'] as const;
    checkAll([
      [
        'pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.10?distro=ubuntu-22.04&upstream=openssl',
        ['Ubuntu:22.04:LTS', ...openssl],
        ['Ubuntu:22.04', ...openssl],
        ['Ubuntu:Pro:22.04:LTS', ...openssl],
      ],
    ]);
    check([['pkg:deb/ubuntu/bash@5.2?distro=mantic', 'Ubuntu:23.10', 'bash', '5.2']]);
  });

  it('maps Alpine packages to their origin and branch, and rolling distributions without one', () => {
    check([
      [
        'pkg:apk/alpine/libcrypto3@3.1.4-r5?distro=alpine-3.19.1&upstream=openssl',
        'Alpine:v3.19',
        'openssl',
        '3.1.4-r5',
      ],
      [
        'pkg:apk/alpine/busybox-binsh@1.36.1-r15?distro=3.19.1&origin=busybox',
        'Alpine:v3.19',
        'busybox',
        '1.36.1-r15',
      ],
      ['pkg:apk/alpine/curl@8.5.0-r0?distro=edge', 'Alpine:edge', 'curl', '8.5.0-r0'],
      ['pkg:apk/wolfi/haproxy-3.1@3.1.6-r0?distro=wolfi-20230201', 'Wolfi', 'haproxy-3.1', '3.1.6-r0'],
      ['pkg:apk/chainguard/curl@8.5.0-r0', 'Chainguard', 'curl', '8.5.0-r0'],
    ]);
  });

  it('maps RPM packages, with the epoch in the version', () => {
    check([
      [
        'pkg:rpm/rocky/openssl-libs@3.0.7-24.el9?epoch=1&distro=rocky-9.3&upstream=openssl-3.0.7-24.el9.src.rpm',
        'Rocky Linux:9',
        'openssl',
        '1:3.0.7-24.el9',
      ],
      [
        'pkg:rpm/rocky-linux/bash@5.1.8-6.el9?distro=rocky-linux-9&epoch=0',
        'Rocky Linux:9',
        'bash',
        '5.1.8-6.el9',
      ],
      [
        'pkg:rpm/opensuse/kernel@6.7-1?distro=opensuse-tumbleweed-20240101&sourcerpm=kernel-source-6.7-1.nosrc.rpm',
        'openSUSE:Tumbleweed',
        'kernel-source',
        '6.7-1',
      ],
      [
        'pkg:rpm/suse/curl@8.0.1-150400.5?distro=SUSE%20Linux%20Enterprise%20Module%20for%20Basesystem%2015%20SP5',
        'SUSE:Linux Enterprise Module for Basesystem 15 SP5',
        'curl',
        '8.0.1-150400.5',
      ],
      ['pkg:rpm/mageia/curl@7.88.1-4.mga9?distro=mageia-9', 'Mageia:9', 'curl', '7.88.1-4.mga9'],
    ]);
  });

  it('looks a package up by its source and its own name where the records do not say which they name', () => {
    checkAll([
      [
        'pkg:rpm/almalinux/openssl-libs@3.0.7-24.el9?epoch=1&distro=almalinux-9.3&upstream=openssl-3.0.7-24.el9.src.rpm',
        ['AlmaLinux:9', 'openssl', '1:3.0.7-24.el9'],
        ['AlmaLinux:9', 'openssl-libs', '1:3.0.7-24.el9'],
      ],
      [
        'pkg:apk/wolfi/libcrypto3@3.3.0-r1?distro=wolfi-20230201&upstream=openssl',
        ['Wolfi', 'libcrypto3', '3.3.0-r1'],
        ['Wolfi', 'openssl', '3.3.0-r1'],
      ],
      [
        'pkg:rpm/photon/curl-libs@8.1-1.ph5?distro=photon-5.0&upstream=curl-8.1-1.ph5.src.rpm',
        ['Photon OS:5.0', 'curl', '8.1-1.ph5'],
        ['Photon OS:5.0', 'curl-libs', '8.1-1.ph5'],
      ],
    ]);
    check([
      ['pkg:rpm/alma/bash@5.1.8-6.el9?distro=alma-9.3', 'AlmaLinux:9', 'bash', '5.1.8-6.el9'],
      ['pkg:rpm/azurelinux/zlib@1.3.1-1.azl3?distro=azurelinux-3.0', 'Azure Linux:3', 'zlib', '1.3.1-1.azl3'],
      ['pkg:rpm/mariner/zlib@1.2-1.cm2?distro=mariner-2.0', 'Azure Linux:2', 'zlib', '1.2-1.cm2'],
      ['pkg:apk/minimos/curl@8.5.0-r0', 'MinimOS', 'curl', '8.5.0-r0'],
      ['pkg:apk/alpaquita/curl@8.5.0-r0?distro=alpaquita-stream', 'Alpaquita:stream', 'curl', '8.5.0-r0'],
    ]);
  });

  it('looks an enterprise package up in every product of its release', () => {
    const ecosystemsOf = (purl: string): string[] => (found(purl) as string[][]).map(([name = '']) => name);
    checkAll([
      [
        'pkg:rpm/opensuse/libopenssl1_1@1.1.1l-150500.17?distro=opensuse-leap-15.5&upstream=openssl-1_1-1.1.1l-150500.17.src.rpm',
        ['openSUSE:Leap 15.5 NonFree', 'openssl-1_1', '1.1.1l-150500.17'],
        ['openSUSE:Leap 15.5', 'openssl-1_1', '1.1.1l-150500.17'],
      ],
    ]);
    const redHat = ecosystemsOf('pkg:rpm/redhat/curl@7.76.1-26.el9?distro=rhel-9.3');
    assert.equal(redHat.length, 13);
    assert.ok(redHat.includes('Red Hat:enterprise_linux:9::appstream'));
    const baseOs = 'pkg:rpm/redhat/curl@7.76.1-26.el9?distro=cpe:/o:redhat:enterprise_linux:9::baseos';
    assert.deepEqual(ecosystemsOf(baseOs), redHat);
    const suse = ecosystemsOf('pkg:rpm/suse/curl@8.0.1-150400.5?distro=sles-15.5');
    assert.ok(suse.includes('SUSE:Linux Enterprise Module for Basesystem 15 SP5'));
    assert.ok(suse.includes('SUSE:Linux Enterprise Server 15 SP5-LTSS'));
    for (const namespace of ['sles', 'sled', 'sles_sap', 'sle_hpc'])
      assert.deepEqual(ecosystemsOf(`pkg:rpm/${namespace}/curl@8.0.1-1?distro=${namespace}-15.5`), suse);
    const leap = ['openSUSE:Leap 15.6 NonFree', 'openSUSE:Leap 15.6'];
    for (const [namespace, distro] of [
      ['opensuse.leap', 'opensuse.leap-15.6'],
      ['opensuse.leap', 'leap-15.6'],
      ['opensuse', 'opensuse-leap-15.6'],
    ])
      assert.deepEqual(ecosystemsOf(`pkg:rpm/${namespace}/curl@8.0.1-1?distro=${distro}`), leap);
    for (const namespace of ['sle-micro', 'suse'])
      assert.ok(
        ecosystemsOf(`pkg:rpm/${namespace}/curl@8.0.1-1?distro=sle-micro-5.5`).includes(
          'SUSE:Linux Enterprise Micro 5.5',
        ),
      );
    check([
      [
        'pkg:rpm/redhat/sudo@1.9.5p2-9.el9?distro=cpe:/a:redhat:rhel_eus:9.2::appstream',
        'Red Hat:rhel_eus:9.2::appstream',
        'sudo',
        '1.9.5p2-9.el9',
      ],
    ]);
  });

  it('takes the source package that the SBOM names where the purl names none', () => {
    const hints = { source: { name: 'openssl', version: '3.0.11-1~deb12u2' } };
    const purl = 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2%2Bb1?distro=debian-12.5';
    assert.deepEqual(found(purl, hints), [['Debian:12', 'openssl', '3.0.11-1~deb12u2']]);
    const unversioned = { source: { name: 'openssl', version: null } };
    assert.deepEqual(found(purl, unversioned), [['Debian:12', 'openssl', '3.0.11-1~deb12u2+b1']]);
    assert.deepEqual(found(`${purl}&upstream=ossl`, hints), [['Debian:12', 'ossl', '3.0.11-1~deb12u2+b1']]);
    assert.deepEqual(found('pkg:npm/a@1', hints), [['npm', 'a', '1']]);
    const epoch = { source: { name: 'vim', version: '9.0-1' } };
    const vim = 'pkg:rpm/rocky/vim-common@9.0-1?distro=rocky-9&epoch=2';
    assert.deepEqual(found(vim, epoch), [['Rocky Linux:9', 'vim', '9.0-1']]);
  });

  it('takes the major version of a Go module that stands in the subpath for a part of its path, too', () => {
    const [path, version] = ['github.com/go-redis/redis', '8.4.4'];
    checkAll([
      [`pkg:golang/${path}@v8.4.4#v8`, ['Go', path, version], ['Go', `${path}/v8`, version]],
      [`pkg:golang/${path}@v8.4.4#v8/internal`, ['Go', path, version], ['Go', `${path}/v8`, version]],
      [`pkg:golang/${path}@v8.4.4#v8x`, ['Go', path, version]],
    ]);
  });

  it('leaves an epoch out where the records have none, so that it hides no record', () => {
    const inner = (distro: string) =>
      `bind-libs@9.16-1?epoch=32&distro=${distro}&upstream=bind-9.16-1.src.rpm`;
    check([
      [`pkg:rpm/rocky/${inner('rocky-9')}`, 'Rocky Linux:9', 'bind', '32:9.16-1'],
      [`pkg:rpm/mageia/${inner('mageia-9')}`, 'Mageia:9', 'bind', '9.16-1'],
      [`pkg:rpm/openeuler/${inner('openEuler-22.03-LTS-SP3')}`, 'openEuler:22.03-LTS-SP3', 'bind', '9.16-1'],
      [`pkg:rpm/opensuse/${inner('opensuse-tumbleweed')}`, 'openSUSE:Tumbleweed', 'bind', '9.16-1'],
      ['pkg:rpm/photon/bind@32:9.16-1?distro=photon-5.0', 'Photon OS:5.0', 'bind', '9.16-1'],
      ['pkg:rpm/azurelinux/bind@9.16-1?epoch=32&distro=azurelinux-3.0', 'Azure Linux:3', 'bind', '9.16-1'],
    ]);
    const said = { source: { name: 'bind', version: '32:9.16-1' } };
    assert.deepEqual(found('pkg:rpm/mageia/bind-libs@9.16-1?epoch=32&distro=mageia-9', said), [
      ['Mageia:9', 'bind', '9.16-1'],
    ]);
  });

  it('looks a name up as it is written, too, where its purl type lowercases it', () => {
    const spelt = (purl: string): unknown => found(purl, { asWritten: packageAsWritten(purl) });
    assert.deepEqual(spelt('pkg:npm/JSONStream@1.3.5'), [
      ['npm', 'JSONStream', '1.3.5'],
      ['npm', 'jsonstream', '1.3.5'],
    ]);
    assert.deepEqual(spelt('pkg:npm/%40Scope/Name@1'), [
      ['npm', '@Scope/Name', '1'],
      ['npm', '@scope/name', '1'],
    ]);
    assert.deepEqual(spelt('pkg:composer/Laravel/Framework@1'), [['Packagist', 'laravel/framework', '1']]);
    assert.deepEqual(spelt('pkg:pypi/Zope.Interface@5'), [['PyPI', 'zope-interface', '5']]);
    assert.deepEqual(spelt('pkg:apk/Alpine/R@4-r0?distro=3.19'), [
      ['Alpine:v3.19', 'R', '4-r0'],
      ['Alpine:v3.19', 'r', '4-r0'],
    ]);
  });

  it('looks packages up in each repository that may have them', () => {
    checkAll([
      ['pkg:cran/rJava@1.0-4', ['Bioconductor', 'rJava', '1.0-4'], ['CRAN', 'rJava', '1.0-4']],
      [
        'pkg:maven/androidx.core/core@1.0?repository_url=https://maven.google.com/',
        ['Maven', 'androidx.core:core', '1.0'],
        ['Maven:https://maven.google.com', 'androidx.core:core', '1.0'],
      ],
      [
        'pkg:maven/g/a@1.0?repository_url=repo.spring.io/release',
        ['Maven', 'g:a', '1.0'],
        ['Maven:https://repo.spring.io/release', 'g:a', '1.0'],
      ],
      [
        'pkg:composer/drupal/token@1.9.0',
        ['Packagist', 'drupal/token', '1.9.0'],
        ['Packagist:https://packages.drupal.org/7', 'drupal/token', '1.9.0'],
        ['Packagist:https://packages.drupal.org/8', 'drupal/token', '1.9.0'],
      ],
      [
        'pkg:swift/github.com/vapor/vapor.git@v4.0.0',
        ['SwiftURL', 'github.com/vapor/vapor', '4.0.0'],
        ['SwiftURL', 'https://github.com/vapor/vapor', '4.0.0'],
        ['SwiftURL', 'https://github.com/vapor/vapor.git', '4.0.0'],
      ],
    ]);
    check([['pkg:golang/github.com/!burnt!sushi/toml@v0.3.1', 'Go', 'github.com/BurntSushi/toml', '0.3.1']]);
    check([['pkg:vscode-extension/ms-python/python@1.0.0', 'VSCode', 'ms-python.python', '1.0.0']]);
  });

  it('says that a component without a version cannot be compared', () => {
    const purls = ['pkg:npm/a', 'pkg:deb/debian/a?distro=debian-12', 'pkg:apk/wolfi/a', 'pkg:golang/stdlib'];
    checkUncovered('version-not-parsable', purls);
  });

  it('says that a type is no OSV ecosystem', () => {
    checkUncovered('type-not-supported', [
      'pkg:generic/openssl@1.1.10g',
      'pkg:docker/cassandra@latest',
      'pkg:oci/debian@sha256:244fd47e07d10',
      'pkg:github/actions/checkout@v4',
      'pkg:alpm/arch/pacman@6.0.1-1',
      'pkg:conda/absl-py@0.4.1',
      'pkg:cocoapods/AFNetworking@4.0.1',
      'pkg:constructor/a@1',
      'pkg:x/a',
    ]);
  });

  it('says that a distribution package names no ecosystem', () => {
    checkUncovered('ecosystem-not-in-feed', [
      'pkg:deb/debian/curl@7.50.3-1?arch=i386',
      'pkg:deb/debian/curl@7.50.3-1?distro=sid',
      'pkg:deb/debian/curl@7.50.3-1?distro=ubuntu-22.04',
      'pkg:deb/kali/curl@7.50.3-1?distro=kali-2024.1',
      'pkg:deb/curl@7.50.3-1?distro=debian-12',
      'pkg:apk/alpine/curl@7.83.0-r0',
      'pkg:apk/openwrt/curl@7.83.0-r0',
      'pkg:rpm/fedora/curl@7.50.3-1.fc25?distro=fedora-25',
      'pkg:rpm/redhat/curl@7.76.1-26.el9',
      'pkg:rpm/redhat/curl@7.76.1-26.el9?distro=centos-7',
      'pkg:rpm/suse/curl@8.0.1-150400.5?distro=sle-micro',
      'pkg:rpm/amzn/curl@8.0.1-1?distro=amzn-2023',
      'pkg:rpm/ol/curl@8.0.1-1?distro=ol-9.3',
      'pkg:rpm/rocky/curl@7.76.1-26.el9',
      'pkg:rpm/almalinux/curl',
    ]);
  });
});
