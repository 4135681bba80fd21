/**
 * Replays a bundle from the bundle alone: no store, no kit, no feed. Every proof is checked, the score recomputed from the
 * inputs that the bundle carries, and the result held against the one that is signed.
 */
import { MANIFEST_FILE, SCORE_FILE } from '../../core/bundle/bundle-layout.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { IndexLeaf } from '../../core/feed/index-leaf.ts';
import type { ProvenFeed } from '../../core/feed/proven-feed.ts';
import type { ProvenIndex } from '../../core/feed/proven-index.ts';
import { recordQuestions } from '../../core/feed/recorded-questions.ts';
import { type Manifest, parseManifest } from '../../core/manifest/manifest.ts';
import { bundledFeed } from '../../core/proof/bundled-feed.ts';
import { verifySameScore } from '../../core/proof/replay-difference.ts';
import type { ReplayEvidence, ReplayFacts } from '../../core/proof/replay-evidence.ts';
import { parseScoreDocument, type ScoreDocument } from '../../core/score/score-document.ts';
import { bundleSource, expectLabel, hasInputs, verifyInputLabels } from '../bundle/bundle-source.ts';
import { checkEngine, computeScore } from '../score/compute-score.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Never throws for what is in the bundle.
 * @param explain takes a line for each step, for `--verbose`
 */
export function replayBundle(files: Files, explain: (line: string) => void): ReplayEvidence {
  const documents = readDocuments(files);
  if (documents === null) return { status: 'not-run' };
  try {
    return { status: 'same', facts: replay(documents, files, explain) };
  } catch (error) {
    if (isStellaError(error)) return { status: 'failed', error };
    throw error;
  }
}

interface Documents {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
}

function readDocuments(files: Files): Documents | null {
  const [manifest, score] = [files.get(MANIFEST_FILE), files.get(SCORE_FILE)];
  if (manifest === undefined || score === undefined) return null;
  try {
    return { manifest: parseManifest(manifest), score: parseScoreDocument(score) };
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}

function replay({ manifest, score }: Documents, files: Files, explain: (line: string) => void): ReplayFacts {
  checkEngine(manifest);
  if (!hasInputs(files)) throw withoutInputs(manifest);
  verifyInputLabels(manifest, files);
  const { digest, capturedAt } = manifest.inputs.feed;
  const { descriptor, view } = bundledFeed(digest, files);
  expectLabel('time of capture of the feed', descriptor.capturedAt, capturedAt);
  explain(
    `proofs: ${view.packages.leaves.length} of ${view.packages.treeSize} leaves of the package index, as ${digest} has it`,
  );
  const { view: noting, questions } = recordQuestions(view);
  const computed = computeScore(manifest, bundleSource(files, noting), explain);
  verifySameScore(manifest, score, computed);
  return {
    engine: `${manifest.engine.name} ${manifest.engine.version}`,
    packages: countAnswers(view.packages, questions.packages),
    advisories: questions.advisories.size,
    ...exploitationAnswers(view, questions),
  };
}

function exploitationAnswers(
  { epssIndex, kevIndex }: ProvenFeed,
  { epss, kev }: { readonly epss: ReadonlySet<string>; readonly kev: ReadonlySet<string> },
): Pick<ReplayFacts, 'epss' | 'kev'> {
  return { epss: countAnswers(epssIndex, epss), kev: countAnswers(kevIndex, kev) };
}

/** In a snapshot without such a source, all are absent. */
function countAnswers<Leaf extends IndexLeaf>(
  index: ProvenIndex<Leaf> | null,
  keys: ReadonlySet<string>,
): { readonly present: number; readonly absent: number } {
  const present = [...keys].filter((key) => index?.find(key).status === 'present').length;
  return { present, absent: keys.size - present };
}

function withoutInputs({ scanId }: Manifest): StellaError {
  return new StellaError(
    'INPUT_MISSING',
    'the bundle carries no inputs, so nothing can be recomputed from it',
    {
      hint: `ask its issuer for one made with "stella score bundle --scan ${scanId} --replayable", or replay it where its feed snapshot is`,
    },
  );
}
