/**
 * Was a package, or an advisory, in the feed when a scan was made? Answered from a replayable bundle, once that is verified:
 * present, with its leaf; absent, with the leaves between which it would stand; or unknown, because the bundle proves neither.
 *
 * The index is by package, so an advisory's absence can be proved for a package that is named too, and never for the whole feed.
 */
import { MANIFEST_FILE } from '../../core/bundle/bundle-layout.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { isCveId } from '../../core/feed/cve-id.ts';
import type { Advisory } from '../../core/feed/feed-view.ts';
import type { IndexLeaf, PackageLeaf } from '../../core/feed/index-leaf.ts';
import type { ProvenFeed } from '../../core/feed/proven-feed.ts';
import type { IndexAnswer, PlacedLeaf, ProvenIndex } from '../../core/feed/proven-index.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import { type IndexKey, indexKeysOf } from '../../core/matching/index-keys.ts';
import { bundledFeed } from '../../core/proof/bundled-feed.ts';
import type { ProvenScore } from '../../core/proof/report.ts';
import { hasInputs } from '../bundle/bundle-source.ts';
import { type VerifyProofPorts, verificationError, verifyProofFile } from './verify-proof.ts';

export interface AbsenceQuestion {
  readonly bundle: string;
  /** A purl, its version not looked at; null when only an advisory is asked for. */
  readonly package: string | null;
  /** Id or alias of an OSV record; null when only a package is asked for. */
  readonly advisory: string | null;
}

export type PresenceStatus = IndexAnswer<IndexLeaf>['status'];

/** What the proof says of one key. */
export interface KeyAnswer {
  readonly key: string;
  readonly status: PresenceStatus;
  /** False: the snapshot does not cover this ecosystem, so absence means that nobody looked; and where the key is unproven. */
  readonly isEcosystemInFeed: boolean;
  /** Place of its leaf, when it is present. */
  readonly index: number | null;
  /** How many records the leaf names. */
  readonly advisories: number;
  /** Whether the bundle carries those records. A leaf that only proves an absence comes without. */
  readonly isCarried: boolean;
  /** The neighbours, when it is absent; null for an end of the tree. */
  readonly before: PlacedKey | null;
  readonly after: PlacedKey | null;
}

export interface PlacedKey {
  readonly index: number;
  readonly key: string;
}

export interface FoundRecord {
  readonly id: string;
  readonly digest: Digest;
  /** Keys of the packages under which it was found. */
  readonly keys: readonly string[];
}

export interface AbsenceReport {
  readonly bundle: string;
  readonly package: string | null;
  readonly advisory: string | null;
  readonly answer: 'present' | 'absent' | 'unknown';
  /** In a sentence. */
  readonly reason: string;
  readonly scanId: string;
  /** Key ids of those who signed the bundle. */
  readonly signers: readonly string[];
  readonly feed: {
    readonly digest: Digest;
    readonly capturedAt: string;
    readonly treeSize: number;
    readonly rootHash: Digest;
  };
  readonly keys: readonly KeyAnswer[];
  /** Records of the package, or the one asked for. */
  readonly records: readonly FoundRecord[];
  /** For a CVE id: whether EPSS and KEV had it. */
  readonly exploitation: { readonly epss: PresenceStatus; readonly kev: PresenceStatus } | null;
}

/**
 * @throws StellaError what `proof verify` would answer for a bundle that does not verify, INPUT_MISSING for one without inputs,
 * FEED_INCOMPLETE, INPUT_INVALID for a package that is no purl
 */
export async function answerAbsence(
  question: AbsenceQuestion,
  ports: VerifyProofPorts,
): Promise<{ readonly report: AbsenceReport; readonly error: StellaError | null }> {
  const bundle = await ports.bundles.read(question.bundle);
  const bundles = { ...ports.bundles, read: () => Promise.resolve(bundle) };
  const verification = await verifyProofFile(question.bundle, { ...ports, bundles, replay: null });
  const refusal = verificationError(verification);
  if (refusal !== null || verification.proven === null)
    throw refusal ?? new StellaError('INTERNAL', 'a bundle is verified and proves nothing');
  const { files } = bundle;
  const manifest = files.get(MANIFEST_FILE);
  if (manifest === undefined || !hasInputs(files)) throw withoutFeed();
  const { digest } = parseManifest(manifest).inputs.feed;
  const { descriptor, view } = bundledFeed(digest, files);
  const report = reportOn(question, verification.proven, { digest, descriptor, view });
  return { report, error: report.answer === 'unknown' ? unsettled(report) : null };
}

interface Snapshot {
  readonly digest: Digest;
  readonly descriptor: FeedDescriptor;
  readonly view: ProvenFeed;
}

function reportOn(
  question: AbsenceQuestion,
  { scanId, signers }: ProvenScore,
  snapshot: Snapshot,
): AbsenceReport {
  const { digest, descriptor, view } = snapshot;
  const keys = question.package === null ? null : indexKeysOf(question.package);
  const found = keys === null || 'uncovered' in keys ? [] : keys.map((key) => answerOf(key, view));
  const records = recordsOf(question, found, view);
  const { advisory } = question;
  return {
    bundle: question.bundle,
    package: question.package,
    advisory,
    ...conclusion(question, keys, found, records),
    scanId,
    signers,
    feed: { digest, capturedAt: descriptor.capturedAt, ...descriptor.index },
    keys: found,
    records,
    exploitation:
      advisory !== null && isCveId(advisory)
        ? { epss: statusOf(view.epssIndex, advisory), kev: statusOf(view.kevIndex, advisory) }
        : null,
  };
}

