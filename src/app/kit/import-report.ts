/** What an import did, for people and scripts. */
import type { Digest } from '../../core/digest/sha256.ts';
import { type FeedDescriptor, feedHashOf } from '../../core/feed/snapshot.ts';
import type { KitStatement } from '../../core/kit/kit-statement.ts';
import type { VerifiedKit } from '../../core/kit/verify-kit.ts';
import type { ClockReport } from '../proof/verification-time.ts';
import type { KitDocuments } from './kit-documents.ts';
import { type KitScan, type KitScanReport, kitScanReport } from './kit-scans.ts';

export interface KitImport {
  readonly kitId: string;
  readonly digest: Digest;
  readonly sequence: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly base: Digest | null;
  readonly signers: readonly string[];
  /** `dry-run`: it would have been activated. `already-active`: it is the kit in force, and nothing was done. */
  readonly result: 'activated' | 'already-active' | 'dry-run';
  readonly importedAt: string;
  readonly clock: ClockReport;
  /** The kit in force before. */
  readonly replaces: Digest | null;
  readonly forcedReason: string | null;
  /** The snapshot in force with the kit; null when no feed ever came in. */
  readonly feed: {
    readonly digest: Digest;
    readonly capturedAt: string;
    readonly sources: FeedDescriptor['sources'];
  } | null;
  /** `NAME@VERSION` of each. */
  readonly rules: readonly string[];
  readonly policies: readonly string[];
  /** Fingerprints. */
  readonly trustRoots: readonly string[];
  /** Where each was in the kit, and what "scan run --vex" calls it. */
  readonly vex: readonly { readonly path: string; readonly digest: Digest }[];
  /** Those that the kit carries; none where nothing was done. */
  readonly scans: readonly KitScanReport[];
  readonly excluded: NonNullable<KitStatement['excluded']>;
}

export interface ReportParts {
  readonly kit: VerifiedKit;
  readonly documents: KitDocuments;
  readonly scans: readonly KitScan[];
  readonly at: string;
  readonly clock: ClockReport;
  readonly replaces: Digest | null;
  readonly forcedReason: string | null;
}

/** @param feed the snapshot in force with the kit */
export function importReport(
  parts: ReportParts,
  result: KitImport['result'],
  feed: FeedDescriptor | null,
): KitImport {
  const { kit, documents, scans, at, clock, replaces, forcedReason } = parts;
  const { kitId, sequence, createdAt, expiresAt, base, entries, excluded } = kit.statement;
  const namesOf = (kind: string): string[] =>
    documents.rows.filter((row) => row.kind === kind).map(({ name, version }) => `${name}@${version}`);
  return {
    kitId,
    digest: kit.digest,
    sequence,
    createdAt,
    expiresAt: expiresAt ?? null,
    base: base ?? null,
    signers: kit.signers,
    result,
    importedAt: at,
    clock,
    replaces,
    forcedReason,
    feed: feed && { digest: feedHashOf(feed), capturedAt: feed.capturedAt, sources: feed.sources },
    rules: namesOf('rules'),
    policies: namesOf('policy'),
    trustRoots: documents.trustRows.map(({ fingerprint }) => fingerprint),
    vex: entries.filter(({ kind }) => kind === 'vex').map(({ path, digest }) => ({ path, digest })),
    scans: scans.map(kitScanReport),
    excluded: excluded ?? [],
  };
}
