/** The part of a feed snapshot that a replayable bundle carries (formats.md section 6), its proofs checked. */
import {
  advisoryInput,
  advisoryInputDigest,
  EPSS_INPUT,
  FEED_INPUT,
  FEED_PROOF_INPUT,
  KEV_INPUT,
} from '../bundle/bundle-layout.ts';
import { type Digest, digestOf } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { parseFeedProof } from '../feed/feed-proof.ts';
import { ProvenFeed } from '../feed/proven-feed.ts';
import { type FeedDescriptor, parseFeedDescriptor } from '../feed/snapshot.ts';
import { parseEpssRows, parseKevRows } from '../feed/used-rows.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** A snapshot's descriptor, and what a bundle proves of the rest. */
export interface BundledFeed {
  readonly descriptor: FeedDescriptor;
  readonly view: ProvenFeed;
}

/**
 * Reads the snapshot's part. What is carried must be needed: a record that no leaf of the proof names is refused.
 * @param digest of the snapshot, as the manifest has it: the one thing here that is taken for true
 * @throws StellaError INPUT_MISSING without feed.json, DIGEST_MISMATCH when it is another one, FEED_INCOMPLETE, BUNDLE_INVALID
 */
export function bundledFeed(digest: Digest, files: Files): BundledFeed {
  const descriptor = boundDescriptor(digest, files);
  const view = new ProvenFeed({
    descriptor,
    proof: parseFeedProof(required(files, FEED_PROOF_INPUT)),
    record: (record) => files.get(advisoryInput(record)),
    epss: rowsOf(files, EPSS_INPUT, descriptor.epssIndex, parseEpssRows),
    kev: rowsOf(files, KEV_INPUT, descriptor.kevIndex, parseKevRows),
  });
  refuseUnnamedAdvisories(view, files);
  return { descriptor, view };
}

function boundDescriptor(digest: Digest, files: Files): FeedDescriptor {
  const bytes = files.get(FEED_INPUT);
  if (bytes === undefined)
    throw new StellaError('INPUT_MISSING', `the bundle has no ${FEED_INPUT}`, {
      details: { expected: digest },
    });
  const received = digestOf(bytes);
  if (received === digest) return parseFeedDescriptor(bytes);
  throw new StellaError('DIGEST_MISMATCH', `${FEED_INPUT} has the digest ${received}, expected ${digest}`, {
    details: { expected: digest, received },
  });
}

function required(files: Files, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes !== undefined) return bytes;
  throw new StellaError('FEED_INCOMPLETE', `the bundle has no ${name}`, {
    hint: 'ask its issuer for a bundle made with "stella score bundle --replayable"',
  });
}

function rowsOf<Row>(
  files: Files,
  name: string,
  index: object | undefined,
  parse: (bytes: Uint8Array) => { readonly rows: readonly Row[] },
): readonly Row[] {
  if (index !== undefined) return parse(required(files, name)).rows;
  if (!files.has(name)) return [];
  throw new StellaError('FEED_INCOMPLETE', `the bundle has ${name}, and its snapshot no such rows`);
}

function refuseUnnamedAdvisories({ packages }: ProvenFeed, files: Files): void {
  const named = new Set(packages.leaves.flatMap(({ leaf }) => leaf.advisories));
  for (const name of files.keys()) {
    const digest = advisoryInputDigest(name);
    if (digest === null || named.has(digest)) continue;
    throw new StellaError(
      'FEED_INCOMPLETE',
      `the bundle has ${name}, a record that no leaf of its proof names`,
      { details: { received: digest } },
    );
  }
}
