/**
 * Which records the program finds for components as generators of SBOMs write them: through a kit, the store and `scan run`.
 * Each family has one record that affects versions before its `fixed`, and components on both sides of it.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { formatPurl, parsePurl } from '../../src/core/purl/purl.ts';
import { osvZip, writeFileIn } from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const home = { cwd: folder, env: { STELLA_HOME: join(folder, 'home') } };

/** Ecosystem, name and fixed version of the records. */
const RECORDS: readonly (readonly [ecosystem: string, name: string, fixed: string])[] = [
  ['npm', 'JSONStream', '1.3.5'],
  ['npm', 'lodash', '4.17.21'],
  ['Go', 'github.com/BurntSushi/toml', '1.0.0'],
  ['NuGet', 'Newtonsoft.Json', '13.0.1'],
  ['PyPI', 'Zope_Interface', '5.0'],
  ['Packagist:https://packages.drupal.org/8', 'drupal/token', '1.9.0'],
  ['Bioconductor', 'limma', '3.60.0'],
  ['Debian:12', 'glibc', '2.36-9+deb12u5'],
  ['Ubuntu:22.04:LTS', 'openssl', '3.0.2-0ubuntu1.12'],
  ['Ubuntu:Pro:22.04:LTS', 'imagemagick', '8:6.9.11.60+dfsg-1.3ubuntu0.22.04.3+esm2'],
  ['Alpine:v3.19', 'openssl', '3.1.4-r5'],
  ['Red Hat:enterprise_linux:9::appstream', 'thunderbird', '0:115.6.0-1.el9_3'],
  ['Red Hat:enterprise_linux:9::baseos', 'openssl-libs', '1:3.0.7-25.el9_3'],
  ['Red Hat:enterprise_linux:10.1', 'sudo', '0:1.9.15-9.p5.el10_1'],
  ['Red Hat:rhel_extras:7', 'java-1.7.1-ibm', '1:1.7.1.4.70-1jpp.1.el7'],
  ['AlmaLinux:9', 'openssl-libs', '1:3.0.7-25.el9_3'],
  ['Rocky Linux:9', 'openssl', '1:3.0.7-25.el9_3'],
  ['SUSE:Linux Enterprise Module for Basesystem 15 SP5', 'openssl-1_1', '1.1.1l-150500.17.22.1'],
  ['SUSE:Linux Enterprise Server LTSS Extended Security 12 SP5', 'curl', '8.0.1-11.105.1'],
  ['SUSE:Linux Enterprise Micro 5.5', 'curl', '8.0.1-150400.5.62.1'],
  ['SUSE:Linux Enterprise Server 16.0', 'gzip', '1.13-160000.3.1'],
  ['openSUSE:Leap 15.5 NonFree', 'opera', '111.0.5168.43-lp155.3.51.1'],
  ['openSUSE:Leap 15.5', 'openssl-1_1', '1.1.1l-150500.17.22.1'],
  ['Photon OS:5.0', 'curl', '8.1.2-6.ph5'],
  ['Azure Linux:3', 'zlib', '1.3.1-1'],
  ['openEuler:22.03-LTS-SP3', 'openssl', '1.1.1wa-6.oe2203sp3'],
  ['Mageia:9', 'curl', '7.88.1-4.2.mga9'],
  ['Wolfi', 'openssl', '3.2.0-r0'],
  ['Chainguard', 'openssl', '3.2.0-r0'],
];

type Row = readonly [purl: string, affectedBy: string | null, properties?: Record<string, string>];

const TRIVY = 'aquasecurity:trivy:';

