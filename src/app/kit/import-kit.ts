/**
 * Imports an offline kit: the signature first, then every byte against the statement, into a staging folder; then the feeds are
 * indexed, the documents read, and all of it put in force by one step. Before that step nothing of a kit can be seen.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { type ErrorCode, isStellaError, type StellaError } from '../../core/errors.ts';
import { buildFeedDescriptor, type FeedDescriptor, feedHashOf } from '../../core/feed/snapshot.ts';
import { feedSourceName, isFeedKind } from '../../core/kit/kit-layout.ts';
import type { KitEntry, KitStatement } from '../../core/kit/kit-statement.ts';
import { judgeSuccession } from '../../core/kit/kit-succession.ts';
import { type VerifiedKit, verifyKitEnvelope } from '../../core/kit/verify-kit.ts';
import { limit } from '../../core/limits.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { IndexedSource } from '../ports/feeds.ts';
import type { KitWorkspace, StagedFiles } from '../ports/kit-tools.ts';
import type { KitRow } from '../ports/kits.ts';
import type { Progress } from '../ports/progress.ts';
import type { Store } from '../ports/store.ts';
import type { TrustSource } from '../ports/trust.ts';
import { type ClockReport, effectiveTime, readClock, verificationTime } from '../proof/verification-time.ts';
import type { BuiltInDocument } from '../scan/document-catalog.ts';
import { checkAnchors } from '../trust/check-anchors.ts';
import { countProgress } from './count-progress.ts';
import { importReport, type KitImport } from './import-report.ts';
import { type KitDocuments, readKitDocuments, refuseOtherContent } from './kit-documents.ts';
import { blobsOfKitScans, type KitScan, verifyKitScans } from './kit-scans.ts';

export interface ImportRequest {
  readonly path: string;
  /** Everything but the activation. */
  readonly isDryRun: boolean;
  /** Why an older kit is to be put in force, or null. */
  readonly forceReason: string | null;
  /** True when the trust roots are the store's own: the signer must still be among them when the kit takes effect. */
  readonly isOwnTrust: boolean;
}

export interface ImportPorts {
  readonly store: Store;
  readonly workspace: KitWorkspace;
  readonly trust: TrustSource;
  /** For the scans that a kit carries. */
  readonly bundles: BundleReader;
  /** Documents that the program ships. */
  readonly builtIn: readonly BuiltInDocument[];
  readonly clock: Clock;
  readonly floor: TimeFloor;
  readonly progress: Progress;
  readonly explain: (line: string) => void;
}

/**
 * @throws StellaError TRUST_ROOT_MISSING, SIGNATURE_INVALID, KEY_UNKNOWN, KIT_INVALID, DIGEST_MISMATCH, KIT_ROLLBACK, KIT_EXPIRED,
 * INPUT_INVALID, STORE_BUSY, STORAGE_FULL, or what "scan import" would answer for a scan in it; the store is then as it was, and the kit in quarantine when the fault is its own
 */
export async function importKit(request: ImportRequest, ports: ImportPorts): Promise<KitImport> {
  const { workspace, store } = ports;
  return await workspace.exclusively(async () => {
    try {
      store.feedIndexer.discardUnused();
      return await importStaged(request, ports);
    } catch (error) {
      if (!request.isDryRun && isStellaError(error) && isKitsFault(error))
        await refuseKit(request.path, error, ports);
      throw error;
    } finally {
      discardQuietly(store);
      ports.progress.stop();
    }
  });
}

/** A message may show what a kit says. */
const MAX_REASON_CHARS = limit('reasonLength');

async function refuseKit(
  path: string,
  error: StellaError,
  { workspace, store, clock }: ImportPorts,
): Promise<void> {
  const at = clock.now();
  const reason = `${error.code}: ${error.message}`.slice(0, MAX_REASON_CHARS).toWellFormed();
  const record = (digest: Digest): void =>
    store.ledger.append({ action: 'kit.refuse', subject: path.toWellFormed(), at, to: digest, reason });
  await workspace.quarantine({ path, error, at, record });
}

