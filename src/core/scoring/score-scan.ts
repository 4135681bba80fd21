/**
 * The engine: the score of a scan as a function of the documents that its manifest names, and of nothing else
 * (scoring.md). No order of the input counts, neither of the SBOM nor of the feed's answers nor of the VEX documents.
 */
import { StellaError } from '../errors.ts';
import { indexEvidence } from '../evidence/evidence-index.ts';
import { indexSuppressions } from '../policy/suppression-index.ts';
import type { ScoreDocument, Uncovered } from '../score/score-document.ts';
import { parseRfc3339 } from '../time/timestamp.ts';
import { indexVex } from '../vex/apply-vex.ts';
import { assembleScore } from './assemble-score.ts';
import { type BuiltFinding, buildFinding, type ScanContext } from './build-finding.ts';
import { distinctComponents, type ScannedComponent, sortedUncovered } from './components.ts';
import { documentWarnings } from './document-warnings.ts';
import { PackageReader } from './package-findings.ts';
import type { ScanInput } from './scan-input.ts';
import { NO_SBOM_FACTS, scannedArtifact } from './scanned-artifact.ts';
import { type ScoringWarning, sortedWarnings } from './warning.ts';

export type { ScoringWarning } from './warning.ts';

export interface ScanResult {
  readonly score: ScoreDocument;
  /** Sorted; no part of what is signed. */
  readonly warnings: readonly ScoringWarning[];
}

interface ScannedFindings {
  readonly built: readonly BuiltFinding[];
  readonly uncovered: readonly Uncovered[];
  readonly warnings: readonly ScoringWarning[];
}

/**
 * Scores a scan. The caller has checked that the manifest names this engine and these documents.
 * @throws StellaError INTERNAL for a manifest whose clock is no time
 */
export function scoreScan(input: ScanInput): ScanResult {
  const { components, withoutPurl, warnings } = distinctComponents(input.components);
  const context = scanContext(input, components);
  const found = findAll(input, components, context);
  const uncovered = sortedUncovered([
    ...found.uncovered,
    ...withoutPurl.map((ref) => ({ ref, reason: 'no-purl' as const })),
  ]);
  const covered = components.length - found.uncovered.length;
  return {
    score: assembleScore(input, found.built, { covered, uncovered }),
    warnings: sortedWarnings([
      ...(input.remarks ?? []),
      ...warnings,
      ...found.warnings,
      ...documentWarnings(input, found.built),
    ]),
  };
}

function scanContext(input: ScanInput, components: readonly ScannedComponent[]): ScanContext {
  const { manifest, rules, policy, vex, evidence } = input;
  const clock = manifest.freezeTimestamp;
  const clockMs = parseRfc3339(clock);
  if (clockMs === null)
    throw new StellaError('INTERNAL', `the clock is ${JSON.stringify(clock.slice(0, 100))}, expected a time`);
  return {
    rules,
    vex: indexVex(vex, clockMs),
    vexScope: scannedArtifact(
      manifest.subject?.digest.sha256 ?? null,
      input.sbom ?? NO_SBOM_FACTS,
      components,
    ),
    suppressions: indexSuppressions(policy, clock),
    evidence: indexEvidence(evidence, clock),
    provenance: evidence?.provenance ?? null,
    clockMs,
  };
}

/**
 * Components are in the order of their purls and a component's findings in that of their ids, so the result is in the
 * order of both.
 */
function findAll(
  { feed, manifest }: ScanInput,
  components: readonly ScannedComponent[],
  context: ScanContext,
): ScannedFindings {
  const reader = new PackageReader(feed, manifest.freezeTimestamp);
  const built: BuiltFinding[] = [];
  const uncovered: Uncovered[] = [];
  for (const component of components) {
    const { purlText: purl, coordinates } = component;
    if ('uncovered' in coordinates) {
      uncovered.push({ purl, reason: coordinates.uncovered });
      continue;
    }
    const found = reader.read(coordinates);
    if (found.uncovered !== null) uncovered.push({ purl, reason: found.uncovered });
    for (const each of found.findings) built.push(buildFinding(component, coordinates[0], each, context));
  }
  return { built, uncovered, warnings: reader.warnings };
}
