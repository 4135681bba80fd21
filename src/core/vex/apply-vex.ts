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
 * - A statement about another component that uses this one ("app is not affected", "lib in app is not affected")
 *   holds for the uses by way of that component: this one is suppressed when each of its uses is (`vex-paths.ts`).
 */

import type { Purl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { VersionScheme } from '../version/scheme.ts';
import { isSuppressing, type VexProduct, type VexStatement, type VexVersion } from './statement.ts';
import { isInVersRange, isVersText } from './version-range.ts';
import { byRef, onTheWay, type PathStatements, suppressingOnEveryPath } from './vex-paths.ts';
import { isArtifact, isNamedByRef, refsMeant, type VexScope } from './vex-scope.ts';

export type { VexScope } from './vex-scope.ts';

/** The component that a finding is in. */
export interface VexComponent {
  readonly purl: Purl;
  /** As the ecosystem orders it. */
  readonly version: string;
  readonly scheme: VersionScheme | undefined;
  /** Of every place in the SBOM; null for a place without. */
  readonly bomRefs: readonly (string | null)[];
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
  /** The statements about its vulnerability that are about something else, or something that cannot be recognised. */
  readonly others: readonly VexStatement[];
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
  const candidates = [...new Set(ids.flatMap((id) => index.get(id) ?? []))];
  if (candidates.length === 0) return { suppression: null, matching: [], others: [] };
  const places = component.bomRefs.map((bomRef) => statementsAt(bomRef, candidates, component, scope));
  const matching = candidates.filter((each) => places.some((place) => isAbout(place, each)));
  const suppressing = places.map((place) => suppressingOnEveryPath(place, scope));
  const first = suppressing.includes(null)
    ? undefined
    : suppressing.filter((each) => each !== null).sort(byRef)[0];
  return {
    suppression: first === undefined ? null : { kind: 'vex', reason: first.reason, ref: first.ref },
    matching,
    others: candidates.filter((each) => !matching.includes(each)),
  };
}

function isAbout({ direct, parts, byWay }: PathStatements, statement: VexStatement): boolean {
  return [direct, parts, ...byWay.values()].some((statements) => statements.includes(statement));
}

/** The statements about the component in one of its places. */
function statementsAt(
  bomRef: string | null,
  candidates: readonly VexStatement[],
  component: VexComponent,
  scope: VexScope,
): PathStatements {
  const direct: VexStatement[] = [];
  const parts: VexStatement[] = [];
  const byWay = new Map<string, VexStatement[]>();
  for (const statement of candidates) {
    const suppresses = isSuppressing(statement.status);
    const own = statement.products.filter(
      (each) =>
        isComponent(each, component, bomRef, scope) && matchesVersions(each.versions, component, suppresses),
    );
    const isWhole = (each: VexProduct): boolean =>
      isArtifact(each.product, scope) && matchesArtifactVersions(each.versions, scope, suppresses);
    if (
      own.some(({ within }) => within === null || isArtifact(within, scope)) ||
      statement.products.some((each) => each.within === null && isWhole(each))
    ) {
      direct.push(statement);
      continue;
    }
    if (own.some(({ within }) => within?.purls.some((purl) => scope.hasComponent(purl))))
      parts.push(statement);
    const users = [
      ...own.flatMap(({ within }) => (within === null ? [] : refsMeant(within, scope))),
      ...statement.products.flatMap(({ product, within, versions }) =>
        within === null && versions === null ? refsMeant(product, scope) : [],
      ),
    ];
    for (const user of new Set(users)) byWay.set(user, [...(byWay.get(user) ?? []), statement]);
  }
  return { place: bomRef, direct, parts, byWay: onTheWay(bomRef, byWay, scope) };
}

function isComponent(
  { product }: VexProduct,
  { purl, scheme }: VexComponent,
  bomRef: string | null,
  scope: VexScope,
): boolean {
  return (
    product.purls.some((pattern) => purlMeans(pattern, purl, scheme)) ||
    (bomRef !== null && isNamedByRef(product, bomRef, scope))
  );
}

function matchesArtifactVersions(
  versions: readonly VexVersion[] | null,
  { artifact }: VexScope,
  suppresses: boolean,
): boolean {
  return matchesVersions(versions, artifact, suppresses);
}

interface Versioned {
  readonly purl: Purl | null;
  readonly version: string | null;
  readonly scheme: VersionScheme | undefined;
}

function matchesVersions(
  versions: readonly VexVersion[] | null,
  product: Versioned,
  suppresses: boolean,
): boolean {
  if (versions === null) return true;
  return versions.some(({ text, isAffected }) => {
    if (isAffected === suppresses) return false;
    return meansVersion(text, product) ?? !suppresses;
  });
}

/** Null where it cannot be told. */
function meansVersion(text: string, { purl, version, scheme }: Versioned): boolean | null {
  if (version === null) return null;
  if (text === version || text === purl?.version) return true;
  if (isVersText(text)) return scheme === undefined ? null : isInVersRange(text, version, scheme);
  if (scheme?.isValid(text) && scheme.isValid(version)) return scheme.compare(text, version) === 0;
  return null;
}
