/** What a person should know beside a score: no part of what is signed. */
import { compareUtf8 } from '../encoding/order.ts';

export type WarningKind =
  /** A component's purl is none, so the component is uncovered. `ref`: its bom-ref or name. */
  | 'purl-malformed'
  /** A record's CVSS vector is none, so it was not believed. `ref`: the record's id. */
  | 'cvss-not-parsable'
  /** The rules leave out every factor of a finding, so its score is 0.0. `ref`: its id and purl. */
  | 'finding-unscored'
  /** No statement of a VEX document is about a finding of this scan. `ref`: the document's digest. */
  | 'vex-unused';

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
