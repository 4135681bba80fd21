/**
 * A finding of the score: a vulnerability in a component, what suppresses it, and its own score (scoring.md steps 4
 * and 5).
 */
import type { PackageCoordinate } from '../ecosystem/coordinate.ts';
import type { EvidenceFinding, Provenance } from '../evidence/evidence-document.ts';
import { type EvidenceIndex, findEvidence } from '../evidence/evidence-index.ts';
import { findSuppression, type SuppressionIndex } from '../policy/suppression-index.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import type { Finding } from '../score/score-document.ts';
import { versionSchemeOf } from '../version/registry.ts';
import type { VexDecision, VexIndex, VexScope } from '../vex/apply-vex.ts';
import { decideVex } from '../vex/upstream-vex.ts';
import type { ScannedComponent } from './components.ts';
import type { PackageFinding } from './package-findings.ts';
import { scoreFinding } from './score-finding.ts';

/** What holds for every finding of a scan. */
export interface ScanContext {
  readonly rules: RulesDocument;
  readonly vex: VexIndex;
  readonly vexScope: VexScope;
  readonly suppressions: SuppressionIndex;
  readonly evidence: EvidenceIndex;
  readonly provenance: Provenance | null;
  /** The frozen clock, milliseconds since 1970. */
  readonly clockMs: number;
}

export interface BuiltFinding {
  readonly finding: Finding;
  /** `finding.score × 10` */
  readonly scoreTenths: number;
  /** The VEX statements that are about it, and those that are about its vulnerability only. */
  readonly vex: Pick<VexDecision, 'matching' | 'others'>;
  /** The entries of the evidence that are about it. */
  readonly evidence: readonly EvidenceFinding[];
}

/**
 * Members stand in the order of the canonical text, which is then written as it stands. VEX is asked before the policy: what its issuer says of the vulnerability tells more than that somebody accepted
 * it.
 */
export function buildFinding(
  component: ScannedComponent,
  coordinate: PackageCoordinate,
  found: PackageFinding,
  context: ScanContext,
): BuiltFinding {
  const { purl, purlText, bomRefs } = component;
  const { ids, cvss, epss, kev } = found;
  const scheme = versionSchemeOf(coordinate.ecosystem);
  const vex = decideVex(
    context.vex,
    found,
    { purl, version: coordinate.version, scheme, bomRefs },
    context.vexScope,
  );
  const suppressedBy = vex.suppression ?? findSuppression(context.suppressions, ids, purlText);
  const evidence = findEvidence(context.evidence, ids, purl, scheme);
  const { scoreTenths, factors } = scoreFinding(context.rules, {
    ...found,
    evidence,
    provenance: context.provenance,
    clockMs: context.clockMs,
  });
  const finding: Finding = {
    advisories: [...found.advisories],
    aliases: [...found.aliases],
    cvss: cvss === null ? null : cvssMember(cvss.cvss),
    epss: epss === null ? null : { percentile: epss.percentile, probability: epss.probability },
    factors: [...factors],
    fixedIn: [...found.fixedIn],
    id: found.id,
    kev: kev === null ? null : { dateAdded: kev.dateAdded },
    purl: purlText,
    score: scoreTenths / 10,
    status: suppressedBy === null ? 'affected' : 'suppressed',
    suppressedBy,
    version: coordinate.version,
  };
  return { finding, scoreTenths, vex, evidence };
}

function cvssMember(cvss: NonNullable<PackageFinding['cvss']>['cvss']): Finding['cvss'] {
  return { baseScore: cvss.scoreTenths / 10, vector: cvss.vector, version: cvss.version };
}