function answerOf({ key, ecosystem }: IndexKey, view: ProvenFeed): KeyAnswer {
  const answer = view.packages.find(key);
  return {
    key,
    status: answer.status,
    isEcosystemInFeed: answer.status !== 'unproven' && view.hasEcosystem(ecosystem),
    index: answer.status === 'present' ? answer.at.index : null,
    advisories: answer.status === 'present' ? answer.at.leaf.advisories.length : 0,
    isCarried: answer.status === 'present' && view.isCarried(answer.at.leaf),
    before: answer.status === 'absent' ? placedKey(answer.before) : null,
    after: answer.status === 'absent' ? placedKey(answer.after) : null,
  };
}

function placedKey(leaf: PlacedLeaf<PackageLeaf> | null): PlacedKey | null {
  return leaf === null ? null : { index: leaf.index, key: leaf.leaf.key };
}

/** A snapshot without such a source has nothing of it. */
function statusOf<Leaf extends IndexLeaf>(index: ProvenIndex<Leaf> | null, key: string): PresenceStatus {
  return index === null ? 'absent' : index.find(key).status;
}

/** The records of the package's keys, or of every package that the bundle carries records of; only those with the id asked for. */
function recordsOf(
  { package: purl, advisory }: AbsenceQuestion,
  keys: readonly KeyAnswer[],
  view: ProvenFeed,
): FoundRecord[] {
  const wanted =
    purl === null
      ? view.packages.leaves.filter(({ leaf }) => view.isCarried(leaf)).map(({ leaf }) => leaf.key)
      : keys.filter(({ isCarried }) => isCarried).map(({ key }) => key);
  const found = new Map<Digest, { record: Advisory['record']; keys: string[] }>();
  for (const key of wanted) {
    for (const { digest, record } of view.advisories(key)) {
      if (advisory !== null && record.id !== advisory && !record.aliases.includes(advisory)) continue;
      const known = found.get(digest);
      if (known === undefined) found.set(digest, { record, keys: [key] });
      else known.keys.push(key);
    }
  }
  return [...found].map(([digest, { record, keys: names }]) => ({ id: record.id, digest, keys: names }));
}

function conclusion(
  { package: purl, advisory }: AbsenceQuestion,
  asked: ReturnType<typeof indexKeysOf> | null,
  keys: readonly KeyAnswer[],
  records: readonly FoundRecord[],
): Pick<AbsenceReport, 'answer' | 'reason'> {
  if (advisory !== null && records.length > 0)
    return {
      answer: 'present',
      reason: `the feed had ${list(records.map(({ id }) => id))} of ${list(records.flatMap((record) => record.keys))}`,
    };
  if (purl === null)
    return {
      answer: 'unknown',
      reason:
        'no package that this bundle is about has such a record; whether another package in the feed had, an index by package cannot show',
    };
  if (asked !== null && 'uncovered' in asked)
    return { answer: 'unknown', reason: `no feed has such a package: ${asked.uncovered}` };
  if (advisory === null && keys.some(({ status }) => status === 'present'))
    return {
      answer: 'present',
      reason: `the feed had it, with ${keys.reduce((sum, key) => sum + key.advisories, 0)} records`,
    };
  if (keys.some(({ status, isCarried }) => status === 'present' && !isCarried))
    return {
      answer: 'unknown',
      reason: 'the feed had the package, but the bundle does not carry its records',
    };
  if (keys.some(({ status }) => status === 'unproven'))
    return {
      answer: 'unknown',
      reason: 'the scan did not ask for this package, so the bundle proves nothing about it',
    };
  const isLookedAt = keys.every(({ isEcosystemInFeed }) => isEcosystemInFeed);
  const what =
    advisory === null
      ? 'the feed had no record of it'
      : 'none of its records in the feed has this id or alias';
  return {
    answer: 'absent',
    reason: isLookedAt
      ? what
      : `${what}; nor does it cover the ecosystem, so that means nothing about the package`,
  };
}

function list(items: readonly string[]): string {
  const distinct = [...new Set(items)];
  const shown = distinct.slice(0, 5).join(', ');
  return distinct.length <= 5 ? shown : `${shown} and ${distinct.length - 5} more`;
}

function withoutFeed(): StellaError {
  return new StellaError(
    'INPUT_MISSING',
    'the bundle carries nothing of its feed, so it cannot say what was in it',
    {
      hint: 'ask its issuer for one made with "stella score bundle --replayable"',
    },
  );
}

function unsettled({ reason, advisory, package: purl }: AbsenceReport): StellaError {
  return new StellaError('INPUT_MISSING', `not answerable from this bundle: ${reason}`, {
    hint:
      advisory !== null && purl === null
        ? 'name a package of the scan with --package too: its records are all in the bundle'
        : 'ask for a package that the SBOM has, or ask the issuer, who has the whole feed',
  });
}
