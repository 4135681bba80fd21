/** Which input made two scores differ: replays with the inputs of one, and some of the other's in their place. */
import { driftHints, type HintContext } from '../../core/drift/drift-hints.ts';
import { type ExplainedDrift, explainDrift, isSameScore } from '../../core/drift/explain-drift.ts';
import { type DriftInput, type InputChange, inputChanges } from '../../core/drift/input-changes.ts';
import { mixedFeed } from '../../core/drift/mixed-feed.ts';
import { type ErrorCode, isStellaError, StellaError } from '../../core/errors.ts';
import { rememberingFeed } from '../../core/feed/remembering-feed.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import { type Manifest, manifestHashOf } from '../../core/manifest/manifest.ts';
import type { ScoreDocument } from '../../core/score/score-document.ts';
import type { Progress } from '../ports/progress.ts';
import type { Store } from '../ports/store.ts';
import { type InputSource, type LoadedInputs, loadInputs, scoreInputs } from './compute-score.ts';

/** A manifest and the score recorded of it. */
export interface DriftSide {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  /** True when the score was just computed from the manifest: then it need not be computed again. */
  readonly isFresh?: boolean;
}

export interface DriftPorts {
  readonly feeds: Store['feeds'];
  readonly source: InputSource;
  readonly progress: Progress;
  readonly explain: (line: string) => void;
}

/** How far the causes can be relied on. */
export type Attribution =
  /** Found by replaying; so many replays were made. */
  | { readonly status: 'exact'; readonly replays: number }
  /** Something stood in the way of replaying: the difference is shown, its causes are not known. */
  | {
      readonly status: 'unavailable';
      readonly code: ErrorCode;
      readonly reason: string;
      readonly hint: string | null;
    };

export interface DriftReport extends ExplainedDrift {
  /** Every input that differs, cause or not. */
  readonly inputs: readonly InputChange[];
  readonly attribution: Attribution;
  /** What to do about it. */
  readonly hints: readonly string[];
}

/** Never throws for what is missing or wrong in the store: `attribution` says it. */
export function attributeDrift(
  before: DriftSide,
  after: DriftSide,
  context: Omit<HintContext, 'before'>,
  ports: DriftPorts,
): DriftReport {
  const inputs = inputChanges(before.manifest, after.manifest, {
    before: describedFeed(before, ports),
    after: describedFeed(after, ports),
  });
  const names = inputs.flatMap(({ parts }) => parts);
  const scores = { before: before.score, after: after.score, inputs: names };
  const isSame = isSameScore(before.score, after.score);
  const drift = attempt(() => (isSame ? unmoved(scores) : replayed(before, after, names, ports)));
  const report = 'error' in drift ? unattributed(scores, drift.error) : drift.value;
  // The root hash commits to the inputs themselves, so it differs with any of them, whatever the result.
  const all = inputs.map(({ input }) => input);
  const blamed = report.isSameResult ? all : (report.causes?.flat() ?? all);
  return { inputs, ...report, hints: driftHints(blamed, { ...context, before: before.manifest }) };
}

interface Scores {
  readonly before: ScoreDocument;
  readonly after: ScoreDocument;
  readonly inputs: readonly DriftInput[];
}

type Attributed = ExplainedDrift & { readonly attribution: Attribution };

/** The same result needs no cause. */
function unmoved(scores: Scores): Attributed {
  return { ...explainDrift({ ...scores, evaluate: null }), attribution: { status: 'exact', replays: 0 } };
}

function replayed(
  before: DriftSide,
  after: DriftSide,
  inputs: readonly DriftInput[],
  ports: DriftPorts,
): Attributed {
  const replayer = new MixedReplayer(before, after, ports);
  ports.progress.start('looking for the cause', 2 ** inputs.length);
  try {
    replayer.checkEnds(inputs);
    const scores = { before: before.score, after: after.score, inputs };
    const explained = explainDrift({ ...scores, evaluate: (changed) => replayer.score(changed) });
    return { ...explained, attribution: { status: 'exact', replays: replayer.replays } };
  } finally {
    ports.progress.stop();
  }
}

