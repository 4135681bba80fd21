/** Which bundles a command line means, in their order: what each is called, where it lies, what an index says of it. */
import type { IndexedBundle } from '../../core/bundle/bundle-index.ts';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { IndexExpectation } from '../../core/proof/index-check.ts';
import { type IndexPorts, type IndexVerification, verifyArchiveIndex } from '../bundle/archive-index.ts';
import type { ArchiveContents, BundlePlace, BundleSources } from '../ports/bundle-files.ts';

export interface BatchItem {
  /** Counted from 0 in the whole input, whatever shard it is in. */
  readonly position: number;
  /** As it is called in reports. */
  readonly name: string;
  /** As it is called wherever the input lies: within an archive, its name there. */
  readonly key: string;
  readonly place: BundlePlace;
  /** Null where there is no index. */
  readonly expectation: IndexExpectation | null;
}

/** An archive among what was given, and whether its index holds. */
export interface PlannedArchive extends IndexVerification {
  readonly path: string;
}

export interface Batch {
  readonly items: readonly BatchItem[];
  readonly archives: readonly PlannedArchive[];
  /** Of the list of items: two runs with the same one were over the same input. */
  readonly input: Digest;
}

export interface BatchRequest {
  /** Files and folders. A folder without an index stands for the bundles in it. */
  readonly bundles: readonly string[];
  /** An archive, which must have an index. */
  readonly archive: string | null;
  /** A file with paths of bundles. */
  readonly list: string | null;
}

interface Part {
  readonly archive: PlannedArchive | null;
  readonly items: readonly Omit<BatchItem, 'position'>[];
}

/** @throws StellaError BUNDLE_NOT_FOUND when there is nothing to check, and what the ports throw */
export async function planBatch(
  { bundles, archive, list }: BatchRequest,
  ports: IndexPorts & { readonly sources: BundleSources },
): Promise<Batch> {
  const parts: Part[] = [];
  if (archive !== null) parts.push(await archivePart(archive, true, ports));
  for (const path of bundles) parts.push(await archivePart(path, false, ports));
  if (list !== null) parts.push({ archive: null, items: (await ports.sources.readList(list)).map(fileItem) });
  const items = parts.flatMap((part) => part.items).map((item, position) => ({ position, ...item }));
  const archives = parts.flatMap((part) => part.archive ?? []);
  if (items.length === 0 && archives.length === 0)
    throw new StellaError('BUNDLE_NOT_FOUND', 'the list names no bundle');
  return { items, archives, input: digestOf(utf8Encode(items.map(identity).join('\n'))) };
}

function identity({ key, expectation }: BatchItem): string {
  return JSON.stringify([key, expectation?.entry?.digest ?? null]);
}

function fileItem(path: string): Part['items'][number] {
  return { name: path, key: path, place: { kind: 'file', path }, expectation: null };
}

/** That a single bundle cannot be read is said in its own report. */
async function openArchive(
  path: string,
  isIndexRequired: boolean,
  sources: BundleSources,
): Promise<ArchiveContents | null> {
  try {
    return await sources.openArchive(path);
  } catch (error) {
    const isUnreadable =
      isStellaError(error) && (error.code === 'BUNDLE_NOT_FOUND' || error.code === 'PERMISSION_DENIED');
    if (isUnreadable && !isIndexRequired) return null;
    throw error;
  }
}

async function archivePart(
  path: string,
  isIndexRequired: boolean,
  ports: IndexPorts & { readonly sources: BundleSources },
): Promise<Part> {
  const contents = path === '-' ? null : await openArchive(path, isIndexRequired, ports.sources);
  if (contents === null) {
    if (!isIndexRequired) return { archive: null, items: [fileItem(path)] };
    throw new StellaError(
      'BUNDLE_INVALID',
      `${JSON.stringify(path)} is no archive: neither a folder nor a tar`,
      {
        hint: 'one bundle is checked with --bundle FILE',
      },
    );
  }
  if (!isIndexRequired && (await contents.read('index.json')) === null) return unindexed(contents);
  const verification = await verifyArchiveIndex(contents, ports);
  return { archive: { path, ...verification }, items: indexedItems(contents, verification) };
}

function unindexed({ path, bundles }: ArchiveContents): Part {
  if (bundles.size === 0)
    throw new StellaError('BUNDLE_NOT_FOUND', `${JSON.stringify(path)} has no *.tar.gz`);
  const items = [...bundles].map(([name, place]) => ({
    name: joined(path, name),
    key: name,
    place,
    expectation: null,
  }));
  return { archive: null, items };
}

/** What is there and what should be, by name: what is missing stands where it would. */
function indexedItems(
  { path, bundles }: ArchiveContents,
  { index, signers }: IndexVerification,
): Part['items'] {
  const entries = new Map<string, IndexedBundle>(index?.bundles.map((entry) => [entry.file, entry]));
  const names = new Set([...bundles.keys(), ...entries.keys()]);
  return sortedByKey(names, (name) => name).map((name) => {
    const entry = entries.get(name);
    return {
      name: joined(path, name),
      key: name,
      place: bundles.get(name) ?? { kind: 'absent' },
      expectation: index === null ? null : entry === undefined ? { entry: null } : { entry, signers },
    };
  });
}

function joined(folder: string, name: string): string {
  return `${folder.replace(/\/+$/, '')}/${name}`;
}
