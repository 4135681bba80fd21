/**
 * The SBOM's components as scoring sees them (scoring.md step 1): the same purl once. A purl without a version is
 * completed with the version that the SBOM gives beside it, so that two versions of one package stay two components.
 */
import {
  coordinatesOf,
  type PackageCoordinates,
  sortedCoordinates,
  type UncoveredReason,
} from '../ecosystem/coordinate.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { isStellaError } from '../errors.ts';
import { formatPurl, type Purl, packageAsWritten, parsePurl } from '../purl/purl.ts';
import type { SbomComponent } from '../sbom/component.ts';
import type { Uncovered } from '../score/score-document.ts';
import { versionSchemeOf } from '../version/registry.ts';
import { SourceCount } from './source-warnings.ts';
import type { ScoringWarning } from './warning.ts';

/** One distinct component with a purl. */
export interface ScannedComponent {
  /** Canonical. */
  readonly purlText: string;
  readonly purl: Purl;
  /** The packages that a feed may know it as, or why none can. */
  readonly coordinates: PackageCoordinates | { readonly uncovered: UncoveredReason };
  /** Of every place in the SBOM; null for a place without. */
  readonly bomRefs: readonly (string | null)[];
}

/** A component while the rest of the SBOM may still add to it. */
interface OpenComponent extends ScannedComponent {
  readonly bomRefs: (string | null)[];
  coordinates: ScannedComponent['coordinates'];
}

export interface DistinctComponents {
  /** By purl. */
  readonly components: readonly ScannedComponent[];
  /** `bom-ref`, else name, of the components without a purl, each once. */
  readonly withoutPurl: readonly string[];
  readonly warnings: readonly ScoringWarning[];
}

/** The distinct components of an SBOM, whatever the order it has them in. */
export function distinctComponents(sbomComponents: readonly SbomComponent[]): DistinctComponents {
  const components = new Map<string, OpenComponent>();
  const withoutPurl = new Set<string>();
  const warnings: ScoringWarning[] = [];
  const sources = new SourceCount();
  for (const component of sbomComponents) {
    const { purl: written, bomRef } = component;
    const ref = bomRef ?? component.name;
    const read = written === null ? null : readComponent(written, component);
    if (read === null || 'fault' in read) {
      withoutPurl.add(ref);
      if (read !== null) warnings.push({ kind: 'purl-malformed', message: read.fault, ref });
      continue;
    }
    sources.add(read.purl, component.source);
    const known = components.get(read.purlText);
    if (known === undefined) components.set(read.purlText, { ...read, bomRefs: [bomRef] });
    else {
      known.bomRefs.push(bomRef);
      known.coordinates = joined(known.coordinates, read.coordinates);
    }
    warnings.push(...versionWarnings(read, component.version));
  }
  return {
    components: [...components.values()].sort((a, b) => compareUtf8(a.purlText, b.purlText)),
    withoutPurl: [...withoutPurl],
    warnings: [...warnings, ...sources.warnings],
  };
}

/** What the feed can say nothing about, by purl or ref, then reason (formats.md section 4, `coverage`). */
export function sortedUncovered(uncovered: readonly Uncovered[]): Uncovered[] {
  return [...uncovered].sort((a, b) => compareUtf8(keyOf(a), keyOf(b)) || compareUtf8(a.reason, b.reason));
}

function keyOf(uncovered: Uncovered): string {
  return 'purl' in uncovered ? uncovered.purl : uncovered.ref;
}

/** One purl may be written in several ways, and stand beside several source packages. */
function joined(
  a: ScannedComponent['coordinates'],
  b: ScannedComponent['coordinates'],
): ScannedComponent['coordinates'] {
  if ('uncovered' in a) return b;
  return 'uncovered' in b ? a : (sortedCoordinates([...a, ...b]) ?? a);
}

/** The purl's version counts; one beside it that its ecosystem takes for another is told of. */
function versionWarnings(
  { purl, purlText, coordinates }: Omit<ScannedComponent, 'bomRefs'>,
  beside: string | null,
): ScoringWarning[] {
  if (beside === null || beside === '' || purl.version === null || beside === purl.version) return [];
  if ('uncovered' in coordinates) return [];
  const epoch = purl.qualifiers['epoch'];
  const withEpoch = epoch === undefined ? purl.version : `${epoch}:${purl.version}`;
  const versions = [purl.version, withEpoch, ...coordinates.map(({ version }) => version)];
  const scheme = versionSchemeOf(coordinates[0].ecosystem);
  const isOther = (version: string): boolean =>
    scheme?.isValid(beside) === true && scheme.isValid(version) && scheme.compare(beside, version) !== 0;
  if (!versions.every(isOther)) return [];
  const message = `the component has the version ${JSON.stringify(beside.slice(0, 100))}, its purl another, which counts`;
  return [{ kind: 'version-differs', message, ref: purlText }];
}

function readComponent(
  text: string,
  { version: sbomVersion, source }: SbomComponent,
): Omit<ScannedComponent, 'bomRefs'> | { readonly fault: string } {
  try {
    const written = parsePurl(text);
    const version = written.version ?? (sbomVersion === '' ? null : sbomVersion);
    const purlText = formatPurl({ ...written, version });
    const purl = written.version === version ? written : parsePurl(purlText);
    const coordinates = coordinatesOf(purl, { asWritten: packageAsWritten(text), source });
    return { purlText, purl, coordinates };
  } catch (error) {
    if (isStellaError(error)) return { fault: error.message };
    throw error;
  }
}