async function importStaged(request: ImportRequest, ports: ImportPorts): Promise<KitImport> {
  const { workspace, trust, progress, explain } = ports;
  const accepted: { kit: VerifiedKit | null } = { kit: null };
  const accept = (envelope: Uint8Array): readonly KitEntry[] => {
    const kit = verifyKitEnvelope(envelope, trust.roots);
    explain(`kit ${kit.digest}, signed by ${kit.signers.join(', ')}; trust roots ${trust.origin}`);
    accepted.kit = kit;
    return kit.statement.entries;
  };
  const options = { accept, progress: countProgress(progress, 'checking bytes') };
  return await workspace.staged(request.path, options, async (files) => {
    progress.stop();
    return await takeKit(accepted.kit as VerifiedKit, files, request, ports);
  });
}

/** From here on every byte of the kit is the one that was signed. */
async function takeKit(
  kit: VerifiedKit,
  files: StagedFiles,
  request: ImportRequest,
  ports: ImportPorts,
): Promise<KitImport> {
  const { store, floor } = ports;
  const { isDryRun, forceReason } = request;
  const { kitId, createdAt, entries } = kit.statement;
  const { now: at } = readClock(ports);
  // Whatever becomes of the kit: somebody trusted said that it was this late.
  if (!isDryRun) floor.raise({ time: createdAt, source: `kit ${kitId} (${kit.digest})`, recordedAt: at });
  const clock = readClock(ports);
  const active = store.kits.active();
  const judgement = judgeKit(kit, active, clock, forceReason);
  const documents = readKitDocuments(kit.statement, files, at);
  await checkAnchors(documents.trustRoots);
  refuseOtherContent(documents.rows, [
    ...ports.builtIn.map(({ row }) => row),
    ...store.documents.list('rules'),
    ...store.documents.list('policy'),
  ]);
  const report = { kit, documents, at, clock, replaces: active?.digest ?? null, forcedReason: forceReason };
  if (judgement === 'already-active') {
    return importReport(
      { ...report, scans: [], replaces: null, forcedReason: null },
      'already-active',
      activeFeed(store),
    );
  }
  const scans = await verifyKitScans(entries, files, {
    ...ports,
    broughtTrust: documents.trustRoots,
    at: verificationTime(undefined, ports),
    recordedAt: at,
  });
  const sources = await indexFeeds(kit.statement, files, ports);
  const descriptor = sources === null ? null : describeFeed(sources, ports);
  const feed = sources === null || descriptor === null ? null : { descriptor, sources };
  if (!isDryRun) {
    store.kits.activate({
      kit,
      feed,
      documents: documents.rows,
      trustRoots: documents.trustRows,
      scans: scans.map(({ rows }) => rows),
      blobs: await keepBlobs(documents, scans, files, ports),
      replaces: report.replaces,
      forcedReason: forceReason,
      restsOn: request.isOwnTrust ? trustedBy(kit, scans, ports) : [],
      at,
    });
  }
  return importReport(
    { ...report, scans },
    isDryRun ? 'dry-run' : 'activated',
    descriptor ?? activeFeed(store),
  );
}

/** @throws StellaError KIT_ROLLBACK or KIT_EXPIRED */
function judgeKit(
  kit: VerifiedKit,
  active: KitRow | null,
  clock: ClockReport,
  forceReason: string | null,
): ReturnType<typeof judgeSuccession> {
  const inForce = active?.active ? { ...active, sequenceFloor: active.active.sequenceFloor } : null;
  return judgeSuccession(kit, {
    active: inForce,
    now: effectiveTime(clock),
    isForced: forceReason !== null,
  });
}

/** Puts what the kit's rows name into the store, where nothing refers to it yet. */
async function keepBlobs(
  documents: KitDocuments,
  scans: readonly KitScan[],
  files: StagedFiles,
  { store, bundles, builtIn }: ImportPorts,
): Promise<readonly Digest[]> {
  const kept = new Set<Digest>();
  for (const bytes of documents.blobs(files)) kept.add(store.blobs.put(bytes));
  for await (const bytes of blobsOfKitScans(scans, files, { bundles, builtIn }))
    kept.add(store.blobs.put(bytes));
  return [...kept];
}

