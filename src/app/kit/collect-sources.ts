/** Finds out what each file of a folder is, reads all of it, and says what a kit must say about it. Nothing is left out silently. */
import { sortedByKey } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import {
  isFeedKind,
  type KitKind,
  kitFileLimit,
  kitKindOf,
  kitMediaType,
} from '../../core/kit/kit-layout.ts';
import type { ExcludedRecord, KitEntry } from '../../core/kit/kit-statement.ts';
import { kitPathOf } from '../../core/kit/source-layout.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import type { FeedFileFacts, FeedFileReader, SourceFolder } from '../ports/kit-tools.ts';
import type { Progress } from '../ports/progress.ts';
import { checkAnchors } from '../trust/check-anchors.ts';
import { countProgress } from './count-progress.ts';
import { readDocument, readKitTrustRoots } from './kit-documents.ts';
import { checkScanBundle, inPlace } from './kit-scans.ts';

/** A file that goes into the kit. */
export interface SourceFile {
  /** Its path below the folder. */
  readonly source: string;
  readonly entry: KitEntry;
  /** Of a feed. */
  readonly records: number | null;
}

export interface CollectOptions {
  /** Of the feeds; null: what their content says. */
  readonly capturedAt: string | null;
  readonly excluded: readonly ExcludedRecord[];
}

export interface CollectPorts {
  readonly sources: SourceFolder;
  readonly feeds: FeedFileReader;
  readonly bundles: BundleReader;
  readonly progress: Progress;
  readonly explain: (line: string) => void;
}

/** Sorted by path within the kit. */
export async function collectSources(options: CollectOptions, ports: CollectPorts): Promise<SourceFile[]> {
  const placed = placeFiles(ports.sources.list());
  const exclusions = { ids: new Set(options.excluded.map(({ id }) => id)), met: new Set<string>() };
  const files: SourceFile[] = [];
  for (const { path, source } of placed)
    files.push(await readSource(path, source, exclusions, options, ports));
  const idle = options.excluded.filter(({ id }) => !exclusions.met.has(id)).map(({ id }) => id);
  if (idle.length > 0) {
    throw new StellaError('INPUT_INVALID', `no OSV file has a record ${JSON.stringify(idle[0])} to exclude`, {
      details: { notFound: idle },
      hint: 'the id is the name of the record within its zip, without .json',
    });
  }
  return files;
}

interface PlacedFile {
  readonly path: string;
  readonly source: string;
}

function placeFiles(sources: readonly string[]): PlacedFile[] {
  const placed = sources.map((source) => ({ source, path: kitPathOf(source) }));
  const unknown = placed.filter(({ path }) => path === null).map(({ source }) => source);
  if (unknown.length > 0) throw notUnderstood(unknown);
  const files = placed.flatMap(({ source, path }) => (path ? [{ source, path }] : []));
  if (files.length === 0)
    throw new StellaError('INPUT_INVALID', 'the folder has no file that a kit could hold');
  refuseConflicts(files);
  return sortedByKey(files, ({ path }) => path);
}

function notUnderstood(files: readonly string[]): StellaError {
  const shown = files.slice(0, 5).map((file) => JSON.stringify(file.slice(0, 100)));
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return new StellaError('INPUT_INVALID', `a kit has no place for ${shown.join(', ')}${more}`, {
    details: { files: files.slice(0, 100) },
    hint: 'expected are osv/<ecosystem>.zip, epss_scores-*.csv.gz, known_exploited_vulnerabilities.json, rules/, policies/, trust/, vex/ and scans/; move everything else out of the folder',
  });
}

function refuseConflicts(files: readonly PlacedFile[]): void {
  const seen = new Map<string, string>();
  for (const { source, path } of files) {
    const other = seen.get(path.toLowerCase());
    if (other !== undefined) {
      throw new StellaError(
        'INPUT_INVALID',
        `${JSON.stringify(other)} and ${JSON.stringify(source)} both belong at ${path} of the kit`,
        {
          hint: 'leave one of them in the folder',
        },
      );
    }
    seen.set(path.toLowerCase(), source);
  }
}

async function readSource(
  path: string,
  source: string,
  exclusions: { readonly ids: ReadonlySet<string>; readonly met: Set<string> },
  options: CollectOptions,
  ports: CollectPorts,
): Promise<SourceFile> {
  const { sources, feeds, progress, explain } = ports;
  const kind = kitKindOf(path) as KitKind;
  const measured = await sources.measure(source);
  if (measured.size > kitFileLimit(kind)) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${JSON.stringify(source)} has ${measured.size} bytes; of the kind ${kind} at most ${kitFileLimit(kind)} are read`,
    );
  }
  let facts: FeedFileFacts | null = null;
  if (isFeedKind(kind)) {
    const onRecord = countProgress(progress, `reading ${source}`);
    facts = await feeds.inspect(kind, sources.pathOf(source), source, exclusions, onRecord);
    progress.stop();
  } else await checkDocument(kind, path, source, ports);
  explain(`${source}: ${path}, ${measured.digest}${facts === null ? '' : `, ${facts.records} records`}`);
  const capturedAt = facts && (options.capturedAt ?? facts.capturedAt);
  const entry: KitEntry = {
    path,
    kind,
    ...measured,
    mediaType: kitMediaType(kind, path),
    ...(capturedAt === null ? {} : { capturedAt }),
  };
  return { source, entry, records: facts?.records ?? null };
}

/** VEX documents are carried as they are: they are read where they are used. */
async function checkDocument(
  kind: KitKind,
  path: string,
  source: string,
  { sources, bundles, explain }: CollectPorts,
): Promise<void> {
  if (kind === 'rules' || kind === 'policy') {
    const provenance = { origin: '', addedAt: '' };
    readDocument(kind, await sources.read(source, kitFileLimit(kind)), source, provenance);
  }
  if (kind === 'trust-root')
    await checkAnchors(readKitTrustRoots(await sources.read(source, kitFileLimit(kind)), source));
  if (kind === 'scan')
    await inPlace(source, async () =>
      checkScanBundle(path, await bundles.read(sources.pathOf(source)), explain),
    );
}
