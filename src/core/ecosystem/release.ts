/**
 * The release in a distribution purl's `distro` qualifier, as OSV ecosystems name it. Generators write it in many
 * ways: syft `debian-12`, trivy `debian-12.4` and `3.19.1`, osv-scalibr `bookworm`. What cannot be told is undefined,
 * and never guessed. Where one release is several ecosystems, all of them are given.
 */
import {
  redHatRepositories,
  suseMicroProducts,
  suseMinorProducts,
  suseProducts,
} from './enterprise-products.ts';

const DEBIAN_CODENAMES: ReadonlyMap<string, string> = new Map([
  ['etch', '4'],
  ['lenny', '5'],
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
]);

const UBUNTU_CODENAMES: ReadonlyMap<string, string> = new Map([
  ['precise', '12.04'],
  ['trusty', '14.04'],
  ['utopic', '14.10'],
  ['vivid', '15.04'],
  ['wily', '15.10'],
  ['xenial', '16.04'],
  ['yakkety', '16.10'],
  ['zesty', '17.04'],
  ['artful', '17.10'],
  ['bionic', '18.04'],
  ['cosmic', '18.10'],
  ['disco', '19.04'],
  ['eoan', '19.10'],
  ['focal', '20.04'],
  ['groovy', '20.10'],
  ['hirsute', '21.04'],
  ['impish', '21.10'],
  ['jammy', '22.04'],
  ['kinetic', '22.10'],
  ['lunar', '23.04'],
  ['mantic', '23.10'],
  ['noble', '24.04'],
  ['oracular', '24.10'],
  ['plucky', '25.04'],
  ['questing', '25.10'],
  ['resolute', '26.04'],
]);

const UBUNTU_MONTHS = new Set(['04', '06', '10']);

/** `12` of `debian-12`, `12.4`, `bookworm`. Debian 4 and later: OSV counts whole releases. */
export function debianRelease(distro: string): string | undefined {
  const release = withoutName(distro, ['debian']);
  return DEBIAN_CODENAMES.get(release) ?? majorOf(release);
}

/**
 * `22.04:LTS` of `ubuntu-22.04`, `22.04.3`, `jammy`, with its variants: `22.04`, and `Pro:22.04:LTS`, where Canonical
 * publishes what it fixes for Ubuntu Pro alone, so that elsewhere it stays unfixed. LTS are the April releases of even
 * years; others, `23.10` of `mantic`, have no variants.
 */
export function ubuntuReleases(distro: string): readonly string[] {
  const release = withoutName(distro, ['ubuntu']);
  const [year = '', month = ''] = numbersOf(UBUNTU_CODENAMES.get(release) ?? release);
  if (year.length !== 2 || !UBUNTU_MONTHS.has(month)) return [];
  const isLts = Number(year) % 2 === 0 && month === '04';
  const number = `${year}.${month}`;
  return isLts ? [`${number}:LTS`, number, `Pro:${number}:LTS`] : [number];
}

/**
 * `v3.19` of `alpine-3.19.1`, `3.19.1`, `v3.19`; `edge` of `edge` and of the `3.20_alpha20240329` or
 * `3.22.0_alpha20250108` that its os-release says.
 */
export function alpineRelease(distro: string): string | undefined {
  const release = withoutName(distro, ['alpine']);
  if (release === 'edge' || /^\d+\.\d+(?:\.\d+)?_alpha\d+$/.test(release)) return 'edge';
  const [major, minor] = numbersOf(release.startsWith('v') ? release.slice(1) : release);
  return minor === undefined ? undefined : `v${major}.${minor}`;
}

/** The major version, `9` of `rocky-9.3` when `rocky` is among `names`. */
export function majorRelease(distro: string, names: readonly string[]): string | undefined {
  return majorOf(withoutName(distro, names));
}

/** Major and minor version, `5.0` of `photon-5.0` when `photon` is among `names`. */
export function minorRelease(distro: string, names: readonly string[]): string | undefined {
  const [major, minor] = numbersOf(withoutName(distro, names));
  return minor === undefined ? undefined : `${major}.${minor}`;
}

/**
 * `Leap 15.5` of `opensuse-leap-15.5` and `openSUSE Leap 15.5`, with `Leap 15.5 NonFree`, its other repository;
 * `Tumbleweed`, which has no number.
 */
export function openSuseReleases(distro: string): readonly string[] {
  const release = withoutName(distro.toLowerCase().replaceAll(/[ .](?=[a-z])| (?=\d)/g, '-'), ['opensuse']);
  if (/^tumbleweed(?:-\d+)?$/.test(release)) return ['Tumbleweed'];
  const [, isMicro, version] = /^leap-(micro-)?(\d+\.\d+)$/.exec(release) ?? [];
  if (version === undefined) return [];
  return isMicro === undefined ? [`Leap ${version}`, `Leap ${version} NonFree`] : [`Leap Micro ${version}`];
}