/**
 * The store's own trust roots that the kit rests on: whoever signed it; and where it has scans, all of them, because a certificate's
 * chain does not say which one of them it needs.
 */
function trustedBy(
  { signers }: VerifiedKit,
  scans: readonly KitScan[],
  { trust: { roots } }: ImportPorts,
): readonly string[] {
  if (scans.length === 0) return signers;
  return [...roots.keys.map(({ keyid }) => keyid), ...roots.anchors.map(({ fingerprint }) => fingerprint)];
}

/** The sources of the new snapshot: the kit's own, and for a delta those of its base that it does not name. Null without any. */
async function indexFeeds(
  statement: KitStatement,
  files: StagedFiles,
  { store, progress, explain }: ImportPorts,
): Promise<readonly IndexedSource[] | null> {
  const excluded = (statement.excluded ?? []).map(({ id }) => id);
  const feeds = statement.entries.flatMap((entry) => {
    const { kind, path, digest, size } = entry;
    if (!isFeedKind(kind)) return [];
    const source = {
      name: feedSourceName(kind, path),
      kind: kind.slice('feed/'.length) as 'osv' | 'epss' | 'kev',
      digest,
      size,
      capturedAt: entry.capturedAt ?? statement.createdAt,
    };
    return [{ source, path: files.pathOf(entry), excluded }];
  });
  const indexed = await store.feedIndexer.index(feeds, (name) => {
    progress.stop();
    return countProgress(progress, `indexing ${name}`);
  });
  progress.stop();
  for (const { source } of indexed) explain(`${source.name}: ${source.records} records, ${source.digest}`);
  if (indexed.length === 0) return null;
  return [...indexed, ...keptSources(statement, indexed, store)];
}

function keptSources(
  { base }: KitStatement,
  indexed: readonly IndexedSource[],
  { feeds, feedIndexer }: Store,
): readonly IndexedSource[] {
  const feed = base === undefined ? null : feeds.active();
  if (feed === null) return [];
  const named = new Set(indexed.map(({ source }) => source.name));
  return feedIndexer.sourcesOf(feed.digest).filter(({ source }) => !named.has(source.name));
}

function describeFeed(
  sources: readonly IndexedSource[],
  { store, progress, explain }: ImportPorts,
): FeedDescriptor {
  progress.start('building the index', null);
  const descriptor = buildFeedDescriptor(
    sources.map(({ source }) => source),
    store.feedIndexer.indexesOf(sources),
  );
  progress.stop();
  explain(`feed ${feedHashOf(descriptor)}: ${descriptor.index.treeSize} packages`);
  return descriptor;
}

function activeFeed({ feeds }: Store): FeedDescriptor | null {
  const row = feeds.active();
  return row === null ? null : feeds.descriptor(row.digest);
}

/** What is wrong with the kit itself, and not with the machine, the store or the command line. */
const KITS_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SIGNATURE_INVALID',
  'DIGEST_MISMATCH',
  'KIT_INVALID',
  'INPUT_INVALID',
  'UNSUPPORTED_VERSION',
  'LIMIT_EXCEEDED',
  'KEY_UNKNOWN',
  'KIT_ROLLBACK',
  'KIT_EXPIRED',
  // Of the scans that it carries.
  'BUNDLE_INVALID',
  'MANIFEST_MISSING',
  'MERKLE_MISMATCH',
  'SUBJECT_MISMATCH',
  'ROOT_HASH_MISMATCH',
  'REPLAY_MISMATCH',
  'FEED_INCOMPLETE',
  'INPUT_MISSING',
  'ENGINE_UNSUPPORTED',
  'TIMESTAMP_INVALID',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_NOT_YET_VALID',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_USAGE',
  'OUTPUT_EXISTS',
]);

function isKitsFault({ code }: StellaError): boolean {
  return KITS_FAULTS.has(code);
}

/** What is left over cannot be seen, and goes at the next import if it cannot go now. */
function discardQuietly({ feedIndexer }: Store): void {
  try {
    feedIndexer.discardUnused();
  } catch (error) {
    if (!isStellaError(error)) throw error;
  }
}
