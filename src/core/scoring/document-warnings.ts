/** What a person should know of the documents that a score was computed from: what in them came to nothing. */
import type { VexStatement } from '../vex/statement.ts';
import type { BuiltFinding } from './build-finding.ts';
import type { ScanInput } from './scan-input.ts';
import type { ScoringWarning } from './warning.ts';

/** At most so many products are named in one message. */
const SHOWN_PRODUCTS = 5;

export function documentWarnings(
  { components, manifest, vex, evidence }: ScanInput,
  built: readonly BuiltFinding[],
): ScoringWarning[] {
  const empty: ScoringWarning = {
    kind: 'sbom-empty',
    message: 'the SBOM lists no component: nothing was looked up, and the score says nothing',
    ref: manifest.inputs.sbom.digest,
  };
  return [
    ...(components.length === 0 ? [empty] : []),
    ...unusedVexWarnings(vex, built),
    ...unrecognisedWarnings(built),
    ...unusedEvidenceWarnings(evidence, built),
    ...unscoredWarnings(built),
  ];
}

function unusedVexWarnings(vex: readonly VexStatement[], built: readonly BuiltFinding[]): ScoringWarning[] {
  const used = new Set(built.flatMap((each) => each.vex.matching.map(({ document }) => document)));
  const unused = new Set(vex.map(({ document }) => document).filter((document) => !used.has(document)));
  return [...unused].map((ref) => ({
    kind: 'vex-unused',
    message: 'no statement of the VEX document is about a finding of this scan',
    ref,
  }));
}

/** Only of statements about a vulnerability that was found: documents of vendors are about thousands of products. */
function unrecognisedWarnings(built: readonly BuiltFinding[]): ScoringWarning[] {
  const statements = new Set(built.flatMap(({ vex }) => [...vex.matching, ...vex.others]));
  return [...statements]
    .filter(({ unrecognised }) => unrecognised.length > 0)
    .map(({ unrecognised, ref }) => ({
      kind: 'vex-product-unrecognised',
      message: `the VEX statement names products by nothing that is recognised (package URL, SHA-256, BOM-Link): ${shown(unrecognised)}`,
      ref,
    }));
}

function shown(products: readonly string[]): string {
  const first = products.slice(0, SHOWN_PRODUCTS).map((product) => JSON.stringify(product.slice(0, 100)));
  const more = products.length - first.length;
  return more === 0 ? first.join(', ') : `${first.join(', ')} and ${more} more`;
}

function unusedEvidenceWarnings(
  evidence: ScanInput['evidence'],
  built: readonly BuiltFinding[],
): ScoringWarning[] {
  const used = new Set(built.flatMap((each) => each.evidence));
  return (evidence?.findings ?? []).flatMap((entry): ScoringWarning[] =>
    used.has(entry)
      ? []
      : [
          {
            kind: 'evidence-unused',
            message: 'the entry of the evidence is about no finding of this scan, or from after its clock',
            ref: `${entry.id} in ${entry.purl}`,
          },
        ],
  );
}

function unscoredWarnings(built: readonly BuiltFinding[]): ScoringWarning[] {
  const unscored = built.filter(({ finding }) => finding.factors.every(({ weightBps }) => weightBps === 0));
  return unscored.map(({ finding }) => ({
    kind: 'finding-unscored',
    message: 'the rules leave out every factor of the finding, so its score is 0.0',
    ref: `${finding.id} in ${finding.purl}`,
  }));
}
