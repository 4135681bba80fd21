/**
 * What a bundle must carry so that its score can be recomputed from the bundle alone, and shown to leave nothing out
 * (formats.md section 6). The engine scores the scan once more and every question that it puts to the feed is noted: those
 * are proved.
 */
import {
  advisoryInput,
  BUNDLE_LIMITS,
  EPSS_INPUT,
  EVIDENCE_INPUT,
  FEED_INPUT,
  FEED_PROOF_INPUT,
  KEV_INPUT,
  POLICY_INPUT,
  RULES_INPUT,
  SBOM_INPUT,
  vexInput,
} from '../../core/bundle/bundle-layout.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { type FeedProof, type IndexProof, proveIndex } from '../../core/feed/feed-proof.ts';
import {
  type EpssLeaf,
  epssLeafOf,
  type IndexLeaf,
  type KevLeaf,
  kevLeafOf,
  type PackageLeaf,
} from '../../core/feed/index-leaf.ts';
import type { FeedIndex } from '../../core/feed/index-tree.ts';
import { type FeedQuestions, recordQuestions } from '../../core/feed/recorded-questions.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import { verifySameScore } from '../../core/proof/replay-difference.ts';
import type { FeedStore } from '../ports/feeds.ts';
import type { ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { computeScore, type InputSource } from '../score/compute-score.ts';
import { storeSource } from '../score/input-source.ts';
import { recordedScore } from '../score/replay-score.ts';

/**
 * The files below `inputs/`, by name.
 * @throws StellaError REPLAY_MISMATCH when the scan no longer gives its recorded score, LIMIT_EXCEEDED for more than a bundle
 * may hold, FEED_MISSING, STORE_CORRUPT
 */
export function replayableInputs(
  row: ManifestRow,
  store: Store,
  explain: (line: string) => void = () => {},
): Map<string, Uint8Array> {
  const { manifest } = row;
  const source = storeSource(store);
  const { view, questions } = recordQuestions(source.feed(manifest.inputs.feed.digest, manifest.scanId));
  const computed = computeScore(manifest, { ...source, feed: () => view }, explain);
  if (computed.rootHash !== row.rootHash) verifySameScore(manifest, recordedScore(store, row), computed);
  const files = new Map([...documents(manifest, source), ...feedPart(manifest, questions, store.feeds)]);
  checkLimits(files);
  return files;
}

function documents({ inputs }: Manifest, { bytes }: InputSource): [string, Uint8Array][] {
  const { sbom, rules, policy, vex, evidence } = inputs;
  return [
    [SBOM_INPUT, bytes(sbom.digest, 'the SBOM')],
    [RULES_INPUT, bytes(rules.digest, 'the rules')],
    [POLICY_INPUT, bytes(policy.digest, 'the policy')],
    ...vex.map(({ digest }): [string, Uint8Array] => [vexInput(digest), bytes(digest, 'the VEX document')]),
    ...(evidence === undefined
      ? []
      : [[EVIDENCE_INPUT, bytes(evidence.digest, 'the evidence')] satisfies [string, Uint8Array]]),
  ];
}

function feedPart({ inputs }: Manifest, asked: FeedQuestions, feeds: FeedStore): [string, Uint8Array][] {
  const { digest } = inputs.feed;
  const descriptor = feeds.descriptor(digest);
  if (descriptor === null) throw new StellaError('FEED_MISSING', `the store has no feed snapshot ${digest}`);
  const { packages, epss, kev } = proveAll(descriptor, digest, asked, feeds);
  const proof: FeedProof = {
    schema: 'stella.feed-proof/v1',
    index: packages as FeedProof['index'],
    ...(epss === null ? {} : { epssIndex: epss }),
    ...(kev === null ? {} : { kevIndex: kev }),
  };
  return [
    [FEED_INPUT, canonicalBytes(descriptor)],
    [FEED_PROOF_INPUT, canonicalBytes(proof)],
    ...rowsFile(EPSS_INPUT, 'stella.epss-rows/v1', epss, asked.epss),
    ...rowsFile(KEV_INPUT, 'stella.kev-rows/v1', kev, asked.kev),
    ...feeds
      .records(asked.advisories)
      .map(({ digest: advisory, bytes }): [string, Uint8Array] => [advisoryInput(advisory), bytes]),
  ];
}

interface Proofs {
  readonly packages: IndexProof<PackageLeaf>;
  readonly epss: IndexProof<EpssLeaf> | null;
  readonly kev: IndexProof<KevLeaf> | null;
}

function proveAll(
  { index, epssIndex, kevIndex }: FeedDescriptor,
  digest: Digest,
  asked: FeedQuestions,
  feeds: FeedStore,
): Proofs {
  const leaves = feeds.leaves(digest);
  return {
    packages: proveCommitted(index, leaves.packages, asked.packages),
    epss:
      epssIndex === undefined ? null : proveCommitted(epssIndex, mapped(leaves.epss, epssLeafOf), asked.epss),
    kev: kevIndex === undefined ? null : proveCommitted(kevIndex, mapped(leaves.kev, kevLeafOf), asked.kev),
  };
}

/** @throws StellaError STORE_CORRUPT when the rows of the store are not those that the snapshot commits to */
function proveCommitted<Leaf extends IndexLeaf>(
  committed: FeedIndex,
  leaves: Iterable<Leaf>,
  asked: ReadonlySet<string>,
): IndexProof<Leaf> {
  const { proof, index } = proveIndex(leaves, asked);
  if (index.rootHash === committed.rootHash && index.treeSize === committed.treeSize) return proof;
  throw new StellaError(
    'STORE_CORRUPT',
    `an index of the feed snapshot has the root ${index.rootHash}, its descriptor says ${committed.rootHash}`,
    {
      details: { expected: committed.rootHash, received: index.rootHash },
      hint: 'the store was edited or damaged: restore it from a backup, or import the kit again into a new --home',
    },
  );
}

function* mapped<From, To>(items: Iterable<From>, map: (item: From) => To): Generator<To> {
  for (const item of items) yield map(item);
}

/** The rows that were asked for and are there. */
function rowsFile<Leaf extends EpssLeaf | KevLeaf>(
  name: string,
  schema: string,
  proof: IndexProof<Leaf> | null,
  asked: ReadonlySet<string>,
): [string, Uint8Array][] {
  if (proof === null) return [];
  const rows = proof.leaves.map(({ leaf }) => leaf).filter(({ key }) => asked.has(key));
  return [[name, canonicalBytes({ rows, schema })]];
}

/** What no reader would open must not be written. */
function checkLimits(files: ReadonlyMap<string, Uint8Array>): void {
  const { maxEntries, maxFileBytes, maxTotalBytes } = BUNDLE_LIMITS;
  const sizes = [...files.values()].map(({ length }) => length);
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const isTooMuch =
    files.size > maxEntries - 16 ||
    totalBytes > maxTotalBytes - 2 ** 20 ||
    sizes.some((size) => size > maxFileBytes);
  if (!isTooMuch) return;
  throw new StellaError(
    'LIMIT_EXCEEDED',
    `the inputs are ${files.size} files of ${totalBytes} bytes together, more than a bundle may hold`,
    { details: { files: files.size, totalBytes, maxEntries, maxTotalBytes } },
  );
}
