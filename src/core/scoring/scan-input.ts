/** What the engine is given. */
import type { Digest } from '../digest/sha256.ts';
import type { EvidenceDocument } from '../evidence/evidence-document.ts';
import type { FeedView } from '../feed/feed-view.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import type { SbomComponent } from '../sbom/component.ts';
import type { VexStatement } from '../vex/statement.ts';
import type { SbomFacts } from './scanned-artifact.ts';
import type { ScoringWarning } from './warning.ts';

/** The documents that a manifest names, read. */
export interface ScanInput {
  readonly manifest: Manifest;
  readonly manifestHash: Digest;
  readonly components: readonly SbomComponent[];
  readonly feed: FeedView;
  readonly rules: RulesDocument;
  readonly policy: PolicyDocument;
  /** Of every VEX document, and of the SBOM's own `vulnerabilities`. */
  readonly vex: readonly VexStatement[];
  readonly evidence: EvidenceDocument | null;
  /** What VEX may recognise the SBOM and its parts by. */
  readonly sbom?: SbomFacts;
  /** What the readers of the documents have to say. */
  readonly remarks?: readonly ScoringWarning[];
}
