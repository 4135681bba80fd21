/**
 * What the maker of an offline kit signs (formats.md section 9): an in-toto statement whose subjects are the kit's files, and a
 * predicate that says what each of them is.
 *
 * What the page leaves open:
 * - `entries` name exactly the subjects; subjects are sorted by name, entries may stand in any order.
 * - `excluded`, optional: OSV records that count as if their source did not have them, `{ "id", "reason" }` sorted by id. The id
 *   is the name of the record's file without `.json`, since a record that cannot be read has no other. Source files stay as
 *   they were published, to the byte; who indexes them passes these over.
 */
import * as v from 'valibot';
import { type Digest, digestHex } from '../digest/sha256.ts';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { compareUtf8, sortedByKey } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import { formatStatement, parseStatement, type Subject } from '../intoto/statement.ts';
import { checkDocument, type DocumentFormat } from '../json/document.ts';
import type { JsonObject } from '../json/json-value.ts';
import { countShape, digestShape, timestampShape } from '../json/shapes.ts';
import { limit } from '../limits.ts';
import { isKitPath, KIT_KINDS, KIT_LIMITS, kitFileLimit } from './kit-layout.ts';

export const KIT_PREDICATE_TYPE = 'https://stella-ops.org/attestation/offline-kit/v1';

const entryShape = v.strictObject({
  path: v.string(),
  kind: v.picklist(KIT_KINDS),
  size: countShape,
  mediaType: v.pipe(v.string(), v.minLength(1), v.maxLength(limit('kitMediaTypeLength'))),
  capturedAt: v.exactOptional(timestampShape),
});

const excludedShape = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(limit('kitExcludedIdLength'))),
  reason: v.pipe(v.string(), v.regex(/\S/), v.maxLength(limit('kitExcludedReasonLength'))),
});

/** Printable: it goes into tables and file names of reports. */
const kitIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\x20-\x7e]{0,127}$/));

const predicateShape = v.strictObject({
  schema: v.literal('stella.kit/v1'),
  kitId: kitIdShape,
  sequence: countShape,
  createdAt: timestampShape,
  expiresAt: v.exactOptional(timestampShape),
  base: v.exactOptional(digestShape),
  entries: v.pipe(v.array(entryShape), v.maxLength(KIT_LIMITS.maxEntries)),
  excluded: v.exactOptional(v.array(excludedShape)),
});

type KitPredicate = v.InferOutput<typeof predicateShape>;

export const KIT_FORMAT = {
  schemaName: 'stella.kit/v1',
  what: "the kit's statement",
  shape: predicateShape,
  code: 'KIT_INVALID',
} as const satisfies DocumentFormat<typeof predicateShape>;

/** A file of a kit: its entry and its digest. */
export type KitEntry = v.InferOutput<typeof entryShape> & { readonly digest: Digest };

export type ExcludedRecord = v.InferOutput<typeof excludedShape>;

export interface KitStatement extends Omit<KitPredicate, 'schema' | 'entries' | 'excluded'> {
  /** Sorted by path. */
  readonly entries: readonly KitEntry[];
  readonly excluded?: readonly ExcludedRecord[];
}

/** True for a name that a kit may have. */
export function isKitId(text: string): boolean {
  return v.is(kitIdShape, text);
}

/** Canonical bytes of the statement: the payload to sign. */
export function formatKitStatement(statement: KitStatement): Uint8Array {
  const entries = sortedByKey(statement.entries, ({ path }) => path);
  const { excluded, ...rest } = statement;
  const predicate: KitPredicate = {
    ...rest,
    schema: KIT_FORMAT.schemaName,
    entries: entries.map(({ digest: _, ...entry }) => entry),
    ...(excluded === undefined ? {} : { excluded: sortedByKey(excluded, ({ id }) => id) }),
  };
  return formatStatement({
    subject: entries.map(({ path, digest }) => ({ name: path, digest: { sha256: digestHex(digest) } })),
    predicateType: KIT_PREDICATE_TYPE,
    predicate: predicate as unknown as JsonObject,
  });
}

/**
 * Reads the statement in a verified payload.
 * @throws StellaError KIT_INVALID (malformed; a path that does not fit its kind, twice, or differing from another in case only;
 * entries and subjects that differ), UNSUPPORTED_VERSION, LIMIT_EXCEEDED, INPUT_INVALID (not strict JSON)
 */
export function parseKitStatement(verified: VerifiedPayload): KitStatement {
  const { subject, predicate } = parseStatement(verified, KIT_PREDICATE_TYPE, 'KIT_INVALID');
  const { schema: _, entries, ...rest } = checkDocument(KIT_FORMAT, predicate);
  const digests = digestsByPath(subject);
  for (const entry of entries) checkEntry(entry);
  refuseCollisions(entries);
  if (digests.size !== entries.length)
    throw invalid(`${digests.size} subjects, but ${entries.length} entries`, {
      expected: digests.size,
      received: entries.length,
    });
  refuseRepeatedExclusions(rest.excluded ?? []);
  const files = entries.map((entry) => ({ ...entry, digest: requireDigest(digests, entry.path) }));
  refuseTotal(files);
  return { ...rest, entries: sortedByKey(files, ({ path }) => path) };
}

function digestsByPath(subjects: readonly Subject[]): ReadonlyMap<string, Digest> {
  subjects.forEach(({ name }, i) => {
    const previous = subjects[i - 1];
    if (previous !== undefined && compareUtf8(previous.name, name) >= 0)
      throw invalid(`subjects that are not sorted, or repeated, at ${shown(name)}`);
  });
  return new Map(subjects.map(({ name, digest }) => [name, `sha256:${digest.sha256}`]));
}

function checkEntry({ kind, path, size }: KitPredicate['entries'][number]): void {
  if (!isKitPath(kind, path))
    throw invalid(`the path ${shown(path)}, where no file of the kind ${kind} belongs`);
  if (size <= kitFileLimit(kind)) return;
  throw new StellaError(
    'LIMIT_EXCEEDED',
    `the kit lists ${shown(path)} with ${size} bytes; of the kind ${kind} at most ${kitFileLimit(kind)} are read`,
  );
}

/** Two paths that differ in case only are one file on many media. */
function refuseCollisions(entries: readonly { readonly path: string }[]): void {
  const seen = new Map<string, string>();
  for (const { path } of entries) {
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined)
      throw invalid(
        other === path
          ? `the path ${shown(path)} twice`
          : `${shown(other)} and ${shown(path)}, which differ in case only`,
      );
    seen.set(folded, path);
  }
}

function refuseRepeatedExclusions(excluded: readonly ExcludedRecord[]): void {
  const ids = new Set(excluded.map(({ id }) => id));
  if (ids.size !== excluded.length) throw invalid('an excluded record twice');
}

function refuseTotal(entries: readonly KitEntry[]): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > KIT_LIMITS.maxTotalBytes)
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `the kit lists ${total} bytes of files; at most ${KIT_LIMITS.maxTotalBytes} are read`,
    );
}

function requireDigest(digests: ReadonlyMap<string, Digest>, path: string): Digest {
  const digest = digests.get(path);
  if (digest === undefined) throw invalid(`the entry ${shown(path)}, which is not among its subjects`);
  return digest;
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 100));
}

function invalid(problem: string, details?: Record<string, unknown>): StellaError {
  return new StellaError(
    'KIT_INVALID',
    `the kit's statement has ${problem}`,
    details === undefined ? {} : { details },
  );
}
