/**
 * From a package URL to the packages that a feed may know it as: OSV ecosystem, name and version (formats.md section 3,
 * scoring.md step 2).
 */
import { compareUtf8 } from '../encoding/order.ts';
import type { Purl } from '../purl/purl.ts';
import { distributionEcosystems, distributionPackages } from './distribution.ts';
import { normalizePackageName, packageKey } from './ecosystem.ts';
import { isDistributionType, type SourcePackage } from './source-package.ts';
import { goReleaseVersion, withoutGemPlatform, withoutRevision, withoutV } from './version-form.ts';

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

/** The packages to look up, sorted by key, then version; never none. */
export type PackageCoordinates = readonly [PackageCoordinate, ...PackageCoordinate[]];

/** What the SBOM says of a component besides its purl in normal form. */
export interface ComponentHints {
  /** Namespace and name before the purl's type lowercased them. */
  readonly asWritten?: Pick<Purl, 'namespace' | 'name'> | undefined;
  /** The source package, of a distribution's binary package. */
  readonly source?: SourcePackage | undefined;
}

/** How packages of a registry are found. Without functions: the name and the version as they are. */
interface Registry {
  readonly ecosystems: readonly string[];
  /** The packages of another repository of this kind have an ecosystem of their own: `Maven:https://maven.google.com`. */
  readonly hasRepositories?: true;
  readonly names?: (purl: Purl) => readonly string[];
  readonly version?: (version: string, name: string) => string;
}

const REGISTRIES: ReadonlyMap<string, Registry> = new Map<string, Registry>([
  ['bioconductor', { ecosystems: ['Bioconductor'] }],
  ['bitnami', { ecosystems: ['Bitnami'], version: withoutRevision }],
  ['cargo', { ecosystems: ['crates.io'] }],
  ['composer', { ecosystems: ['Packagist'], hasRepositories: true, names: withNamespace }],
  ['conan', { ecosystems: ['ConanCenter'] }],
  // No package is in both, and generators write the purl of the one for the other.
  ['cran', { ecosystems: ['CRAN', 'Bioconductor'] }],
  ['gem', { ecosystems: ['RubyGems'], version: withoutGemPlatform }],
  ['githubactions', { ecosystems: ['GitHub Actions'], names: repositoryName, version: withoutV }],
  ['golang', { ecosystems: ['Go'], names: goModulePaths, version: goVersion }],
  ['hackage', { ecosystems: ['Hackage'] }],
  ['hex', { ecosystems: ['Hex'], names: withNamespace }],
  ['julia', { ecosystems: ['Julia'] }],
  [
    'maven',
    {
      ecosystems: ['Maven'],
      hasRepositories: true,
      names: (purl) => [`${purl.namespace ?? ''}:${purl.name}`],
    },
  ],
  ['npm', { ecosystems: ['npm'], names: withNamespace }],
  ['nuget', { ecosystems: ['NuGet'] }],
  ['opam', { ecosystems: ['opam'] }],
  ['pub', { ecosystems: ['Pub'] }],
  ['pypi', { ecosystems: ['PyPI'] }],
  ['swift', { ecosystems: ['SwiftURL'], names: repositoryUrls, version: withoutV }],
  [
    'vscode-extension',
    {
      ecosystems: ['VSCode'],
      hasRepositories: true,
      names: (purl) => [`${purl.namespace ?? ''}.${purl.name}`],
    },
  ],
]);

/** Drupal's own repository, whose packages are the vendor `drupal` and are installed from it by every Drupal site. */
const DRUPAL_REPOSITORIES = ['https://packages.drupal.org/7', 'https://packages.drupal.org/8'];

/**
 * The packages that a component may be in a feed, or why no feed can know it: `type-not-supported` for a purl type that
 * is no OSV ecosystem; `ecosystem-not-in-feed` for a distribution package whose purl does not say its release, or names a
 * vendor that OSV has no ecosystem for, because then there is no ecosystem that could be in a feed;
 * `version-not-parsable` where there is no version at all. Whether the ecosystem is in the feed at hand, and whether
 * the version parses, is not looked at here.
 */
