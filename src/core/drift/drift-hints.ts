/** What to do about a difference: the runbook's table of causes and resolutions (its section 3.3), as command lines. */
import type { Manifest } from '../manifest/manifest.ts';
import type { DriftInput, InputChange } from './input-changes.ts';

export interface HintContext {
  /** The manifest that the other one is held against. */
  readonly before: Manifest;
  /** The scan that can be replayed with inputs of `before`. */
  readonly scanId: string;
  /** True when both are manifests of that scan. */
  readonly isReplay: boolean;
}

/**
 * One sentence for each kind of input among those given, in their order.
 * @param inputs the causes, or where they are not known all that differ
 */
export function driftHints(
  inputs: readonly (DriftInput | InputChange['input'])[],
  context: HintContext,
): string[] {
  const kinds = new Set(inputs.map((input) => (input.startsWith('feed') ? 'feed' : input)));
  return [...kinds].map((kind) => HINTS[kind as InputChange['input']](context));
}

const HINTS: Readonly<Record<InputChange['input'], (context: HintContext) => string>> = {
  engine: () => 'engine: replay each with the version of stella that made it',
  sbom: () =>
    'sbom: another subject, or an SBOM generated again; if that is as it should be, the newer scan is the one to go by',
  rules: ({ before, scanId }) => {
    const { name, version } = before.inputs.rules;
    return `rules: the versions differ; pin one with "stella scan run --rules ${name}@${version}", or see what it gives with ${replay(scanId, `--rules ${name}@${version}`)}`;
  },
  policy: ({ before, scanId }) => {
    const { name, version } = before.inputs.policy;
    return `policy: the documents differ; pin one with "stella scan run --policy ${name}@${version}", or see what it gives with ${replay(scanId, `--policy ${name}@${version}`)}`;
  },
  feed: ({ before, scanId, isReplay }) =>
    isReplay
      ? `feed: its data changed between the two; freeze it with ${replay(scanId, `--freeze ${before.freezeTimestamp}`)}`
      : `feed: its data changed between the two; hold it still with ${replay(scanId, `--feed ${before.inputs.feed.digest}`)}`,
  vex: () => 'vex: statements were added, taken back or renewed; both documents are kept by their digests',
  evidence: () => 'evidence: it was gathered again; both documents are kept by their digests',
  freezeTimestamp: ({ before, scanId }) =>
    `freezeTimestamp: the clocks differ; stop it at one time with ${replay(scanId, `--freeze ${before.freezeTimestamp}`)}`,
};

function replay(scanId: string, flags: string): string {
  return `"stella score replay --scan ${scanId} ${flags}"`;
}
