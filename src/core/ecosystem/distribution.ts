/**
 * Distribution packages: deb, apk and rpm. Advisories name a package in a release; which one that is, the purl says in
 * its qualifiers, or the SBOM beside it. Where neither names a source, the package is its own.
 */
import type { Purl } from '../purl/purl.ts';
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
} from './release.ts';
import { type SourcePackage, sourceOfPurl } from './source-package.ts';

/** What OSV calls a distribution's ecosystem, and how its packages are found in it. */
interface Distribution {
  readonly ecosystem: string;
  /** The releases that a `distro` qualifier may stand for; absent for a rolling distribution, which has none. */
  readonly releases?: (distro: string) => readonly string[];
  /** The records name binary packages, or do not say which they name: a package is looked up by its own name as well. */
  readonly isByOwnName?: true;
  /** The records' versions have no epoch, so that a package's would hide it from them. */
  readonly isWithoutEpoch?: true;
}

/** A package as records may name it. */
export interface DistributionPackage {
  readonly name: string;
  /** Null when none is known. */
  readonly version: string | null;
}

const ALMALINUX: Distribution = {
  ecosystem: 'AlmaLinux',
  releases: one((distro) => majorRelease(distro, ['almalinux', 'alma'])),
  isByOwnName: true,
};
const ROCKY: Distribution = {
  ecosystem: 'Rocky Linux',
  releases: one((distro) => majorRelease(distro, ['rocky-linux', 'rockylinux', 'rocky'])),
};
const RED_HAT: Distribution = { ecosystem: 'Red Hat', releases: redHatStreams, isByOwnName: true };
const OPENSUSE: Distribution = { ecosystem: 'openSUSE', releases: openSuseReleases, isWithoutEpoch: true };
const SUSE: Distribution = { ecosystem: 'SUSE', releases: suseReleases, isWithoutEpoch: true };
const AZURE_LINUX: Distribution = {
  ecosystem: 'Azure Linux',
  releases: one((distro) =>
    majorRelease(distro, ['azurelinux', 'azure-linux', 'cbl-mariner', 'mariner', 'azl']),
  ),
  isByOwnName: true,
  isWithoutEpoch: true,
};
const BELLSOFT: Distribution = {
  ecosystem: 'BellSoft Hardened Containers',
  releases: one((distro) => bellSoftRelease(distro, ['bellsoft-hardened-containers'])),
};

/** By purl type and namespace. */
const DISTRIBUTIONS: ReadonlyMap<string, Distribution> = new Map<string, Distribution>([
  ['deb/debian', { ecosystem: 'Debian', releases: one(debianRelease) }],
  ['deb/ubuntu', { ecosystem: 'Ubuntu', releases: ubuntuReleases }],
  ['deb/echo', { ecosystem: 'Echo' }],
  ['apk/alpine', { ecosystem: 'Alpine', releases: one(alpineRelease) }],
  ['apk/wolfi', { ecosystem: 'Wolfi', isByOwnName: true }],
  ['apk/chainguard', { ecosystem: 'Chainguard', isByOwnName: true }],
  ['apk/minimos', { ecosystem: 'MinimOS', isByOwnName: true }],
  ['apk/cleanstart', { ecosystem: 'CleanStart', isByOwnName: true }],
  ['apk/clnstrt', { ecosystem: 'CleanStart', isByOwnName: true }],
  [
    'apk/alpaquita',
    { ecosystem: 'Alpaquita', releases: one((distro) => bellSoftRelease(distro, ['alpaquita'])) },
  ],
  ['apk/bellsoft-hardened-containers', BELLSOFT],
  ['rpm/almalinux', ALMALINUX],
  ['rpm/alma', ALMALINUX],
  ['rpm/rocky', ROCKY],
  ['rpm/rocky-linux', ROCKY],
  ['rpm/rockylinux', ROCKY],
  ['rpm/redhat', RED_HAT],
  ['rpm/rhel', RED_HAT],
  ['rpm/opensuse', OPENSUSE],
  ['rpm/opensuse-leap', OPENSUSE],
  ['rpm/opensuse-leap-micro', OPENSUSE],
  ['rpm/opensuse-tumbleweed', OPENSUSE],
  // Older Trivy.
  ['rpm/opensuse.leap', OPENSUSE],
  ['rpm/opensuse.tumbleweed', OPENSUSE],
  ['rpm/suse', SUSE],
  // By os-release, as syft has it.
  ['rpm/sles', SUSE],
  ['rpm/sled', SUSE],
  ['rpm/sles_sap', SUSE],
  ['rpm/sle_hpc', SUSE],
  ['rpm/sle-micro', SUSE],
  ['rpm/sle-micro-rancher', SUSE],
  ['rpm/sl-micro', SUSE],
  [
    'rpm/mageia',
    {
      ecosystem: 'Mageia',
      releases: one((distro) => majorRelease(distro, ['mageia'])),
      isWithoutEpoch: true,
    },
  ],
  ['rpm/openeuler', { ecosystem: 'openEuler', releases: openEulerReleases, isWithoutEpoch: true }],
  [
    'rpm/photon',
    {
      ecosystem: 'Photon OS',
      releases: one((distro) => minorRelease(distro, ['photon'])),
      isByOwnName: true,
      isWithoutEpoch: true,
    },
  ],
  ['rpm/azurelinux', AZURE_LINUX],
  ['rpm/azure-linux', AZURE_LINUX],
  ['rpm/mariner', AZURE_LINUX],
  ['rpm/cbl-mariner', AZURE_LINUX],
]);

