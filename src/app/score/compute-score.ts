/** Computes a score from a manifest: loads exactly the inputs that it names, each checked against its digest. */
import type { Digest } from '../../core/digest/sha256.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import { type EvidenceDocument, parseEvidenceDocument } from '../../core/evidence/evidence-document.ts';
import type { FeedView } from '../../core/feed/feed-view.ts';
import { type Manifest, manifestHashOf } from '../../core/manifest/manifest.ts';
import { type PolicyDocument, parsePolicyDocument } from '../../core/policy/policy-document.ts';
import { rootHashOf } from '../../core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../core/proof/score-leaves.ts';
import { parseRulesDocument, type RulesDocument } from '../../core/rules/rules-document.ts';
import type { SbomDocument } from '../../core/sbom/component.ts';
import type { ScoreDocument } from '../../core/score/score-document.ts';
import { ENGINE_NAME, ENGINE_VERSION } from '../../core/scoring/engine.ts';
import { type ScanResult, type ScoringWarning, scoreScan } from '../../core/scoring/score-scan.ts';
import { statedScoreWarnings } from '../../core/scoring/stated-severity.ts';
import { parseVex, type VexDocument, vexOfSbom } from '../../core/vex/read-vex.ts';

/** Where the inputs of a manifest come from: the store, or a bundle that carries them. */
export interface InputSource {
  /** The SBOM, read. */
  sbom(digest: Digest): SbomDocument;
  /** @throws StellaError when there are no such bytes, or they have another digest */
  bytes(digest: Digest, what: string): Uint8Array;
  /**
   * @param scanId whose questions the view is to answer, where only a part of the snapshot is there
   * @throws StellaError FEED_MISSING
   */
  feed(digest: Digest, scanId: string): FeedView;
}

export interface ComputedScore {
  readonly manifestHash: Digest;
  readonly score: ScoreDocument;
  readonly rootHash: Digest;
  /** What a person should know beside the score; no part of what is signed. */
  readonly warnings: readonly ScoringWarning[];
}

/** The documents that a manifest names, read. */
export interface LoadedInputs {
  readonly sbom: SbomDocument;
  readonly feed: FeedView;
  readonly rules: RulesDocument;
  readonly policy: PolicyDocument;
  /** The SBOM's own `vulnerabilities`. */
  readonly sbomVex: VexDocument;
  readonly vex: readonly VexDocument[];
  readonly evidence: EvidenceDocument | null;
}

/**
 * @param explain takes a line for each step, for `--verbose`
 * @throws StellaError ENGINE_UNSUPPORTED, or what loading an input throws
 */
export function computeScore(
  manifest: Manifest,
  source: InputSource,
  explain: (line: string) => void,
): ComputedScore {
  const inputs = loadInputs(manifest, source, explain);
  const manifestHash = manifestHashOf(manifest);
  const { score, warnings } = scoreInputs(manifest, manifestHash, inputs);
  const rootHash = rootHashOf(scoreLeaves(manifest, score));
  explain(`${score.findings.length} findings, score ${score.score.toFixed(1)}, root ${rootHash}`);
  return { manifestHash, score, rootHash, warnings };
}

/**
 * Loads what a manifest names.
 * @throws StellaError ENGINE_UNSUPPORTED, or what loading an input throws
 */
export function loadInputs(
  manifest: Manifest,
  source: InputSource,
  explain: (line: string) => void,
): LoadedInputs {
  checkEngine(manifest);
  const { inputs } = manifest;
  explain(`manifest ${manifestHashOf(manifest)}`);
  const load = (digest: Digest, what: string): Uint8Array => {
    explain(`${what} ${digest}`);
    return source.bytes(digest, what);
  };
  const text = (digest: Digest, what: string): string => utf8Decode(load(digest, what), what);
  const sbom = source.sbom(inputs.sbom.digest);
  explain(
    `the SBOM ${inputs.sbom.digest}: ${sbom.components.length} components; feed ${inputs.feed.digest} captured at ${inputs.feed.capturedAt}`,
  );
  return {
    sbom,
    feed: source.feed(inputs.feed.digest, manifest.scanId),
    rules: parseRulesDocument(text(inputs.rules.digest, 'the rules'), 'the rules').document,
    policy: parsePolicyDocument(text(inputs.policy.digest, 'the policy'), 'the policy').document,
    sbomVex: vexOfSbom(sbom.vulnerabilities, inputs.sbom.digest),
    vex: inputs.vex.map(({ digest }) => parseVex(load(digest, 'the VEX document'), digest)),
    evidence:
      inputs.evidence === undefined
        ? null
        : parseEvidenceDocument(text(inputs.evidence.digest, 'the evidence'), 'the evidence').document,
  };
}

/** Scores inputs under the manifest's subject and clock; which digests it names is not looked at. */
export function scoreInputs(
  manifest: Manifest,
  manifestHash: Digest,
  { sbom, sbomVex, vex, ...inputs }: LoadedInputs,
): ScanResult {
  const documents = [sbomVex, ...vex];
  return scoreScan({
    ...inputs,
    sbom,
    manifest,
    manifestHash,
    components: sbom.components,
    vex: documents.flatMap(({ statements }) => statements),
    remarks: documents.flatMap(({ statedScores, document }) => statedScoreWarnings(statedScores, document)),
  });
}

/**
 * Refuses to compute one version's manifest with another version's semantics.
 * @throws StellaError ENGINE_UNSUPPORTED
 */
export function checkEngine({ engine }: Manifest): void {
  if (engine.name === ENGINE_NAME && engine.version === ENGINE_VERSION) return;
  const received = `${engine.name} ${engine.version}`.slice(0, 100);
  const expected = `${ENGINE_NAME} ${ENGINE_VERSION}`;
  throw new StellaError(
    'ENGINE_UNSUPPORTED',
    `the manifest names the engine ${JSON.stringify(received)}, this program computes ${expected}`,
    {
      details: { expected, received },
      hint: 'replay it with the version of stella that made it',
    },
  );
}