export function coordinatesOf(
  purl: Purl,
  { asWritten, source }: ComponentHints = {},
): PackageCoordinates | { readonly uncovered: UncoveredReason } {
  const spellings = asWritten === undefined ? [purl] : [purl, { ...purl, ...asWritten }];
  const ecosystems = isDistributionType(purl.type) ? distributionEcosystems(purl) : registryEcosystems(purl);
  if (ecosystems === undefined) return { uncovered: 'type-not-supported' };
  if (ecosystems.length === 0) return { uncovered: 'ecosystem-not-in-feed' };
  const packages = spellings.flatMap((spelling) => packagesOf(purl, spelling, source ?? null));
  const found = packages.flatMap(({ name, version }) =>
    version === null ? [] : ecosystems.map((ecosystem) => coordinate(ecosystem, name, version)),
  );
  return sortedCoordinates(found) ?? { uncovered: 'version-not-parsable' };
}

/** The distinct coordinates in their order; null for none. */
export function sortedCoordinates(coordinates: Iterable<PackageCoordinate>): PackageCoordinates | null {
  const distinct = new Map<string, PackageCoordinate>();
  for (const each of coordinates) distinct.set(`${each.key}\n${each.version}`, each);
  const [first, ...others] = [...distinct.values()].sort(
    (a, b) => compareUtf8(a.key, b.key) || compareUtf8(a.version, b.version),
  );
  return first === undefined ? null : [first, ...others];
}

function coordinate(ecosystem: string, name: string, version: string): PackageCoordinate {
  return {
    ecosystem,
    name: normalizePackageName(ecosystem, name),
    version,
    key: packageKey(ecosystem, name),
  };
}

function registryEcosystems(purl: Purl): readonly string[] | undefined {
  const registry = REGISTRIES.get(purl.type);
  if (registry?.hasRepositories !== true) return registry?.ecosystems;
  const repositories = purl.type === 'composer' && purl.namespace === 'drupal' ? DRUPAL_REPOSITORIES : [];
  const given = purl.qualifiers['repository_url']?.replace(/\/+$/, '');
  const urls = given === undefined ? repositories : [...repositories, withScheme(given)];
  return registry.ecosystems.flatMap((ecosystem) => [ecosystem, ...urls.map((url) => `${ecosystem}:${url}`)]);
}

/** The purl specification's own examples write `repo.spring.io/release`. */
function withScheme(url: string): string {
  return url.includes('://') ? url : `https://${url}`;
}

function packagesOf(
  purl: Purl,
  spelling: Purl,
  source: SourcePackage | null,
): readonly { readonly name: string; readonly version: string | null }[] {
  const registry = REGISTRIES.get(purl.type);
  if (registry === undefined) {
    return distributionPackages({ ...purl, name: spelling.name }, source);
  }
  const names = registry.names?.(spelling) ?? [spelling.name];
  return names.map((name) => ({
    name,
    version: purl.version === null ? null : (registry.version?.(purl.version, name) ?? purl.version),
  }));
}

function withNamespace(purl: Purl): readonly string[] {
  return [purl.namespace === null ? purl.name : `${purl.namespace}/${purl.name}`];
}

/**
 * The module path as in go.mod; one from a module cache or proxy has `!b` for `B`. The standard library is `stdlib` in
 * the Go vulnerability database, `std` to cyclonedx-gomod and `go` to osv-scalibr. Some generators write the major
 * version, which is a part of the path, as subpath.
 */
function goModulePaths(purl: Purl): readonly string[] {
  return withNamespace(purl).flatMap((written) => {
    if (written === 'std' || written === 'go') return ['stdlib'];
    const path = written.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const major = /^v\d+(?=\/|$)/.exec(purl.subpath ?? '')?.[0];
    return major === undefined ? [path] : [path, `${path}/${major}`];
  });
}

function goVersion(version: string, path: string): string {
  return path === 'stdlib' || path === 'toolchain' ? goReleaseVersion(version) : withoutV(version);
}

/** Owner and repository; the purl's name may go on with an action's path in the repository. */
function repositoryName(purl: Purl): readonly string[] {
  return withNamespace(purl).map((path) => path.split('/').slice(0, 2).join('/'));
}

/** OSV says that a Swift package's name is its Git URL, and its records leave out the scheme. */
function repositoryUrls(purl: Purl): readonly string[] {
  return withNamespace(purl).flatMap((path) => {
    const repository = path.replace(/\.git$/, '');
    return [repository, `https://${repository}`, `https://${repository}.git`];
  });
}
