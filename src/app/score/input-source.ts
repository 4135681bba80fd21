/** Where the inputs of a manifest come from, in the store. */
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { FeedView } from '../../core/feed/feed-view.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { SbomDocument } from '../../core/sbom/component.ts';
import { parseSbom } from '../../core/sbom/read-sbom.ts';
import type { Store } from '../ports/store.ts';
import type { InputSource } from './compute-score.ts';

/**
 * Inputs from the store, each checked against its digest. An SBOM is read once, however often it is asked for, and a feed
 * keeps what it has read.
 * @throws StellaError INPUT_MISSING, FEED_MISSING, DIGEST_MISMATCH for bytes that were edited, STORE_CORRUPT
 */
export function storeSource(store: Pick<Store, 'blobs' | 'feeds'>): InputSource {
  const bytes = (digest: Digest, what: string): Uint8Array => {
    if (store.blobs.has(digest)) return store.blobs.get(digest, what);
    throw new StellaError('INPUT_MISSING', `${what} (${digest}) is not in the store`, {
      details: { expected: digest },
      hint: 'restore the store from its backup, or scan the same file again here: inputs are found by their digest',
    });
  };
  return {
    bytes,
    sbom: once((digest: Digest): SbomDocument => parseSbom(bytes(digest, 'the SBOM'))),
    feed: once((digest: Digest, scanId: string): FeedView => store.feeds.view(digest, scanId)),
  };
}

/** The same source, with other bytes beside the store's. */
export function withInputs(source: InputSource, inputs: ReadonlyMap<Digest, Uint8Array>): InputSource {
  return { ...source, bytes: (digest, what) => inputs.get(digest) ?? source.bytes(digest, what) };
}

export interface NamedInput {
  /** `SBOM`, `rules`, `policy`, `VEX document`, `evidence` or `feed snapshot`. */
  readonly input: string;
  readonly digest: Digest;
}

/**
 * Which inputs of a manifest the store lacks.
 * @param given inputs that need not be in the store
 */
export function missingInputs(
  manifest: Manifest,
  store: Pick<Store, 'blobs' | 'feeds'>,
  given: ReadonlyMap<Digest, Uint8Array> = new Map(),
): NamedInput[] {
  const { feed } = manifest.inputs;
  const isFeedThere = store.feeds.hasAnyOf(feed.digest);
  return [
    ...blobInputs(manifest).filter(({ digest }) => !given.has(digest) && !store.blobs.has(digest)),
    ...(isFeedThere ? [] : [{ input: FEED, digest: feed.digest }]),
  ];
}

/** The inputs of a manifest that are files: all but the feed. */
export function blobInputs({ inputs }: Manifest): NamedInput[] {
  const { sbom, rules, policy, vex, evidence } = inputs;
  return [
    { input: 'SBOM', digest: sbom.digest },
    { input: 'rules', digest: rules.digest },
    { input: 'policy', digest: policy.digest },
    ...vex.map(({ digest }) => ({ input: 'VEX document', digest })),
    ...(evidence === undefined ? [] : [{ input: 'evidence', digest: evidence.digest }]),
  ];
}

const FEED = 'feed snapshot';

/**
 * Says at once all that a manifest needs and the store lacks, before any work is done.
 * @throws StellaError FEED_MISSING when only the feed snapshot is missing, else INPUT_MISSING
 */
export function requireInputs(
  manifest: Manifest,
  store: Pick<Store, 'blobs' | 'feeds'>,
  given: ReadonlyMap<Digest, Uint8Array>,
): void {
  const missing = missingInputs(manifest, store, given);
  const [first] = missing;
  if (first === undefined) return;
  const { digest, capturedAt } = manifest.inputs.feed;
  const list = missing.map((input) => `${input.input} ${input.digest}`).join(', ');
  const hints = [
    ...(first.input === FEED
      ? []
      : [
          'a bundle without inputs proves a score and cannot replay it: scan the same files here (inputs are found by their digest), or import a bundle that carries them',
        ]),
    ...(missing.some(({ input }) => input === FEED)
      ? [
          `import the kit that brought the feed snapshot captured at ${capturedAt}: stella offline import --bundle KIT`,
        ]
      : []),
  ];
  throw new StellaError(
    first.input === FEED ? 'FEED_MISSING' : 'INPUT_MISSING',
    `the store lacks what the scan ${manifest.scanId} was scored with: ${list}`,
    { details: { missing, feed: { digest, capturedAt } }, hint: hints.join('; ') },
  );
}

function once<T, Rest extends readonly string[]>(
  load: (digest: Digest, ...rest: Rest) => T,
): (digest: Digest, ...rest: Rest) => T {
  const known = new Map<string, T>();
  return (digest, ...rest) => {
    const key = [digest, ...rest].join('\n');
    const value = known.get(key) ?? load(digest, ...rest);
    known.set(key, value);
    return value;
  };
}
