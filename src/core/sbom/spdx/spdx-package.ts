/** What all SPDX formats say of a package, and how packages become the components of an SBOM. */

import type { SourcePackage } from '../../ecosystem/source-package.ts';
import type { SbomComponent, SbomDependency, SbomSubject } from '../component.ts';
import { sha256OrNull, textOrNull } from '../text.ts';

export interface SpdxPackage {
  /** SPDXID or spdxId. */
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  /** As written; more than one where the package is known under several. */
  readonly purls: readonly string[];
  /** As written, or null. */
  readonly sha256: string | null;
  /** What `sourceInfo` says that it was built from. */
  readonly source?: SourcePackage;
}

/**
 * One component for each purl of a package, or one without: a package that is known under two purls is looked up under
 * both, so that neither silently goes without an answer.
 */
export function componentsOfPackages(packages: readonly SpdxPackage[]): SbomComponent[] {
  return packages.flatMap(({ id, name, version, purls, source }) => {
    const known: readonly (string | null)[] = purls.length === 0 ? [null] : [...new Set(purls)];
    return known.map((purl) => ({ bomRef: id, name, version, purl, ...(source && { source }) }));
  });
}

/** The package that the document describes; null where it describes none, or several and so no one artifact. */
export function subjectOfPackages(
  packages: readonly SpdxPackage[],
  describedIds: ReadonlySet<string>,
): SbomSubject | null {
  const [subject, ...more] = packages.filter(({ id }) => describedIds.has(id));
  if (subject === undefined || more.length > 0) return null;
  const { id, name, version, purls, sha256 } = subject;
  return { bomRef: id, name, version, purl: purls[0] ?? null, sha256: sha256OrNull(sha256) };
}

/** Relationships by which the first element has the second as a part, a dependency or a library (SPDX 2). */
const WHOLE_FIRST = new Set(['CONTAINS', 'DEPENDS_ON', 'DYNAMIC_LINK', 'STATIC_LINK', 'HAS_PREREQUISITE']);
/** Those that say it the other way round; `BUILD_DEPENDENCY_OF`, `RUNTIME_DEPENDENCY_OF` and their like besides. */
const PART_FIRST = new Set(['CONTAINED_BY', 'DEPENDENCY_OF', 'PREREQUISITE_FOR']);

/** What a relationship of SPDX 2 says about dependency, or nothing. */
export function dependencyOfRelationship(element: string, type: string, related: string): SbomDependency[] {
  if (WHOLE_FIRST.has(type)) return [[element, related]];
  return PART_FIRST.has(type) || type.endsWith('_DEPENDENCY_OF') ? [[related, element]] : [];
}

/** Index of the first package whose identifier already stands for a different one, or null. */
export function findAmbiguousPackage(packages: readonly SpdxPackage[]): number | null {
  const meanings = new Map<string, string>();
  for (const [i, { id, ...rest }] of packages.entries()) {
    const meaning = JSON.stringify(rest);
    if ((meanings.get(id) ?? meaning) !== meaning) return i;
    meanings.set(id, meaning);
  }
  return null;
}

/**
 * True for the type of an external reference that is a purl, as its short name or as the URI that it stands for. Its
 * category should be `PACKAGE-MANAGER` (SPDX 2.2: `PACKAGE_MANAGER`), but tools write others, and the type says it.
 */
export function isPurlReference(type: string): boolean {
  return type === 'purl' || type === 'http://spdx.org/rdf/references/purl';
}

/** The text, or null where SPDX says that there is none, or that nobody says (clause 3.2, NOASSERTION and NONE). */
export function assertedOrNull(text: string | undefined): string | null {
  return text === 'NOASSERTION' || text === 'NONE' ? null : textOrNull(text);
}
