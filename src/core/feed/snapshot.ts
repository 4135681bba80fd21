/** The feed snapshot's descriptor, `feed.json` (formats.md section 3): which sources, and the roots of the indexes over them. */
import * as v from 'valibot';
import { type Digest, digestOf } from '../digest/sha256.ts';
import { compareUtf8, sortedByKey } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import { checkDocument, type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, timestampShape } from '../json/shapes.ts';

const sourceShape = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(['osv', 'epss', 'kev']),
  digest: digestShape,
  size: countShape,
  records: countShape,
  capturedAt: timestampShape,
});

const sourcesShape = v.pipe(
  v.array(sourceShape),
  v.minLength(1),
  v.check((sources) => isSortedByName(sources), 'expected an array sorted by name, without repetition'),
);

const indexShape = v.strictObject({ treeSize: countShape, rootHash: digestShape });

export const feedDescriptorShape = v.pipe(
  v.strictObject({
    schema: v.literal('stella.feed/v1'),
    capturedAt: timestampShape,
    sources: sourcesShape,
    index: indexShape,
    epssIndex: v.exactOptional(indexShape),
    kevIndex: v.exactOptional(indexShape),
  }),
  v.check(
    ({ capturedAt, sources }) => capturedAt === latestCapture(sources),
    'expected the latest capturedAt of its sources',
  ),
);

export type FeedDescriptor = v.InferOutput<typeof feedDescriptorShape>;
export type FeedSource = v.InferOutput<typeof sourceShape>;
export type FeedIndexes = Pick<FeedDescriptor, 'index' | 'epssIndex' | 'kevIndex'>;

export const FEED_FORMAT = {
  schemaName: 'stella.feed/v1',
  what: 'feed.json',
  shape: feedDescriptorShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof feedDescriptorShape>;

/**
 * Reads the canonical bytes of a descriptor.
 * @throws StellaError INPUT_INVALID or UNSUPPORTED_VERSION
 */
export function parseFeedDescriptor(bytes: Uint8Array): FeedDescriptor {
  return parseCanonicalDocument(FEED_FORMAT, bytes);
}

/**
 * The descriptor of a snapshot. `capturedAt` is the latest of its sources'.
 * @param sources in any order
 * @throws StellaError FEED_MISSING without a source, INPUT_INVALID when two sources have one name
 */
export function buildFeedDescriptor(sources: readonly FeedSource[], indexes: FeedIndexes): FeedDescriptor {
  if (sources.length === 0)
    throw new StellaError('FEED_MISSING', 'a feed snapshot needs at least one source');
  return checkDocument(FEED_FORMAT, {
    schema: FEED_FORMAT.schemaName,
    capturedAt: latestCapture(sources),
    sources: sortedByKey(sources, (source) => source.name),
    ...indexes,
  });
}

/** feedHash: SHA-256 over the descriptor's canonical bytes. */
export function feedHashOf(descriptor: FeedDescriptor): Digest {
  return digestOf(canonicalBytes(descriptor));
}

function isSortedByName(sources: readonly FeedSource[]): boolean {
  return sources.every((source, i) => {
    const previous = sources[i - 1];
    return previous === undefined || compareUtf8(previous.name, source.name) < 0;
  });
}

/** Times in our own form compare as text. */
function latestCapture(sources: readonly FeedSource[]): string {
  return (
    sources
      .map(({ capturedAt }) => capturedAt)
      .sort()
      .at(-1) ?? ''
  );
}
