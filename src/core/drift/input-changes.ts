/** Which inputs of two manifests differ, and which of these a score can depend on. */
import type { FeedDescriptor } from '../feed/snapshot.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { Manifest } from '../manifest/manifest.ts';

/**
 * What can be changed one at a time, in the order of reports. The feed's three kinds of source are separate, because they
 * come from three publishers; `sbom` takes the subject along, which it names.
 */
export const DRIFT_INPUTS = [
  'sbom',
  'rules',
  'policy',
  'feed/advisories',
  'feed/epss',
  'feed/kev',
  'vex',
  'evidence',
  'freezeTimestamp',
] as const;

export type DriftInput = (typeof DRIFT_INPUTS)[number];

/** A member of the manifest that differs. */
export interface InputChange {
  readonly input: 'engine' | 'sbom' | 'rules' | 'policy' | 'feed' | 'vex' | 'evidence' | 'freezeTimestamp';
  /** What identifies it: digest, name and version, time; null where there is none. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** What of it differs that a score can depend on. None: the bytes differ, but no score can (a feed captured again). */
  readonly parts: readonly DriftInput[];
}

/** Descriptors of the two feed snapshots; null where one is not at hand. */
export interface DescribedFeeds {
  readonly before: FeedDescriptor | null;
  readonly after: FeedDescriptor | null;
}

/** `scanId` and `scannedAt` are no inputs: no score depends on them. */
export function inputChanges(before: Manifest, after: Manifest, feeds: DescribedFeeds): InputChange[] {
  const [earlier, later] = [identities(before), identities(after)];
  const changed = earlier.flatMap(({ input, value }, i) => {
    const other = later[i]?.value ?? null;
    return canonicalJson(value) === canonicalJson(other) ? [] : [{ input, before: value, after: other }];
  });
  return changed.map((change) => ({ ...change, parts: partsOf(change.input, feeds) }));
}

interface Identity {
  readonly input: InputChange['input'];
  readonly value: JsonObject | null;
}

function identities({ engine, freezeTimestamp, subject, inputs }: Manifest): Identity[] {
  const { sbom, rules, policy, feed, vex, evidence } = inputs;
  const named = ({ digest, name, version }: Manifest['inputs']['rules']) => ({ digest, name, version });
  return [
    { input: 'engine', value: { name: engine.name, version: engine.version } },
    { input: 'sbom', value: { digest: sbom.digest, subject: subject?.digest.sha256 ?? null } },
    { input: 'rules', value: named(rules) },
    { input: 'policy', value: named(policy) },
    { input: 'feed', value: { digest: feed.digest, capturedAt: feed.capturedAt } },
    { input: 'vex', value: vex.length === 0 ? null : { digests: vex.map(({ digest }) => digest) } },
    { input: 'evidence', value: evidence === undefined ? null : { digest: evidence.digest } },
    { input: 'freezeTimestamp', value: { time: freezeTimestamp } },
  ];
}

function partsOf(input: InputChange['input'], feeds: DescribedFeeds): DriftInput[] {
  if (input === 'engine') return [];
  return input === 'feed' ? feedParts(feeds) : [input];
}

/** The index roots commit to everything that a score can ask a snapshot for, but for which ecosystems it covers. */
function feedParts({ before, after }: DescribedFeeds): DriftInput[] {
  if (before === null || after === null) return ['feed/advisories', 'feed/epss', 'feed/kev'];
  const parts: (readonly [DriftInput, (feed: FeedDescriptor) => unknown])[] = [
    ['feed/advisories', (feed) => [feed.index.rootHash, coveredSources(feed)]],
    ['feed/epss', (feed) => feed.epssIndex?.rootHash ?? null],
    ['feed/kev', (feed) => feed.kevIndex?.rootHash ?? null],
  ];
  return parts
    .filter(([, identity]) => JSON.stringify(identity(before)) !== JSON.stringify(identity(after)))
    .map(([part]) => part);
}

function coveredSources({ sources }: FeedDescriptor): string[] {
  return sources.filter(({ kind, records }) => kind === 'osv' && records > 0).map(({ name }) => name);
}