function unattributed(scores: Scores, { code, message, hint }: StellaError): Attributed {
  return {
    ...explainDrift({ ...scores, evaluate: null }),
    attribution: { status: 'unavailable', code, reason: message, hint: hint ?? null },
  };
}

/** A snapshot that is not here, or was edited, is one that cannot be described. */
function describedFeed({ manifest }: DriftSide, { feeds }: DriftPorts): FeedDescriptor | null {
  const described = attempt(() => feeds.descriptor(manifest.inputs.feed.digest));
  return 'error' in described ? null : described.value;
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: StellaError } {
  try {
    return { value: work() };
  } catch (error) {
    if (isStellaError(error)) return { error };
    throw error;
  }
}

/** Scores the inputs of `before` with some of those of `after`. Each is loaded once. */
class MixedReplayer {
  readonly #before: DriftSide;
  readonly #after: DriftSide;
  readonly #ports: DriftPorts;
  readonly #inputs: { readonly before: LoadedInputs; readonly after: LoadedInputs };
  replays = 0;

  /** @throws what loading an input throws */
  constructor(before: DriftSide, after: DriftSide, ports: DriftPorts) {
    this.#before = before;
    this.#after = after;
    this.#ports = ports;
    this.#inputs = {
      before: loadedOnce(before.manifest, ports.source),
      after: loadedOnce(after.manifest, ports.source),
    };
  }

  /**
   * Both ends must be what was recorded: causes of a difference that no input makes cannot be found.
   * @throws StellaError REPLAY_MISMATCH
   */
  checkEnds(inputs: readonly DriftInput[]): void {
    for (const [side, changed] of [
      [this.#before, []],
      [this.#after, inputs],
    ] as const) {
      if (side.isFresh !== true && !isSameScore(this.score(changed), side.score)) throw notReplayable(side);
    }
  }

  score(changed: readonly DriftInput[]): ScoreDocument {
    const { before, after } = this.#inputs;
    const from = (input: DriftInput): LoadedInputs => (changed.includes(input) ? after : before);
    const manifestOf = (input: DriftInput): Manifest =>
      (changed.includes(input) ? this.#after : this.#before).manifest;
    const { subject: _, ...manifest } = this.#before.manifest;
    const { subject } = manifestOf('sbom');
    const { score } = scoreInputs(
      {
        ...manifest,
        ...(subject === undefined ? {} : { subject }),
        freezeTimestamp: manifestOf('freezeTimestamp').freezeTimestamp,
      },
      manifestHashOf(this.#before.manifest),
      {
        sbom: from('sbom').sbom,
        sbomVex: from('sbom').sbomVex,
        feed: mixedFeed({
          advisories: from('feed/advisories').feed,
          epss: from('feed/epss').feed,
          kev: from('feed/kev').feed,
        }),
        rules: from('rules').rules,
        policy: from('policy').policy,
        vex: from('vex').vex,
        evidence: from('evidence').evidence,
      },
    );
    this.replays++;
    this.#ports.progress.advance(this.replays);
    this.#ports.explain(
      `with ${changed.length === 0 ? 'nothing' : changed.join(', ')} changed: score ${score.score.toFixed(1)}, ${score.findings.length} findings`,
    );
    return score;
  }
}

/** What the feed answers is kept: every replay asks it the same. */
function loadedOnce(manifest: Manifest, source: InputSource): LoadedInputs {
  const inputs = loadInputs(manifest, source, () => undefined);
  return { ...inputs, feed: rememberingFeed(inputs.feed) };
}

function notReplayable({ manifest }: DriftSide): StellaError {
  return new StellaError(
    'REPLAY_MISMATCH',
    `the inputs of the manifest ${manifestHashOf(manifest)} no longer give the score recorded of it`,
    { hint: `find out why with: stella score replay --scan ${manifest.scanId}` },
  );
}
