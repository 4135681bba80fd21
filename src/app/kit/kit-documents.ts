/** The documents of a kit: rules and policies are read and stored as canonical JSON, trust roots one by one, VEX documents as they are. */
import { digestOf } from '../../core/digest/sha256.ts';
import { renderPem } from '../../core/encoding/pem.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import type { KitEntry, KitStatement } from '../../core/kit/kit-statement.ts';
import { parsePolicyDocument } from '../../core/policy/policy-document.ts';
import { parseRulesDocument } from '../../core/rules/rules-document.ts';
import { mergeTrustRoots, parseTrustRootPem, type TrustRoots } from '../../core/trust/trust-roots.ts';
import type { DocumentKind, DocumentRow } from '../ports/documents.ts';
import type { StagedFiles } from '../ports/kit-tools.ts';
import type { TrustRow } from '../ports/trust.ts';

export interface KitDocuments {
  readonly rows: readonly DocumentRow[];
  readonly trustRoots: TrustRoots;
  readonly trustRows: readonly TrustRow[];
  /** What is kept by its digest: the documents' canonical bytes, VEX documents as they came, one at a time. */
  blobs(files: StagedFiles): Iterable<Uint8Array>;
}

/** @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or LIMIT_EXCEEDED, naming the file */
export function readKitDocuments(
  { kitId, entries }: KitStatement,
  files: Pick<StagedFiles, 'read'>,
  at: string,
): KitDocuments {
  const documents = entries.flatMap((entry) => {
    const kind = documentKind(entry);
    return kind === null
      ? []
      : [readDocument(kind, files.read(entry), entry.path, { origin: kitId, addedAt: at })];
  });
  const trustRoots = mergeTrustRoots(
    entries.flatMap((entry) =>
      entry.kind === 'trust-root' ? [readKitTrustRoots(files.read(entry), entry.path)] : [],
    ),
  );
  return {
    rows: documents.map(({ row }) => row),
    trustRoots,
    trustRows: trustRows(trustRoots, { origin: kitId, addedAt: at }),
    *blobs(staged) {
      for (const { bytes } of documents) yield bytes;
      for (const entry of entries) if (entry.kind === 'vex') yield staged.read(entry);
    },
  };
}

/**
 * Compares documents with those that are known: one name and version means one content for ever.
 * @throws StellaError INPUT_INVALID
 */
export function refuseOtherContent(rows: readonly DocumentRow[], known: readonly DocumentRow[]): void {
  for (const row of rows) {
    const other = known.find(
      ({ kind, name, version, digest }) =>
        kind === row.kind && name === row.name && version === row.version && digest !== row.digest,
    );
    if (other === undefined) continue;
    throw new StellaError(
      'INPUT_INVALID',
      `the kit brings ${row.kind} ${JSON.stringify(row.name)} ${JSON.stringify(row.version)}, which is known with other content (${other.origin})`,
      {
        details: { expected: other.digest, received: row.digest },
        hint: 'changed content needs a new version',
      },
    );
  }
}

/** Where a document or a trust root came from, and when. */
export interface Provenance {
  readonly origin: string;
  readonly addedAt: string;
}

/** @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or LIMIT_EXCEEDED */
export function readDocument(
  kind: DocumentKind,
  bytes: Uint8Array,
  what: string,
  provenance: Provenance,
): { readonly row: DocumentRow; readonly bytes: Uint8Array } {
  const text = utf8Decode(bytes, what);
  const { document, canonicalBytes } =
    kind === 'rules' ? parseRulesDocument(text, what) : parsePolicyDocument(text, what);
  const { name, version } = document;
  const row = {
    kind,
    name,
    version,
    digest: digestOf(canonicalBytes),
    size: canonicalBytes.length,
    ...provenance,
  };
  return { row, bytes: canonicalBytes };
}

/**
 * Kits carry trust roots as PEM only (formats.md section 9).
 * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED
 */
export function readKitTrustRoots(bytes: Uint8Array, what: string): TrustRoots {
  return parseTrustRootPem(utf8Decode(bytes, what), what);
}

/** A row for each key and certificate. */
export function trustRows({ keys, anchors }: TrustRoots, provenance: Provenance): TrustRow[] {
  return [
    ...keys.map(({ keyid, spkiDer }) => ({
      fingerprint: keyid,
      kind: 'key' as const,
      pem: renderPem('PUBLIC KEY', spkiDer),
      ...provenance,
    })),
    ...anchors.map(({ fingerprint, der }) => ({
      fingerprint,
      kind: 'certificate' as const,
      pem: renderPem('CERTIFICATE', der),
      ...provenance,
    })),
  ];
}

function documentKind({ kind }: KitEntry): DocumentKind | null {
  return kind === 'rules' || kind === 'policy' ? kind : null;
}
