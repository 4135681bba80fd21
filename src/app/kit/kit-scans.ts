/**
 * The scans that a kit carries: proof bundles with their inputs. Each is verified and replayed as `scan import` does before anything
 * of the kit is kept, and all of them are recorded in the step that puts the kit in force.
 */
import { MANIFEST_FILE, SCORE_FILE } from '../../core/bundle/bundle-layout.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { type ErrorCode, isStellaError, StellaError } from '../../core/errors.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import { decidingCode, decidingError } from '../../core/proof/report.ts';
import { parseScoreDocument } from '../../core/score/score-document.ts';
import { mergeTrustRoots, type TrustRoots } from '../../core/trust/trust-roots.ts';
import { hasInputs } from '../bundle/bundle-source.ts';
import { readVerifiedBundle } from '../bundle/verified-bundle.ts';
import type { BundleReader, ReadBundle } from '../ports/bundle-files.ts';
import type { StagedFiles } from '../ports/kit-tools.ts';
import type { Progress } from '../ports/progress.ts';
import type { Store } from '../ports/store.ts';
import type { TrustSource } from '../ports/trust.ts';
import type { VerificationTime } from '../proof/verification-time.ts';
import { verifyReadProof } from '../proof/verify-proof.ts';
import type { BuiltInDocument } from '../scan/document-catalog.ts';
import { blobsOfImport, type ImportedScan, importedScan, isNewScan } from '../scan/imported-scan.ts';

export interface KitScanPorts {
  readonly store: Pick<Store, 'scans'>;
  readonly bundles: BundleReader;
  readonly trust: TrustSource;
  /** What the kit itself brings: trusted from the moment that it is in force. */
  readonly broughtTrust: TrustRoots;
  /** When certificates are judged. */
  readonly at: VerificationTime;
  /** When the scans are entered. */
  readonly recordedAt: string;
  readonly progress: Progress;
  readonly explain: (line: string) => void;
}

export interface KitScan {
  readonly entry: KitEntry;
  readonly rows: ImportedScan;
  /** False when the store has this scan already. */
  readonly isNew: boolean;
  readonly signers: readonly string[];
}

/**
 * Verifies the scans of a kit, one after the other. What is kept in memory of each are its rows.
 * @throws StellaError with the code that `scan import` would answer, BUNDLE_INVALID for a bundle without inputs, KIT_INVALID for one
 * that is not named by its scan; the message begins with the path in the kit
 */
export async function verifyKitScans(
  entries: readonly KitEntry[],
  files: StagedFiles,
  ports: KitScanPorts,
): Promise<readonly KitScan[]> {
  const carried = entries.filter(({ kind }) => kind === 'scan');
  if (carried.length === 0) return [];
  const verified: KitScan[] = [];
  ports.progress.start('checking scans', carried.length);
  for (const entry of carried) {
    verified.push(await inPlace(entry.path, () => verifyKitScan(entry, files, ports)));
    ports.progress.advance(verified.length);
  }
  ports.progress.stop();
  return verified;
}

async function verifyKitScan(
  entry: KitEntry,
  files: StagedFiles,
  { store, bundles, trust, broughtTrust, at, recordedAt, explain }: KitScanPorts,
): Promise<KitScan> {
  const { path } = entry;
  const ports = {
    bundles: { read: () => bundles.read(files.pathOf(entry)) },
    trust: {
      roots: mergeTrustRoots([trust.roots, broughtTrust]),
      origin: `${trust.origin}, and what the kit brings`,
    },
    at,
  };
  const bundle = await readVerifiedBundle(path, ports, { explain });
  requireInputs(bundle);
  requireName(path, bundle.manifest.scanId, 'KIT_INVALID');
  const { signers } = bundle.proven;
  explain(`${path}: the scan ${bundle.manifest.scanId}, signed by ${signers.join(', ')}`);
  const rows = importedScan(bundle, recordedAt, null);
  return { entry, rows, isNew: isNewScan(bundle, path, store), signers };
}

/** The bytes that the rows of verified scans name, one scan at a time, for the store to keep. */
export async function* blobsOfKitScans(
  scans: readonly KitScan[],
  files: StagedFiles,
  { bundles, builtIn }: { readonly bundles: BundleReader; readonly builtIn: readonly BuiltInDocument[] },
): AsyncGenerator<Uint8Array> {
  for (const { entry, rows } of scans) {
    const bundle = await bundles.read(files.pathOf(entry));
    const score = parseScoreDocument(bundle.files.get(SCORE_FILE) ?? new Uint8Array());
    yield* blobsOfImport({ ...bundle, score, manifest: rows.manifest.manifest }, builtIn);
  }
}

/** Checks that rest on somebody's trust: the importing side's to judge. */
const TRUST_CHECKS: ReadonlySet<string> = new Set(['signature', 'certificate', 'timestamp']);

/**
 * Checks what can be told of a scan's bundle without trusting anybody: that it is intact, that it gives its score when it is replayed,
 * and that `path`, where it is to stand in a kit, is its own.
 * @throws StellaError with the code that `proof verify --replay` would answer, BUNDLE_INVALID for a bundle without inputs,
 * INPUT_INVALID for a file of another name
 */
export async function checkScanBundle(
  path: string,
  bundle: ReadBundle,
  explain: (line: string) => void,
): Promise<void> {
  requireInputs(bundle);
  const nobody = { roots: { keys: [], anchors: [] }, origin: 'none' };
  const at = { time: NO_TIME, origin: 'none', clock: null };
  const { checks } = await verifyReadProof(path, bundle, { trust: nobody, at, replay: { explain } });
  const own = checks.filter(({ name }) => !TRUST_CHECKS.has(name));
  const code = decidingCode(own);
  if (code !== null) throw decidingError(code, own);
  const manifest = parseManifest(bundle.files.get(MANIFEST_FILE) ?? new Uint8Array());
  requireName(path, manifest.scanId, 'INPUT_INVALID');
}

/** Certificates are not judged. */
const NO_TIME = '1970-01-01T00:00:00Z';

/** @throws StellaError BUNDLE_INVALID */
function requireInputs({ files }: Pick<ReadBundle, 'files'>): void {
  if (hasInputs(files)) return;
  throw new StellaError(
    'BUNDLE_INVALID',
    'the bundle carries no inputs, and a kit carries scans that can be replayed',
    {
      hint: 'make it with "stella score bundle --replayable"; a bundle without inputs comes in with "stella scan import"',
    },
  );
}

/** @throws StellaError with `code` unless the file is named by its scan */
function requireName(path: string, scanId: string, code: ErrorCode): void {
  const expected = `scans/${scanId}.tar.gz`;
  if (path === expected) return;
  throw new StellaError(code, `the bundle is of the scan ${scanId}`, {
    details: { expected, received: path },
    hint: `a kit has it as ${expected}`,
  });
}

/** Does `work`; an error says which file of the kit it is about. */
export async function inPlace<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, `${path}: ${error.message}`, {
      cause: error,
      details: { ...error.details, file: path },
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** A scan of a kit, for the report. */
export interface KitScanReport {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly bundleDigest: Digest;
  readonly signers: readonly string[];
  readonly isNew: boolean;
}

export function kitScanReport({ rows: { bundle }, signers, isNew }: KitScan): KitScanReport {
  const { scanId, manifestHash, bundleDigest } = bundle;
  return { scanId, manifestHash, bundleDigest, signers, isNew };
}
