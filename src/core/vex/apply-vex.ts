/**
 * What VEX says of a finding (scoring.md step 4): the latest statement not after the clock that matches the
 * vulnerability and the product.
 *
 * What the page leaves open, decided so that a doubt never hides a finding:
 * - Statements of one time that disagree suppress nothing.
 * - A statement that is narrowed to versions suppresses the versions that it surely means, and speaks against
 *   suppression of those that it may mean (a range that the ecosystem cannot order).
 * - A component that stands several times in the SBOM is suppressed when every one of its places is.
 * - A statement about what was scanned as a whole, with nothing said about a part of it, holds for every component.
 */
import { compareUtf8 } from '../encoding/order.ts';
import type { Purl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { VersionScheme } from '../version/scheme.ts';
import type { ProductIdentity } from './product-identity.ts';
import { isSuppressing, type VexProduct, type VexStatement, type VexVersion } from './statement.ts';
import { isInVersRange, isVersText } from './version-range.ts';

/** The component that a finding is in. */
export interface VexComponent {
  readonly purl: Purl;
  /** As the ecosystem orders it. */
  readonly version: string;
  readonly scheme: VersionScheme | undefined;
  /** Of every place in the SBOM; null for a place without. */
  readonly bomRefs: readonly (string | null)[];
}

/** What was scanned. */
export interface VexScope {
  /** Of the artifact, 64 lowercase hex digits, or null. */
  readonly sha256: string | null;
  /** `urn:cdx:<serial number>/<version>` of the SBOM, or null. */
  readonly bomLink: string | null;
  /** True when the SBOM has a component that the package URL means. */
  hasComponent(purl: Purl): boolean;
}

export interface VexSuppression {
  readonly kind: 'vex';
  /** `sha256:…#/statements/0` */
  readonly ref: string;
  readonly reason: string;
}

export interface VexDecision {
  /** Null when the finding stays. */
  readonly suppression: VexSuppression | null;
  /** The statements that are about the finding at all, the outdated ones too. */
  readonly matching: readonly VexStatement[];
}

/** Statements that exist at the clock, by vulnerability id. */
export type VexIndex = ReadonlyMap<string, readonly VexStatement[]>;

/** @param clockMs the frozen clock, milliseconds since 1970 */
export function indexVex(statements: readonly VexStatement[], clockMs: number): VexIndex {
  const index = new Map<string, VexStatement[]>();
  for (const statement of statements) {
    if (statement.timestampMs !== null && statement.timestampMs > clockMs) continue;
    for (const id of new Set(statement.vulnerabilities)) {
      const known = index.get(id);
      if (known === undefined) index.set(id, [statement]);
      else known.push(statement);
    }
  }
  return index;
}

/**
 * What VEX says of one finding. Of several suppressing statements of one time the first by `ref` is named.
 * @param ids the finding's id and aliases
 */
export function applyVex(
  index: VexIndex,
  ids: readonly string[],
  component: VexComponent,
  scope: VexScope,
): VexDecision {
  const candidates = ids.flatMap((id) => index.get(id) ?? []);
  if (candidates.length === 0) return { suppression: null, matching: [] };
  const places = candidates.some(isAboutPlaces) ? component.bomRefs : [null];
  const matching = places.map((bomRef) =>
    candidates.filter((statement) => matchesPlace(statement, component, bomRef, scope)),
  );
  const suppressing = matching.map((statements) => suppressingOf(latestOf(statements)));
  const first = suppressing.includes(null)
    ? undefined
    : suppressing.filter((each) => each !== null).sort(byRef)[0];
  return {
    suppression: first === undefined ? null : { kind: 'vex', reason: first.reason, ref: first.ref },
    matching: matching.flat(),
  };
}

function isAboutPlaces({ products }: VexStatement): boolean {
  return products.some(({ product }) => product.bomRefs.length + product.bomLinks.length > 0);
}

function latestOf(statements: readonly VexStatement[]): VexStatement[] {
  const latest = statements.reduce((time, each) => Math.max(time, timeOf(each)), Number.NEGATIVE_INFINITY);
  return statements.filter((each) => timeOf(each) === latest);
}

function timeOf({ timestampMs }: VexStatement): number {
  return timestampMs ?? Number.NEGATIVE_INFINITY;
}

function suppressingOf(statements: readonly VexStatement[]): VexStatement | null {
  if (!statements.every(({ status }) => isSuppressing(status))) return null;
  return [...statements].sort(byRef)[0] ?? null;
}

function byRef(a: VexStatement, b: VexStatement): number {
  return compareUtf8(a.ref, b.ref) || compareUtf8(a.reason, b.reason);
}

function matchesPlace(
  { products, status }: VexStatement,
  component: VexComponent,
  bomRef: string | null,
  scope: VexScope,
): boolean {
  return products.some(
    (each) =>
      matchesProduct(each, component, bomRef, scope) &&
      matchesVersions(each.versions, component, isSuppressing(status)),
  );
}

function matchesProduct(
  { product, within }: VexProduct,
  { purl }: VexComponent,
  bomRef: string | null,
  scope: VexScope,
): boolean {
  if (within !== null && !isScanned(within, scope)) return false;
  return (
    product.purls.some((pattern) => purlMeans(pattern, purl)) ||
    (bomRef !== null && product.bomRefs.includes(bomRef)) ||
    (bomRef !== null && scope.bomLink !== null && product.bomLinks.includes(`${scope.bomLink}#${bomRef}`)) ||
    (scope.sha256 !== null && product.sha256.includes(scope.sha256))
  );
}

function isScanned({ purls, sha256 }: ProductIdentity, scope: VexScope): boolean {
  return (
    (scope.sha256 !== null && sha256.includes(scope.sha256)) || purls.some((purl) => scope.hasComponent(purl))
  );
}

function matchesVersions(
  versions: readonly VexVersion[] | null,
  component: VexComponent,
  suppresses: boolean,
): boolean {
  if (versions === null) return true;
  return versions.some(({ text, isAffected }) => {
    if (isAffected === suppresses) return false;
    return meansVersion(text, component) ?? !suppresses;
  });
}

/** Null where it cannot be told. */
function meansVersion(text: string, { purl, version, scheme }: VexComponent): boolean | null {
  if (text === version || text === purl.version) return true;
  if (isVersText(text)) return scheme === undefined ? null : isInVersRange(text, version, scheme);
  if (scheme?.isValid(text) && scheme.isValid(version)) return scheme.compare(text, version) === 0;
  return null;
}
