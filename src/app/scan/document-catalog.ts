/** Rules and policies by name and version: those that kits brought, beside those that the program ships. */
import { rcompare, valid } from 'semver';
import type { Digest } from '../../core/digest/sha256.ts';
import { compareUtf8 } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import type { BlobStore } from '../ports/blobs.ts';
import type { DocumentKind, DocumentRow, DocumentStore } from '../ports/documents.ts';

/** A document that comes with the program. */
export interface BuiltInDocument {
  readonly row: DocumentRow;
  /** Canonical JSON. */
  readonly bytes: Uint8Array;
}

export interface CatalogSources {
  readonly builtIn: readonly BuiltInDocument[];
  readonly documents: DocumentStore;
  readonly blobs: BlobStore;
}

/** The name that stands for itself when none is given, for rules and for policies. */
export const DEFAULT_DOCUMENT = 'stella-default';

/** Every document of a kind, sorted by name, the newest version of each first. */
export function listDocuments(kind: DocumentKind, sources: CatalogSources): DocumentRow[] {
  const rows = new Map<string, DocumentRow>();
  for (const { row } of sources.builtIn) if (row.kind === kind) rows.set(keyOf(row), row);
  for (const row of sources.documents.list(kind)) if (!rows.has(keyOf(row))) rows.set(keyOf(row), row);
  return [...rows.values()].sort(
    (a, b) => compareUtf8(a.name, b.name) || compareVersionsNewestFirst(a.version, b.version),
  );
}

/**
 * The document that `reference` names: `NAME` (its newest version) or `NAME@VERSION`.
 * @throws StellaError RULES_NOT_FOUND or POLICY_NOT_FOUND with what there is
 */
export function findDocument(kind: DocumentKind, reference: string, sources: CatalogSources): DocumentRow {
  const rows = listDocuments(kind, sources);
  const found = rows.find((row) => row.name === reference || keyOf(row) === reference);
  if (found !== undefined) return found;
  throw new StellaError(
    kind === 'rules' ? 'RULES_NOT_FOUND' : 'POLICY_NOT_FOUND',
    `there is no ${kind} ${JSON.stringify(reference)}`,
    {
      details: { known: rows.map(keyOf) },
      hint: `known are ${rows.map(keyOf).join(', ')}; others come in with kits`,
    },
  );
}

/** The canonical bytes of a document in the catalogue. */
export function documentBytes({ digest, kind, name }: DocumentRow, sources: CatalogSources): Uint8Array {
  const builtIn = sources.builtIn.find(({ row }) => row.digest === digest);
  return builtIn?.bytes ?? sources.blobs.get(digest as Digest, `${kind} ${name}`);
}

/** `NAME@VERSION`, unique within a kind. */
export function keyOf({ name, version }: Pick<DocumentRow, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

function compareVersionsNewestFirst(a: string, b: string): number {
  if (valid(a) !== null && valid(b) !== null) return rcompare(a, b);
  return compareUtf8(b, a);
}
