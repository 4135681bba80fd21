/** What was scanned, as far as VEX may recognise it: the artifact, the components in it, and who depends on whom. */
import type { Purl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { VersionScheme } from '../version/scheme.ts';
import type { ProductIdentity } from './product-identity.ts';

export interface VexScope {
  /** What the SBOM describes. */
  readonly artifact: {
    /** 64 lowercase hex digits each. */
    readonly sha256: readonly string[];
    readonly purl: Purl | null;
    readonly version: string | null;
    /** By which versions are equal that are spelt differently; undefined where its purl is of no known ecosystem. */
    readonly scheme: VersionScheme | undefined;
    readonly bomRef: string | null;
  };
  /** `urn:cdx:<serial number>/<version>` of the SBOM, or null. */
  readonly bomLink: string | null;
  /** True when the SBOM has a component that the package URL means. */
  hasComponent(purl: Purl): boolean;
  /** References of the components that the package URL means. */
  refsOf(purl: Purl): readonly string[];
  /** References of what depends on the element with this one, or contains it. */
  wholesOf(bomRef: string): readonly string[];
}

/** True when the identity is that of the artifact that was scanned. */
export function isArtifact(identity: ProductIdentity, { artifact, bomLink }: VexScope): boolean {
  const { purl, bomRef, scheme } = artifact;
  return (
    identity.sha256.some((hash) => artifact.sha256.includes(hash)) ||
    (purl !== null && identity.purls.some((pattern) => purlMeans(pattern, purl, scheme))) ||
    (bomRef !== null && identity.bomRefs.includes(bomRef)) ||
    identity.bomLinks.some(
      ({ bom, refs }) => bom === bomLink && (refs === null || (bomRef !== null && refs.includes(bomRef))),
    )
  );
}

/** True when the identity names the element with this reference. */
export function isNamedByRef(identity: ProductIdentity, bomRef: string, { bomLink }: VexScope): boolean {
  return (
    identity.bomRefs.includes(bomRef) ||
    identity.bomLinks.some(({ bom, refs }) => bom === bomLink && refs?.includes(bomRef) === true)
  );
}

/** References of everything in the SBOM that the identity means. */
export function refsMeant(identity: ProductIdentity, scope: VexScope): readonly string[] {
  return [
    ...identity.purls.flatMap((purl) => scope.refsOf(purl)),
    ...identity.bomRefs,
    ...identity.bomLinks.flatMap(({ bom, refs }) => (bom === scope.bomLink ? (refs ?? []) : [])),
  ];
}
