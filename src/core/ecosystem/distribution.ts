/**
 * Distribution packages: deb, apk and rpm. Advisories name a source package in a release, a purl a binary package;
 * the source is in the qualifiers, and where it is not, the package is its own source.
 */
import type { Purl } from '../purl/purl.ts';
import {
  alpineRelease,
  debianRelease,
  majorRelease,
  openSuseRelease,
  redHatStream,
  suseProduct,
  ubuntuRelease,
} from './release.ts';

/** What OSV calls a distribution's ecosystem, and how its packages are found in it. */
interface Distribution {
  readonly ecosystem: string;
  /** The release of a `distro` qualifier; absent for a rolling distribution, which has no releases. */
  readonly release?: (distro: string) => string | undefined;
  /** The records name the binary packages, not the source. */
  readonly isByBinaryName?: true;
}

const ALMALINUX: Distribution = {
  ecosystem: 'AlmaLinux',
  release: (distro) => majorRelease(distro, ['almalinux', 'alma']),
  isByBinaryName: true,
};
const ROCKY: Distribution = {
  ecosystem: 'Rocky Linux',
  release: (distro) => majorRelease(distro, ['rocky-linux', 'rockylinux', 'rocky']),
};
const OPENSUSE: Distribution = { ecosystem: 'openSUSE', release: openSuseRelease };

/** By purl type and namespace. */
const DISTRIBUTIONS: ReadonlyMap<string, Distribution> = new Map<string, Distribution>([
  ['deb/debian', { ecosystem: 'Debian', release: debianRelease }],
  ['deb/ubuntu', { ecosystem: 'Ubuntu', release: ubuntuRelease }],
  ['apk/alpine', { ecosystem: 'Alpine', release: alpineRelease }],
  ['apk/wolfi', { ecosystem: 'Wolfi' }],
  ['apk/chainguard', { ecosystem: 'Chainguard' }],
  ['rpm/almalinux', ALMALINUX],
  ['rpm/alma', ALMALINUX],
  ['rpm/rocky', ROCKY],
  ['rpm/rocky-linux', ROCKY],
  ['rpm/rockylinux', ROCKY],
  ['rpm/redhat', { ecosystem: 'Red Hat', release: redHatStream, isByBinaryName: true }],
  ['rpm/opensuse', OPENSUSE],
  ['rpm/opensuse-leap', OPENSUSE],
  ['rpm/opensuse-tumbleweed', OPENSUSE],
  ['rpm/suse', { ecosystem: 'SUSE', release: suseProduct }],
  ['rpm/mageia', { ecosystem: 'Mageia', release: (distro) => majorRelease(distro, ['mageia']) }],
]);

/**
 * Where generators put the source package: syft `upstream` for all three; osv-scalibr `source` (and `sourceversion`),
 * `origin`, `sourcerpm`.
 */
const SOURCE_QUALIFIERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['deb', ['upstream', 'source']],
  ['apk', ['upstream', 'origin']],
  ['rpm', ['upstream', 'sourcerpm']],
]);

/** True for the purl types of distribution packages. */
export function isDistributionType(type: string): boolean {
  return SOURCE_QUALIFIERS.has(type);
}

/** The OSV ecosystem with its release, `Debian:12`, or undefined where the purl does not say enough to name one. */
export function distributionEcosystem(purl: Purl): string | undefined {
  const distribution = distributionOf(purl);
  if (distribution?.release === undefined) return distribution?.ecosystem;
  const release = distribution.release(purl.qualifiers['distro'] ?? '');
  return release === undefined ? undefined : `${distribution.ecosystem}:${release}`;
}

/** Name and version of the package that the distribution's records speak of; the version is null when none is known. */
export function distributionPackage(
  purl: Purl,
  ownVersion: string | null,
): { name: string; version: string | null } {
  const qualifiers = SOURCE_QUALIFIERS.get(purl.type) ?? [];
  const source = qualifiers.map((key) => purl.qualifiers[key]).find((value) => value !== undefined);
  const isBinary = source === undefined || distributionOf(purl)?.isByBinaryName === true;
  const found = isBinary
    ? { name: purl.name, version: null }
    : parseSource(source, purl.qualifiers['sourceversion'] ?? null);
  const version = found.version ?? ownVersion;
  return { name: found.name, version: version === null ? null : withEpoch(version, purl) };
}

function distributionOf(purl: Purl): Distribution | undefined {
  return DISTRIBUTIONS.get(`${purl.type}/${purl.namespace}`);
}

/** `name`, `name@version` (syft, where the source has another version), or the file name of a source RPM. */
function parseSource(source: string, version: string | null): { name: string; version: string | null } {
  const [, rpmName, rpmVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(source) ?? [];
  if (rpmName !== undefined && rpmVersion !== undefined) return { name: rpmName, version: rpmVersion };
  const at = source.indexOf('@');
  return at <= 0
    ? { name: source, version }
    : { name: source.slice(0, at), version: source.slice(at + 1) || version };
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
