/** What a person should know beside a score: no part of what is signed. */
import { compareUtf8 } from '../encoding/order.ts';

export type WarningKind =
  /** A component's purl is none, so the component is uncovered. `ref`: its bom-ref or name. */
  | 'purl-malformed'
  /** A CVSS vector is none, so it was not believed. `ref`: the record's id, or a document's digest. */
  | 'cvss-not-parsable'
  /** A score is stated that its vector does not give. `ref`: the record's id, or a document's digest. */
  | 'cvss-score-differs'
  /** A record states a score and has no vector. `ref`: the record's id. */
  | 'cvss-score-alone'
  /** A record has a vector where none is looked for. `ref`: the record's id. */
  | 'cvss-outside-severity'
  /** A record's severity in words is none that its vectors give. `ref`: the record's id. */
  | 'severity-word-differs'
  /** The SBOM lists no component at all, so that nothing was looked up. `ref`: the SBOM's digest. */
  | 'sbom-empty'
  /** No package of a distribution's purl type names its source, by which records are found. `ref`: the purl type. */
  | 'source-packages-unnamed'
  /** A component has another version than its purl, by which it is looked up. `ref`: the purl. */
  | 'version-differs'
  /** The rules leave out every factor of a finding, so its score is 0.0. `ref`: its id and purl. */
  | 'finding-unscored'
  /** No statement of a VEX document is about a finding of this scan. `ref`: the document's digest. */
  | 'vex-unused'
  /** A VEX statement about a finding's vulnerability names products that cannot be recognised. `ref`: where it stands. */
  | 'vex-product-unrecognised'
  /** An entry of the evidence is about no finding of this scan. `ref`: its id and purl. */
  | 'evidence-unused';

export interface ScoringWarning {
  readonly kind: WarningKind;
  readonly message: string;
  readonly ref: string;
}

/** Every warning once, in an order that does not depend on the input's. */
export function sortedWarnings(warnings: readonly ScoringWarning[]): ScoringWarning[] {
  const distinct = new Map(warnings.map((each) => [`${each.kind}\n${each.ref}\n${each.message}`, each]));
  return [...distinct.values()].sort(
    (a, b) => compareUtf8(a.kind, b.kind) || compareUtf8(a.ref, b.ref) || compareUtf8(a.message, b.message),
  );
}
