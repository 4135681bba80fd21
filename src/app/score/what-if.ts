/** The manifest of a what-if: a scan's own, with another clock, feed or document in it. */
import type { Digest } from '../../core/digest/sha256.ts';
import { compareUtf8 } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import type { Manifest, ManifestInput, NamedManifestInput } from '../../core/manifest/manifest.ts';
import type { FeedRow } from '../ports/feeds.ts';
import type { Derivation, ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { distinctByDigest, JSON_MEDIA_TYPE, pinInput } from '../scan/pin-input.ts';

/** Rules or a policy: from the catalogue, or from a file. */
export interface ChosenDocument {
  readonly name: string;
  readonly version: string;
  /** Canonical JSON. */
  readonly bytes: Uint8Array;
}

/** What is to be other than in the manifest. Null: as it is. */
export interface WhatIf {
  /** The clock; without `feed`, it also takes the newest snapshot captured at or before it. */
  readonly freeze: string | null;
  /** `latest`: captured last of those in the store. */
  readonly feed: Digest | 'latest' | null;
  readonly rules: ChosenDocument | null;
  readonly policy: ChosenDocument | null;
  /** In place of all of the manifest's. */
  readonly vex: readonly Uint8Array[] | null;
  /** Canonical JSON; `none` takes it away. */
  readonly evidence: Uint8Array | 'none' | null;
}

export const NO_CHANGE: WhatIf = {
  freeze: null,
  feed: null,
  rules: null,
  policy: null,
  vex: null,
  evidence: null,
};

export interface DerivedManifest {
  readonly manifest: Manifest;
  readonly derivation: Derivation;
  /** Bytes of the inputs that came with the what-if. */
  readonly inputs: ReadonlyMap<Digest, Uint8Array>;
}

/**
 * @param history every manifest of the scan: a time that the original or a replay with `--freeze` alone has means its feed
 * @throws StellaError FEED_MISSING
 */
export function deriveManifest(
  base: Manifest,
  change: WhatIf,
  history: readonly ManifestRow[],
  store: Pick<Store, 'feeds'>,
): DerivedManifest {
  const inputs = new Map<Digest, Uint8Array>();
  const pin = (bytes: Uint8Array): ManifestInput => {
    const input = pinInput(bytes, JSON_MEDIA_TYPE);
    inputs.set(input.digest, bytes);
    return input;
  };
  const pinNamed = ({ bytes, name, version }: ChosenDocument): NamedManifestInput => ({
    ...pin(bytes),
    name,
    version,
  });
  const { evidence: ownEvidence, ...own } = base.inputs;
  const evidence =
    change.evidence === null ? ownEvidence : change.evidence === 'none' ? undefined : pin(change.evidence);
  const manifest: Manifest = {
    ...base,
    freezeTimestamp: change.freeze ?? base.freezeTimestamp,
    inputs: {
      ...own,
      ...(change.rules === null ? {} : { rules: pinNamed(change.rules) }),
      ...(change.policy === null ? {} : { policy: pinNamed(change.policy) }),
      feed: chooseFeed(base, change, history, store),
      ...(change.vex === null ? {} : { vex: distinctByDigest(change.vex.map(pin)) }),
      ...(evidence === undefined ? {} : { evidence }),
    },
  };
  return { manifest, derivation: isFreezeAlone(change) ? 'freeze' : 'what-if', inputs };
}

/** True when nothing is asked for but, perhaps, another clock. */
export function isFreezeAlone({ feed, rules, policy, vex, evidence }: WhatIf): boolean {
  return [feed, rules, policy, vex, evidence].every((change) => change === null);
}

type ManifestFeed = Manifest['inputs']['feed'];

function chooseFeed(
  base: Manifest,
  { feed, freeze }: WhatIf,
  history: readonly ManifestRow[],
  { feeds }: Pick<Store, 'feeds'>,
): ManifestFeed {
  if (feed === 'latest') return newestFeed(feeds.list(), null);
  if (feed !== null) return namedFeed(feeds.list(), feed);
  if (freeze === null || freeze === base.freezeTimestamp) return base.inputs.feed;
  const meant = history.find(
    ({ manifest, derivation }) => manifest.freezeTimestamp === freeze && derivation !== 'what-if',
  );
  return meant?.manifest.inputs.feed ?? newestFeed(feeds.list(), freeze);
}

function namedFeed(feeds: readonly FeedRow[], digest: Digest): ManifestFeed {
  const found = feeds.find((feed) => feed.digest === digest);
  if (found !== undefined) return { digest, capturedAt: found.capturedAt };
  throw new StellaError('FEED_MISSING', `the store has no feed snapshot ${digest}`, {
    details: { known: feeds.map((feed) => feed.digest) },
    hint: 'list those that there are with: stella feed list',
  });
}

/** @param at captured at this time or before; null: at any time */
function newestFeed(feeds: readonly FeedRow[], at: string | null): ManifestFeed {
  const eligible = feeds.filter(({ capturedAt }) => at === null || capturedAt <= at);
  const [newest] = eligible.toSorted((a, b) => compareFeeds(b, a));
  if (newest !== undefined) return { digest: newest.digest, capturedAt: newest.capturedAt };
  const earliest = feeds.map(({ capturedAt }) => capturedAt).sort()[0];
  const which = at === null ? '' : ` captured at or before ${at}`;
  throw new StellaError('FEED_MISSING', `the store has no feed snapshot${which}`, {
    details: { expected: at, earliest: earliest ?? null },
    hint:
      earliest === undefined
        ? 'import a kit first: stella offline import --bundle KIT'
        : `the earliest was captured at ${earliest}: freeze to that time or later, or import an older kit`,
  });
}

/** By time of capture, then of import, then digest: a total order, so that the choice is the same on every run. */
function compareFeeds(a: FeedRow, b: FeedRow): number {
  return (
    compareUtf8(a.capturedAt, b.capturedAt) ||
    compareUtf8(a.importedAt, b.importedAt) ||
    compareUtf8(a.digest, b.digest)
  );
}