/** A component, and the package of the record that affects it; null for none. */
const COMPONENTS: readonly Row[] = [
  ['pkg:npm/JSONStream@1.3.4', 'npm:JSONStream'],
  ['pkg:npm/JSONStream@1.3.5', null],
  ['pkg:npm/Lodash@4.17.20', 'npm:lodash'],
  ['pkg:golang/github.com/BurntSushi/toml@v0.4.1', 'Go:github.com/BurntSushi/toml'],
  ['pkg:golang/github.com/%21burnt%21sushi/toml@v0.3.1', 'Go:github.com/BurntSushi/toml'],
  ['pkg:nuget/newtonsoft.json@12.0.3', 'NuGet:Newtonsoft.Json'],
  ['pkg:pypi/zope.interface@4.7.2', 'PyPI:Zope_Interface'],
  ['pkg:composer/drupal/token@1.8.0', 'Packagist:https://packages.drupal.org/8:drupal/token'],
  ['pkg:cran/limma@3.58.1', 'Bioconductor:limma'],
  // syft, with and without a source version of its own; trivy; cdxgen; Docker Scout
  ['pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc', 'Debian:12:glibc'],
  ['pkg:deb/debian/libc6@2.36-9%2Bdeb12u5?arch=amd64&distro=debian-12&upstream=glibc', null],
  ['pkg:deb/debian/libc-bin@9%2Bb1?distro=debian-12.5&upstream=glibc%402.36-9', 'Debian:12:glibc'],
  [
    'pkg:deb/debian/libc-l10n@2.36-9%2Bdeb12u4?arch=all&distro=debian-12.5',
    'Debian:12:glibc',
    { [`${TRIVY}SrcName`]: 'glibc', [`${TRIVY}SrcVersion`]: '2.36', [`${TRIVY}SrcRelease`]: '9+deb12u4' },
  ],
  ['pkg:deb/debian/glibc@2.36-8?arch=amd64&distro=debian-12&distro_name=bookworm', 'Debian:12:glibc'],
  ['pkg:deb/debian/glibc@2.36-7?os_distro=bookworm&os_name=debian&os_version=12', 'Debian:12:glibc'],
  [
    'pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.10?distro=ubuntu-22.04&upstream=openssl',
    'Ubuntu:22.04:LTS:openssl',
  ],
  [
    'pkg:deb/ubuntu/imagemagick@8:6.9.11.60%2Bdfsg-1.3ubuntu0.22.04.3?distro=jammy',
    'Ubuntu:Pro:22.04:LTS:imagemagick',
  ],
  ['pkg:apk/alpine/libcrypto3@3.1.4-r4?distro=alpine-3.19.1&upstream=openssl', 'Alpine:v3.19:openssl'],
  [
    'pkg:apk/alpine/libssl3@3.1.4-r4?distro=3.19.1',
    'Alpine:v3.19:openssl',
    { [`${TRIVY}SrcName`]: 'openssl', [`${TRIVY}SrcVersion`]: '3.1.4-r4' },
  ],
  [
    'pkg:rpm/redhat/thunderbird@115.5.0-1.el9_3?arch=x86_64&distro=rhel-9.3',
    'Red Hat:enterprise_linux:9::appstream:thunderbird',
  ],
  [
    'pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?epoch=1&distro=redhat-9.3&upstream=openssl-3.0.7-24.el9.src.rpm',
    'Red Hat:enterprise_linux:9::baseos:openssl-libs',
  ],
  ['pkg:rpm/redhat/sudo@1.9.15-8.p5.el10_0.2?distro=rhel-10.0', 'Red Hat:enterprise_linux:10.1:sudo'],
  [
    'pkg:rpm/redhat/java-1.7.1-ibm@1.7.1.4.65-1jpp.1.el7?epoch=1&distro=redhat-7.9',
    'Red Hat:rhel_extras:7:java-1.7.1-ibm',
  ],
  [
    'pkg:rpm/almalinux/openssl-libs@3.0.7-24.el9?epoch=1&distro=almalinux-9.2&upstream=openssl-3.0.7-24.el9.src.rpm',
    'AlmaLinux:9:openssl-libs',
  ],
  [
    'pkg:rpm/rocky/openssl-libs@3.0.7-24.el9?epoch=1&distro=rocky-9.3&upstream=openssl-3.0.7-24.el9.src.rpm',
    'Rocky Linux:9:openssl',
  ],
  [
    'pkg:rpm/suse/libopenssl1_1@1.1.1l-150500.17.19.1?distro=sles-15.5&upstream=openssl-1_1-1.1.1l-150500.17.19.1.src.rpm',
    'SUSE:Linux Enterprise Module for Basesystem 15 SP5:openssl-1_1',
  ],
  [
    'pkg:rpm/sles/libcurl4@8.0.1-11.101.1?distro=sles-12.5&upstream=curl-8.0.1-11.101.1.src.rpm',
    'SUSE:Linux Enterprise Server LTSS Extended Security 12 SP5:curl',
  ],
  ['pkg:rpm/suse/curl@8.0.1-150400.5.59.1?distro=slem-5.5', 'SUSE:Linux Enterprise Micro 5.5:curl'],
  ['pkg:rpm/suse/gzip@1.13-160000.2.2?distro=sles-16.0', 'SUSE:Linux Enterprise Server 16.0:gzip'],
  ['pkg:rpm/opensuse.leap/opera@110.0-lp155.1?distro=opensuse.leap-15.5', 'openSUSE:Leap 15.5 NonFree:opera'],
  [
    'pkg:rpm/opensuse/libopenssl1_1@1.1.1l-150500.17.19.1?distro=opensuse-leap-15.5&upstream=openssl-1_1-1.1.1l-150500.17.19.1.src.rpm',
    'openSUSE:Leap 15.5:openssl-1_1',
  ],
  [
    'pkg:rpm/photon/curl-libs@8.1.2-5.ph5?distro=photon-5.0&upstream=curl-8.1.2-5.ph5.src.rpm',
    'Photon OS:5.0:curl',
  ],
  ['pkg:rpm/azurelinux/zlib@1.3-1.azl3?distro=azurelinux-3.0', 'Azure Linux:3:zlib'],
  ['pkg:rpm/azurelinux/zlib@1.3.1-1.azl3?distro=azurelinux-3.0', null],
  ['pkg:rpm/openeuler/openssl@1.1.1wa-5.oe2203sp3?distro=openEuler-22.03', 'openEuler:22.03-LTS-SP3:openssl'],
  ['pkg:rpm/mageia/curl@7.88.1-4.1.mga9?distro=mageia-9&epoch=1', 'Mageia:9:curl'],
  ['pkg:apk/wolfi/libcrypto3@3.1.4-r3?arch=x86_64&distro=wolfi-20230201&upstream=openssl', 'Wolfi:openssl'],
  ['pkg:apk/chainguard/openssl@3.1.4-r3?distro=chainguard', 'Chainguard:openssl'],
];

