/** What VEX may recognise the scanned artifact by. */
import type { Purl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { VexScope } from '../vex/apply-vex.ts';
import type { ScannedComponent } from './components.ts';

/**
 * @param sha256 of the artifact, 64 lowercase hex digits, or null
 * @param bomLink `urn:cdx:<serial number>/<version>` of the SBOM, or null
 */
export function scannedArtifact(
  sha256: string | null,
  bomLink: string | null,
  components: readonly ScannedComponent[],
): VexScope {
  const purlsByName = new Map<string, Purl[]>();
  for (const { purl } of components) {
    const known = purlsByName.get(nameOf(purl));
    if (known === undefined) purlsByName.set(nameOf(purl), [purl]);
    else known.push(purl);
  }
  return {
    sha256,
    bomLink,
    hasComponent: (pattern) =>
      purlsByName.get(nameOf(pattern))?.some((purl) => purlMeans(pattern, purl)) ?? false,
  };
}

function nameOf({ type, namespace, name }: Purl): string {
  return `${type}/${namespace ?? ''}/${name}`;
}
