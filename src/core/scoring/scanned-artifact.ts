/** What VEX may recognise the scanned artifact and its components by. */

import { coordinatesOf } from '../ecosystem/coordinate.ts';
import { isStellaError } from '../errors.ts';
import { type Purl, parsePurl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { SbomDependency, SbomSubject } from '../sbom/component.ts';
import { versionSchemeOf } from '../version/registry.ts';
import type { VersionScheme } from '../version/scheme.ts';
import { hashOfDigest, imageSha256 } from '../vex/product-identity.ts';
import type { VexScope } from '../vex/vex-scope.ts';
import type { ScannedComponent } from './components.ts';

/** What the SBOM says of itself. */
export interface SbomFacts {
  readonly subject: SbomSubject | null;
  /** `urn:cdx:<serial number>/<version>`, or null. */
  readonly bomLink: string | null;
  readonly dependencies: readonly SbomDependency[];
}

export const NO_SBOM_FACTS: SbomFacts = { subject: null, bomLink: null, dependencies: [] };

/** @param sha256 of the artifact, as the manifest pins it, 64 lowercase hex digits, or null */
export function scannedArtifact(
  sha256: string | null,
  { subject, bomLink, dependencies }: SbomFacts,
  components: readonly ScannedComponent[],
): VexScope {
  const byName = Map.groupBy(components, ({ purl }) => nameOf(purl));
  const meant = (pattern: Purl): ScannedComponent[] =>
    (byName.get(nameOf(pattern)) ?? []).filter(({ purl, coordinates }) =>
      purlMeans(pattern, purl, schemeOf(coordinates)),
    );
  let wholes: Map<string, SbomDependency[]> | null = null;
  // Most scans never ask, and a large SBOM has millions.
  const wholesOf = (bomRef: string): readonly string[] => {
    wholes ??= Map.groupBy(dependencies, ([, part]) => part);
    return wholes.get(bomRef)?.map(([whole]) => whole) ?? [];
  };
  const purl = subject === null ? null : readPurl(subject.purl);
  const hashes = [sha256, subject?.sha256, purl && imageSha256(purl), hashOfDigest(subject?.version ?? null)];
  return {
    artifact: {
      sha256: hashes.filter((hash) => hash != null),
      purl,
      version: subject?.version ?? purl?.version ?? null,
      scheme: purl === null ? undefined : schemeOf(coordinatesOf(purl)),
      bomRef: subject?.bomRef ?? null,
    },
    bomLink,
    hasComponent: (pattern) => meant(pattern).length > 0,
    refsOf: (pattern) => meant(pattern).flatMap(({ bomRefs }) => bomRefs.filter((ref) => ref !== null)),
    wholesOf,
  };
}

function schemeOf(coordinates: ScannedComponent['coordinates']): VersionScheme | undefined {
  return 'uncovered' in coordinates ? undefined : versionSchemeOf(coordinates[0].ecosystem);
}

function nameOf({ type, namespace, name }: Purl): string {
  return `${type}/${namespace ?? ''}/${name}`;
}

function readPurl(text: string | null): Purl | null {
  if (text === null) return null;
  try {
    return parsePurl(text);
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}
