/** Makes a scan: pins every input in a manifest, computes the score, and records both. */
import { type Digest, digestHex } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { canonicalBytes, canonicalDigest } from '../../core/json/canonical-json.ts';
import type { Manifest, ManifestInput, NamedManifestInput } from '../../core/manifest/manifest.ts';
import type { SbomDocument } from '../../core/sbom/component.ts';
import type { ScoreDocument } from '../../core/score/score-document.ts';
import { ENGINE_NAME, ENGINE_VERSION } from '../../core/scoring/engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentKind } from '../ports/documents.ts';
import type { FeedRow } from '../ports/feeds.ts';
import type { Derivation, Environment, ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { type ComputedScore, computeScore } from '../score/compute-score.ts';
import { type CatalogSources, documentBytes, findDocument } from './document-catalog.ts';
import { distinctByDigest, JSON_MEDIA_TYPE, pinInput } from './pin-input.ts';

export interface ScanRequest {
  readonly sbomBytes: Uint8Array;
  readonly sbom: SbomDocument;
  /** Null: made from the manifest, so that the same files give the same id on every host. */
  readonly scanId: string | null;
  /** `NAME` or `NAME@VERSION`. */
  readonly rules: string;
  readonly policy: string;
  /** Bytes as given. */
  readonly vex: readonly Uint8Array[];
  /** Canonical JSON. */
  readonly evidence: Uint8Array | null;
  /** The scan's time; null: now. */
  readonly freeze: string | null;
  /** Null where nobody says. */
  readonly environment: Environment | null;
}

export interface ScanPorts {
  readonly store: Store;
  readonly catalog: CatalogSources;
  readonly clock: Clock;
  readonly explain: (line: string) => void;
}

export interface RecordedScan {
  readonly row: ManifestRow;
  readonly score: ScoreDocument;
  readonly warnings: ComputedScore['warnings'];
  /** As it is recorded: that of the first time. */
  readonly environment: Environment | null;
}

/**
 * Recording the same manifest again changes nothing and gives the same answer.
 * @throws StellaError FEED_MISSING, INPUT_INVALID, RULES_NOT_FOUND, POLICY_NOT_FOUND, or OUTPUT_EXISTS when the scan id
 * stands for another manifest
 */
export function runScan(request: ScanRequest, ports: ScanPorts): RecordedScan {
  const { store } = ports;
  const inputs = new Map<Digest, Uint8Array>();
  // One state of the store for all that is read of the feed: others may import and prune meanwhile.
  const { manifest, computed } = store.consistently(() => {
    const feed = activeFeed(store);
    const pinned = buildManifest(request, ports, feed, inputs);
    const source = {
      sbom: () => request.sbom,
      bytes: (digest: Digest) => inputs.get(digest) as Uint8Array,
      feed: (digest: Digest) => store.feeds.view(digest),
    };
    return { manifest: pinned, computed: computeScore(pinned, source, ports.explain) };
  });
  refuseOtherScan(store, manifest.scanId, computed.manifestHash);
  for (const bytes of inputs.values()) store.blobs.put(bytes);
  const row = manifestRow(null, manifest, computed, ports);
  if (store.scans.find(manifest.scanId) === null) {
    const { scanId, manifestHash, createdAt } = row;
    const { scannedAt } = manifest;
    const { environment } = request;
    const scan = {
      scanId,
      manifestHash,
      scannedAt,
      recordedAt: createdAt,
      importedBundle: null,
      environment,
    };
    store.scans.record(scan, row);
    store.scans.recordWarnings(manifestHash, computed.warnings);
    // A deletion may have taken a blob that was here before and that nothing else needed then.
    for (const bytes of inputs.values()) store.blobs.put(bytes);
  }
  const { environment } = store.scans.find(manifest.scanId) ?? request;
  return { row, score: computed.score, warnings: computed.warnings, environment };
}

/**
 * What is recorded of a manifest and the score computed from it; the score's bytes are kept as a blob.
 * @param derivation null for a scan's original manifest
 */
export function manifestRow(
  derivation: Derivation | null,
  manifest: Manifest,
  { manifestHash, rootHash, score }: ComputedScore,
  { store, clock }: Pick<ScanPorts, 'store' | 'clock'>,
): ManifestRow {
  return {
    scanId: manifest.scanId,
    manifestHash,
    kind: derivation === null ? 'original' : 'derived',
    derivation,
    manifest,
    createdAt: clock.now(),
    rootHash,
    scoreDigest: store.blobs.put(canonicalBytes(score)),
    score: score.score,
    severity: score.severity,
    verdict: score.verdict,
    findingsCount: score.findings.length,
  };
}

function activeFeed(store: Store): FeedRow {
  const feed = store.feeds.active();
  if (feed !== null) return feed;
  throw new StellaError(
    'FEED_MISSING',
    'the store has no feed snapshot: nothing can be said about any component',
    {
      hint: 'import a kit first: stella offline import --bundle KIT --trust-root ISSUER.pub',
    },
  );
}

/** Pins the inputs; the bytes of each go into `inputs` under their digest. */
function buildManifest(
  request: ScanRequest,
  { catalog, clock }: ScanPorts,
  feed: FeedRow,
  inputs: Map<Digest, Uint8Array>,
): Manifest {
  const pin = (bytes: Uint8Array, mediaType: string): ManifestInput => {
    const input = pinInput(bytes, mediaType);
    inputs.set(input.digest, bytes);
    return input;
  };
  const pinNamed = (kind: DocumentKind, reference: string): NamedManifestInput => {
    const row = findDocument(kind, reference, catalog);
    return { ...pin(documentBytes(row, catalog), JSON_MEDIA_TYPE), name: row.name, version: row.version };
  };
  const scannedAt = request.freeze ?? clock.now();
  const withoutId: Omit<Manifest, 'scanId'> = {
    schema: 'stella.manifest/v1',
    ...subjectOf(request.sbom),
    scannedAt,
    freezeTimestamp: scannedAt,
    engine: { name: ENGINE_NAME, version: ENGINE_VERSION },
    inputs: {
      sbom: pin(request.sbomBytes, request.sbom.mediaType),
      rules: pinNamed('rules', request.rules),
      policy: pinNamed('policy', request.policy),
      feed: { digest: feed.digest, capturedAt: feed.capturedAt },
      vex: distinctByDigest(request.vex.map((bytes) => pin(bytes, JSON_MEDIA_TYPE))),
      ...(request.evidence === null ? {} : { evidence: pin(request.evidence, JSON_MEDIA_TYPE) }),
    },
  };
  return {
    ...withoutId,
    scanId: request.scanId ?? `scan-${digestHex(canonicalDigest(withoutId)).slice(0, 16)}`,
  };
}

function subjectOf({ subject }: SbomDocument): Pick<Manifest, 'subject'> {
  if (subject === null || subject.sha256 === null) return {};
  return { subject: { name: subject.name, digest: { sha256: subject.sha256 } } };
}

function refuseOtherScan(store: Store, scanId: string, manifestHash: Digest): void {
  const existing = store.scans.find(scanId);
  if (existing === null || existing.manifestHash === manifestHash) return;
  throw new StellaError(
    'OUTPUT_EXISTS',
    `the scan ${scanId} exists already, with the manifest ${existing.manifestHash}`,
    {
      details: { expected: existing.manifestHash, received: manifestHash },
      hint: 'a scan never changes: choose another id with --scan, or leave it out and get one made from the inputs',
    },
  );
}