/**
 * The OSV ecosystems with their release, `Debian:12`, that a purl's package may be of; none where the purl does not say
 * enough to name one.
 */
export function distributionEcosystems(purl: Purl): readonly string[] {
  const distribution = DISTRIBUTIONS.get(`${purl.type}/${purl.namespace}`);
  if (distribution === undefined) return [];
  const { ecosystem, releases } = distribution;
  if (releases === undefined) return [ecosystem];
  const found = distrosOf(purl)
    .map(releases)
    .find((all) => all.length > 0);
  return (found ?? []).map((release) => `${ecosystem}:${release}`);
}

/** True for a package of a distribution whose records name source packages only. */
export function isKnownBySource({ type, namespace }: Purl): boolean {
  const distribution = DISTRIBUTIONS.get(`${type}/${namespace}`);
  return distribution !== undefined && distribution.isByOwnName !== true;
}

/**
 * The packages that the distribution's records may speak of: the source that the purl, or else the SBOM, names, and the
 * package itself where there is none or the records name binary packages.
 */
export function distributionPackages(purl: Purl, said: SourcePackage | null): readonly DistributionPackage[] {
  const { isByOwnName, isWithoutEpoch } = DISTRIBUTIONS.get(`${purl.type}/${purl.namespace}`) ?? {};
  const epoch = isWithoutEpoch ? withoutEpoch : (version: string) => withEpoch(version, purl);
  const own: DistributionPackage = {
    name: purl.name,
    version: purl.version === null ? null : epoch(purl.version),
  };
  const inPurl = sourceOfPurl(purl);
  const source = inPurl ?? said;
  if (source === null) return [own];
  // A file name of a source RPM has no epoch; what the SBOM says beside the purl is whole.
  const isWhole = !isWithoutEpoch && inPurl === null;
  const version = source.version && !isWhole ? epoch(source.version) : source.version;
  const name = unsignedKernel(purl, source.name);
  // Debian writes the `-` of the kernel's version as `+` in that of its signed source; the binary package has it right.
  const named = { name, version: name === source.name ? (version ?? own.version) : own.version };
  return isByOwnName ? [named, own] : [named];
}

/**
 * Debian and Ubuntu sign their kernels by building packages from a source of its own, `linux-signed-amd64`,
 * `linux-signed-aws`, whose contents are those of `linux`, `linux-aws`. Records name the latter.
 */
function unsignedKernel({ type }: Purl, source: string): string {
  return type === 'deb' ? source.replace(/^linux-signed(?:-(?:amd64|arm64|i386))?(?=-|$)/, 'linux') : source;
}

function one(release: (distro: string) => string | undefined): (distro: string) => readonly string[] {
  return (distro) => {
    const found = release(distro);
    return found === undefined ? [] : [found];
  };
}

/** `23` of `alpaquita-23`, or `stream`, the release that has no number. */
function bellSoftRelease(distro: string, names: readonly string[]): string | undefined {
  return names.some((name) => distro === `${name}-stream`) || distro === 'stream'
    ? 'stream'
    : majorRelease(distro, names);
}

/** Docker Scout writes the release into `os_version` and `os_distro`, cdxgen its code name into `distro_name` as well. */
function distrosOf({ qualifiers }: Purl): readonly string[] {
  const texts = ['distro', 'os_version', 'os_distro', 'distro_name'].map((key) => qualifiers[key]);
  return texts.filter((text) => text !== undefined);
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, '');
}

/**
 * deb and rpm versions carry the epoch in front; generators of rpm purls put it into a qualifier, where `0` is the
 * same as none.
 */
function withEpoch(version: string, purl: Purl): string {
  const epoch = purl.qualifiers['epoch'];
  const isMissing = purl.type !== 'apk' && epoch !== undefined && epoch !== '0' && !version.includes(':');
  return isMissing ? `${epoch}:${version}` : version;
}