const SUSE_RELEASE =
  /^(?:sles|sled|sles_sap|sle_hpc|suse[ .]linux[ .]enterprise(?:[ .](?:server|desktop|server[ .]for[ .]sap[ .]applications|high[ .]perf[a-z]+[ .]computing))?)[- ](\d+)(?:\.(\d+)|[- ]sp(\d))?$/;
const SUSE_MICRO_RELEASE =
  /^(?:sle-micro|sle-micro-rancher|sl-micro|slem|suse[ .]linux[ .](?:enterprise[ .])?micro)[- ](\d\.\d+)$/;

/**
 * The products of `sles-15.5`, `suse linux enterprise server-15.5`, `SUSE Linux Enterprise Server 15 SP5`, `sles-16.0`
 * and `sle-micro-5.5`: a package does not say which module it came with. The full name of any other product, as SUSE's
 * own records write it into `distro`, is that product: `Linux Enterprise Module for Basesystem 15 SP5`.
 */
export function suseReleases(distro: string): readonly string[] {
  const lowercase = distro.toLowerCase();
  const micro = SUSE_MICRO_RELEASE.exec(lowercase)?.[1];
  if (micro !== undefined) return suseMicroProducts(micro);
  const [, major = '', minor, servicePack] = SUSE_RELEASE.exec(lowercase) ?? [];
  if (Number(major) >= 16) return minor === undefined ? [] : suseMinorProducts(`${major}.${minor}`);
  if (major !== '') return suseProducts(major, Number(minor ?? servicePack ?? 0));
  return distro.startsWith('SUSE ') ? [distro.slice('SUSE '.length)] : [];
}

/**
 * The product streams of `rhel-9.3` and `redhat-9`, and of the CPE that Red Hat Enterprise Linux gives itself,
 * `cpe:/o:redhat:enterprise_linux:9::baseos`, which names one repository of those that the host has. The CPE of
 * another product, `cpe:/a:redhat:rhel_eus:9.2::appstream`, is its stream: `rhel_eus:9.2::appstream`.
 */
export function redHatStreams(distro: string): readonly string[] {
  const stream = /^cpe:\/[oa]:redhat:(.+)$/.exec(distro)?.[1];
  const release = stream === undefined ? withoutName(distro, ['rhel', 'redhat']) : '';
  const [major = ''] = stream === undefined ? numbersOf(release) : releaseOfStream(stream);
  return [...new Set([...(stream === undefined ? [] : [stream]), ...redHatRepositories(major)])];
}

/** `9` of `enterprise_linux:9::baseos`; none of another product. */
function releaseOfStream(stream: string): readonly string[] {
  return numbersOf(/^enterprise_linux:([\d.]+)(?:::|$)/.exec(stream)?.[1] ?? '');
}

const OPENEULER_SERVICE_PACKS = ['', '-SP1', '-SP2', '-SP3', '-SP4'];

/**
 * `22.03-LTS-SP3` of `openEuler-22.03-LTS-SP3` and `openEuler 22.03 (LTS-SP3)`. `openEuler-22.03`, which is all that
 * its VERSION_ID says, may be any service pack of the long-term release.
 */
export function openEulerReleases(distro: string): readonly string[] {
  const release = withoutName(distro.replace(' ', '-'), ['openeuler']).replaceAll(/[ ()]/g, '-');
  const [, number, isLts, servicePack] = /^(\d\d\.\d\d)(?:-*(lts)(?:-(sp\d))?-*)?$/.exec(release) ?? [];
  if (number === undefined) return [];
  if (isLts === undefined) return OPENEULER_SERVICE_PACKS.map((pack) => `${number}-LTS${pack}`);
  return [`${number}-LTS${servicePack === undefined ? '' : `-${servicePack.toUpperCase()}`}`];
}

function withoutName(distro: string, names: readonly string[]): string {
  const lowercase = distro.toLowerCase();
  const name = names.find((known) => lowercase.startsWith(`${known}-`));
  return name === undefined ? lowercase : lowercase.slice(name.length + 1);
}

function majorOf(release: string): string | undefined {
  return numbersOf(release)[0];
}

/** The numbers of a dotted release, or none where it is something else. */
function numbersOf(release: string): readonly string[] {
  const numbers = release.split('.');
  return numbers.every((number) => /^\d+$/.test(number)) ? numbers : [];
}
