/** What a delta kit is laid on: a whole kit, or that and the deltas over it, each over the one before. */
import type { Digest } from '../../core/digest/sha256.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { ExcludedRecord, KitEntry, KitStatement } from '../../core/kit/kit-statement.ts';
import { type VerifiedKit, verifyKitEnvelope } from '../../core/kit/verify-kit.ts';
import type { TrustRoots } from '../../core/trust/trust-roots.ts';
import type { KitReader } from '../ports/kit-tools.ts';
import type { SourceFile } from './collect-sources.ts';

export interface BaseKits {
  /** Of the last one: the kit that the delta names. */
  readonly digest: Digest;
  /** Of the last one: a host refuses what is not above it. */
  readonly sequence: number;
  /** What a host has on which they were all imported, by path. */
  readonly files: ReadonlyMap<string, BaseFile>;
}

interface BaseFile {
  readonly entry: KitEntry;
  /** Ids of the records that its kit leaves out, as one text. */
  readonly exclusions: string;
}

/**
 * Their own bytes are not needed: the statements say what they hold.
 * @param paths of the kits, the whole one first
 * @throws StellaError INPUT_INVALID for kits that do not follow one another, or what is wrong with one of them
 */
export async function readBaseKits(
  paths: readonly string[],
  { reader, baseTrust }: { readonly reader: KitReader; readonly baseTrust: TrustRoots },
): Promise<BaseKits | null> {
  const files = new Map<string, BaseFile>();
  let last: Pick<BaseKits, 'digest' | 'sequence'> | null = null;
  for (const path of paths) {
    const { digest, statement } = await readBase(path, reader, baseTrust);
    checkFollows(path, statement, last?.digest ?? null);
    const exclusions = idsOf(statement.excluded ?? []);
    for (const entry of statement.entries) files.set(entry.path, { entry, exclusions });
    last = { digest, sequence: statement.sequence };
  }
  return last === null ? null : { ...last, files };
}

/**
 * What a delta holds: files that the base has not, or has with other bytes or other records left out.
 * @throws StellaError INPUT_INVALID when nothing changed, or a feed is gone
 */
export function changedFiles(
  files: readonly SourceFile[],
  base: BaseKits,
  excluded: readonly ExcludedRecord[],
): readonly SourceFile[] {
  refuseMissing(files, base);
  const exclusions = idsOf(excluded);
  const changed = files.filter(({ entry }) => {
    const known = base.files.get(entry.path);
    const isSame = known?.entry.digest === entry.digest;
    return !isSame || (entry.kind === 'feed/osv' && known.exclusions !== exclusions);
  });
  if (changed.length > 0) return changed;
  throw new StellaError(
    'INPUT_INVALID',
    'nothing changed since the base kit: there is nothing to put in a delta',
  );
}

function refuseMissing(files: readonly SourceFile[], base: BaseKits): void {
  const present = new Set(files.map(({ entry }) => entry.path));
  const gone = [...base.files.values()].filter(
    ({ entry: { kind, path } }) => kind.startsWith('feed/') && !present.has(path),
  );
  if (gone.length === 0) return;
  throw new StellaError(
    'INPUT_INVALID',
    `the base kit has ${gone[0]?.entry.path}, which the folder has not: a delta cannot take a feed away`,
    {
      details: { missing: gone.map(({ entry }) => entry.path) },
      hint: 'add the file, or make a whole kit without --base',
    },
  );
}

async function readBase(path: string, reader: KitReader, trust: TrustRoots): Promise<VerifiedKit> {
  const envelope = await reader.readEnvelope(path);
  try {
    return verifyKitEnvelope(envelope, trust);
  } catch (error) {
    if (!isStellaError(error) || error.code !== 'KEY_UNKNOWN') throw error;
    throw new StellaError(error.code, `the base kit ${JSON.stringify(path)} is not signed by this key`, {
      cause: error,
      hint: "give the public key of the base kit's maker with --trust-root",
    });
  }
}

function checkFollows(path: string, { base }: KitStatement, last: Digest | null): void {
  if ((base ?? null) === last) return;
  const received = base === undefined ? 'a whole kit' : `a delta over ${base}`;
  throw new StellaError(
    'INPUT_INVALID',
    `the base kit ${JSON.stringify(path)} is ${received}, expected ${last === null ? 'a whole kit' : `a delta over ${last}`}`,
    {
      details: { expected: last, received: base ?? null },
      hint: 'give --base for the whole kit and for each delta over it, in the order in which they are imported',
    },
  );
}

function idsOf(excluded: readonly ExcludedRecord[]): string {
  return JSON.stringify(excluded.map(({ id }) => id).sort());
}
