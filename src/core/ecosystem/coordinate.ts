/**
 * From a package URL to the package that a feed knows: OSV ecosystem, name and version (formats.md section 3,
 * scoring.md step 2).
 */
import type { Purl } from '../purl/purl.ts';
import { distributionEcosystem, distributionPackage, isDistributionType } from './distribution.ts';
import { normalizePackageName, packageKey } from './ecosystem.ts';
import { goReleaseVersion, withoutRevision, withoutV } from './version-form.ts';

/** A package as OSV records name it. */
export interface PackageCoordinate {
  /** With its release, where the ecosystem has them: `npm`, `Debian:12`. */
  readonly ecosystem: string;
  /** In the ecosystem's normal form. */
  readonly name: string;
  /** In the form that the ecosystem's records use; not yet parsed, so it may still turn out to be no version. */
  readonly version: string;
  /** `<ecosystem>:<name>`, the key in a feed snapshot's index. */
  readonly key: string;
}

/** Why a snapshot can say nothing about a component (formats.md section 4, `coverage`). */
export type UncoveredReason =
  | 'no-purl'
  | 'ecosystem-not-in-feed'
  | 'version-not-parsable'
  | 'type-not-supported';

/** How packages of a registry are found. Without functions: the name and the version as they are. */
interface Registry {
  readonly ecosystem: string;
  readonly name?: (purl: Purl) => string;
  readonly version?: (version: string, name: string) => string;
}

const REGISTRIES: ReadonlyMap<string, Registry> = new Map<string, Registry>([
  ['bitnami', { ecosystem: 'Bitnami', version: withoutRevision }],
  ['cargo', { ecosystem: 'crates.io' }],
  ['composer', { ecosystem: 'Packagist', name: withNamespace }],
  ['conan', { ecosystem: 'ConanCenter' }],
  ['cran', { ecosystem: 'CRAN' }],
  ['gem', { ecosystem: 'RubyGems' }],
  ['githubactions', { ecosystem: 'GitHub Actions', name: repositoryName, version: withoutV }],
  ['golang', { ecosystem: 'Go', name: goModulePath, version: goVersion }],
  ['hackage', { ecosystem: 'Hackage' }],
  ['hex', { ecosystem: 'Hex', name: withNamespace }],
  ['julia', { ecosystem: 'Julia' }],
  ['maven', { ecosystem: 'Maven', name: (purl) => `${purl.namespace ?? ''}:${purl.name}` }],
  ['npm', { ecosystem: 'npm', name: withNamespace }],
  ['nuget', { ecosystem: 'NuGet' }],
  ['pub', { ecosystem: 'Pub' }],
  ['pypi', { ecosystem: 'PyPI' }],
  ['swift', { ecosystem: 'SwiftURL', name: withNamespace }],
]);

/**
 * The coordinate of a component, or why no feed can know it: `type-not-supported` for a purl type that is no OSV
 * ecosystem; `ecosystem-not-in-feed` for a distribution package whose purl does not say its release, or names a
 * vendor that OSV has no ecosystem for, because then there is no ecosystem that could be in a feed;
 * `version-not-parsable` where there is no version at all. Whether the ecosystem is in the feed at hand, and whether
 * the version parses, is not looked at here.
 *
 * @param sbomVersion the component's version beside its purl, for a purl that has none
 */
export function coordinateOf(
  purl: Purl,
  sbomVersion: string | null,
): PackageCoordinate | { readonly uncovered: UncoveredReason } {
  const version = purl.version ?? (sbomVersion === '' ? null : sbomVersion);
  if (isDistributionType(purl.type)) {
    const ecosystem = distributionEcosystem(purl);
    if (ecosystem === undefined) return { uncovered: 'ecosystem-not-in-feed' };
    const found = distributionPackage(purl, version);
    return coordinate(ecosystem, found.name, found.version);
  }
  const registry = REGISTRIES.get(purl.type);
  if (registry === undefined) return { uncovered: 'type-not-supported' };
  const name = registry.name?.(purl) ?? purl.name;
  const ownVersion = version === null ? null : (registry.version?.(version, name) ?? version);
  return coordinate(registry.ecosystem, name, ownVersion);
}

function coordinate(
  ecosystem: string,
  name: string,
  version: string | null,
): PackageCoordinate | { readonly uncovered: UncoveredReason } {
  if (version === null) return { uncovered: 'version-not-parsable' };
  return {
    ecosystem,
    name: normalizePackageName(ecosystem, name),
    version,
    key: packageKey(ecosystem, name),
  };
}

function withNamespace(purl: Purl): string {
  return purl.namespace === null ? purl.name : `${purl.namespace}/${purl.name}`;
}

/**
 * The module path as in go.mod. cyclonedx-gomod calls the standard library `std`, the Go vulnerability database
 * `stdlib`.
 */
function goModulePath(purl: Purl): string {
  const path = withNamespace(purl);
  return path === 'std' ? 'stdlib' : path;
}

function goVersion(version: string, path: string): string {
  return path === 'stdlib' || path === 'toolchain' ? goReleaseVersion(version) : withoutV(version);
}

/** Owner and repository; the purl's name may go on with an action's path in the repository. */
function repositoryName(purl: Purl): string {
  return withNamespace(purl).split('/').slice(0, 2).join('/');
}