const UNCOVERED: Readonly<Record<string, string>> = {
  'pkg:deb/debian/bash@5.2-1': 'ecosystem-not-in-feed',
  'pkg:deb/debian/glibc@2.31-13?distro=debian-11': 'ecosystem-not-in-feed',
  'pkg:rpm/amzn/bash@5.2-1?distro=amzn-2023': 'ecosystem-not-in-feed',
  'pkg:rpm/fedora/bash@5.2-1?distro=fedora-39': 'ecosystem-not-in-feed',
  'pkg:rpm/mageia/bash': 'ecosystem-not-in-feed',
  'pkg:cargo/rand@0.7.2': 'ecosystem-not-in-feed',
  'pkg:conan/zlib@1.2': 'type-not-supported',
  'pkg:generic/openssl@1.1.1': 'type-not-supported',
  'pkg:npm/lodash': 'version-not-parsable',
  'pkg:npm/lodash@latest': 'version-not-parsable',
};

function keyOf([ecosystem, name]: (typeof RECORDS)[number]): string {
  return `${ecosystem}:${name}`;
}

// biome-ignore lint/suspicious/noExplicitAny: the answer of `scan run`
let answer: any;

before(async () => {
  const bySource = Map.groupBy(RECORDS, ([ecosystem]) => ecosystem.split(':')[0]);
  for (const [source, records] of bySource) {
    const documents = records.map((record) => {
      const [ecosystem, name, fixed] = record;
      const type = ecosystem === 'npm' || ecosystem === 'Go' ? 'SEMVER' : 'ECOSYSTEM';
      const ranges = [{ type, events: [{ introduced: '0' }, { fixed }] }];
      return { id: keyOf(record).replaceAll('/', '_'), affected: [{ package: { ecosystem, name }, ranges }] };
    });
    writeFileIn(join(folder, 'from'), `feeds/osv/${source}.zip`, osvZip(...documents));
  }
  const components = [...COMPONENTS, ...Object.keys(UNCOVERED).map((purl): Row => [purl, null])].map(
    ([purl, , properties = {}]) => ({
      type: 'library',
      name: purl,
      purl,
      properties: Object.entries(properties).map(([name, value]) => ({ name, value })),
    }),
  );
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components };
  writeFileIn(folder, 'bom.json', JSON.stringify(bom));
  for (const args of [
    ['key', 'generate', '--output', 'k'],
    ['offline', 'build', '--from', 'from', '--output', 'kit.tar.gz', '--key', 'k', '--sequence', '1'],
    ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'k.pub'],
  ]) {
    const { exit, stderr } = await runStella(args, home);
    assert.equal(exit, 0, stderr);
  }
  answer = (await runStellaJson(['scan', 'run', 'bom.json'], home)).document;
});

describe('stella scan run', () => {
  it('finds what affects each component, and nothing else', () => {
    const found = new Map<string, string[]>();
    for (const { purl, id } of answer.findings) found.set(purl, [...(found.get(purl) ?? []), id]);
    for (const [purl, key] of COMPONENTS) {
      const ids = found.get(formatPurl(parsePurl(purl))) ?? [];
      assert.deepEqual(ids, key === null ? [] : [key.replaceAll('/', '_')], purl);
    }
    assert.equal(answer.findings.length, COMPONENTS.filter(([, key]) => key !== null).length);
  });

  it('says of what it could say nothing, and why', () => {
    const reasons = Object.fromEntries(
      answer.coverage.uncovered.map(({ purl, reason }: { purl: string; reason: string }) => [purl, reason]),
    );
    assert.deepEqual(reasons, UNCOVERED);
    assert.equal(answer.coverage.covered, COMPONENTS.length);
  });
});
