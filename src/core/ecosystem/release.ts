/**
 * The release in a distribution purl's `distro` qualifier, as OSV ecosystems name it. Generators write it in many
 * ways: syft `debian-12`, trivy `debian-12.4` and `3.19.1`, osv-scalibr `bookworm`. What cannot be told is undefined,
 * and never guessed.
 */

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
]);

const UBUNTU_MONTHS = new Set(['04', '06', '10']);

/** `12` of `debian-12`, `12.4`, `bookworm`. Debian 4 and later: OSV counts whole releases. */
export function debianRelease(distro: string): string | undefined {
  const release = withoutName(distro, ['debian']);
  return DEBIAN_CODENAMES.get(release) ?? majorOf(release);
}

/** `22.04:LTS` of `ubuntu-22.04`, `22.04.3`, `jammy`; `23.10` of `mantic`. LTS are the April releases of even years. */
export function ubuntuRelease(distro: string): string | undefined {
  const release = withoutName(distro, ['ubuntu']);
  const [year = '', month = ''] = numbersOf(UBUNTU_CODENAMES.get(release) ?? release);
  if (year.length !== 2 || !UBUNTU_MONTHS.has(month)) return undefined;
  const isLts = Number(year) % 2 === 0 && month === '04';
  return `${year}.${month}${isLts ? ':LTS' : ''}`;
}

/**
 * `v3.19` of `alpine-3.19.1`, `3.19.1`, `v3.19`; `edge` of `edge` and of the `3.20_alpha20240329` that its os-release
 * says.
 */
export function alpineRelease(distro: string): string | undefined {
  const release = withoutName(distro, ['alpine']);
  if (release === 'edge' || /^\d+\.\d+_alpha\d+$/.test(release)) return 'edge';
  const [major, minor] = numbersOf(release.startsWith('v') ? release.slice(1) : release);
  return minor === undefined ? undefined : `v${major}.${minor}`;
}

/** The major version, `9` of `rocky-9.3` when `rocky` is among `names`. */
export function majorRelease(distro: string, names: readonly string[]): string | undefined {
  return majorOf(withoutName(distro, names));
}

/** `Leap 15.5` of `opensuse-leap-15.5` and `openSUSE Leap 15.5`; `Tumbleweed`, which has no number. */
export function openSuseRelease(distro: string): string | undefined {
  const release = withoutName(distro.toLowerCase().replaceAll(' ', '-'), ['opensuse']);
  if (/^tumbleweed(?:-\d+)?$/.test(release)) return 'Tumbleweed';
  const [, version] = /^leap-(\d+\.\d+)$/.exec(release) ?? [];
  return version === undefined ? undefined : `Leap ${version}`;
}

/**
 * `Linux Enterprise Module for Basesystem 15 SP5` of the product's full name, as SUSE's own records write it into
 * `distro`. `sles-15.5` does not say which product a package came with, and SUSE's records are kept by product:
 * looked up under the server's name, most packages would seem free of advisories.
 */
export function suseProduct(distro: string): string | undefined {
  return distro.startsWith('SUSE ') ? distro.slice('SUSE '.length) : undefined;
}

/**
 * `enterprise_linux:9::baseos` of that product's CPE, `cpe:/o:redhat:enterprise_linux:9::baseos`. `rhel-9.3` does not
 * say the product stream (BaseOS, AppStream, …) that Red Hat's records are kept by.
 */
export function redHatStream(distro: string): string | undefined {
  return /^cpe:\/[oa]:redhat:(.+)$/.exec(distro)?.[1];
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
