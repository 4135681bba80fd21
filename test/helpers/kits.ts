/** Small kits for tests: sample feeds, statements, and importing in this process with a clock that stands still. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, strToU8, type Zippable, zipSync } from 'fflate';
import { Random } from '../../scripts/bench/random.ts';
import { type ImportRequest, importKit } from '../../src/app/kit/import-kit.ts';
import type { KitImport } from '../../src/app/kit/import-report.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { LedgerAuthor } from '../../src/app/ports/ledger.ts';
import type { Store } from '../../src/app/ports/store.ts';
import { silentProgress } from '../../src/cli/progress.ts';
import { TAR_END, tarHeaderBlock, tarPadding } from '../../src/core/archive/tar-writer.ts';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { formatEnvelope } from '../../src/core/dsse/envelope.ts';
import { signEnvelope } from '../../src/core/dsse/verify-envelope.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../src/core/intoto/statement.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { type KitKind, kitKindOf } from '../../src/core/kit/kit-layout.ts';
import { formatKitStatement, type KitEntry, type KitStatement } from '../../src/core/kit/kit-statement.ts';
import type { TrustRoots } from '../../src/core/trust/trust-roots.ts';
import { readBundle } from '../../src/io/archive/read-bundle.ts';
import { readBuiltInDocuments } from '../../src/io/built-in-documents.ts';
import { kitTools } from '../../src/io/kit/kit-tools.ts';
import { openStore } from '../../src/io/store/open-store.ts';
import { timeFloor } from '../../src/io/time-floor.ts';
import { projectRoot } from './run-stella.ts';
import { ed25519Key } from './test-keys.ts';

export const kitKey: SigningKey = ed25519Key(7);
export const strangerKey: SigningKey = ed25519Key(8);

export function publicPem({ publicKey }: SigningKey): string {
  return renderPem('PUBLIC KEY', publicKey.spkiDer);
}

export function rootsOf(...keys: readonly SigningKey[]): TrustRoots {
  return { keys: keys.map(({ publicKey }) => ({ ...publicKey, source: 'test' })), anchors: [] };
}

/** An OSV record that says that every version of a package is affected. */
export function osvRecord(id: string, name: string, ecosystem = 'npm'): Record<string, unknown> {
  return {
    id,
    modified: '2025-01-10T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  };
}

/** Text that cannot be packed into much less, the same each time. */
export function noise(seed: number, length: number): string {
  const random = new Random(seed);
  return Array.from({ length }, () => String.fromCharCode(0x61 + random.below(26))).join('');
}

/** An ecosystem's zip, as osv.dev publishes it. */
export function osvZip(...records: readonly Record<string, unknown>[]): Uint8Array {
  const files: Zippable = {};
  for (const record of records) files[`${record['id']}.json`] = strToU8(JSON.stringify(record));
  return zipSync(files, { mtime: '2025-01-01T00:00:00Z' });
}

export function epssGz(...rows: readonly string[]): Uint8Array {
  const head = '#model_version:v2025.03.14,score_date:2025-01-12T00:00:00+0000\ncve,epss,percentile\n';
  return gzipSync(strToU8(head + rows.map((row) => `${row}\n`).join('')), { mtime: 0 });
}

export function kevJson(...cves: readonly string[]): Uint8Array {
  const vulnerabilities = cves.map((cveID) => ({ cveID, dateAdded: '2025-01-11' }));
  return strToU8(JSON.stringify({ dateReleased: '2025-01-11T12:00:00Z', vulnerabilities }));
}

export const OSV_PATH = 'feeds/osv/npm.zip';
export const EPSS_PATH = 'feeds/epss/epss_scores.csv.gz';
export const KEV_PATH = 'feeds/kev/known_exploited_vulnerabilities.json';

export type KitFiles = Readonly<Record<string, Uint8Array>>;

export const sampleFeeds: KitFiles = {
  [OSV_PATH]: osvZip(
    osvRecord('GHSA-1', 'left-pad'),
    osvRecord('GHSA-2', 'lodash'),
    osvRecord('GHSA-3', 'lodash'),
  ),
  [EPSS_PATH]: epssGz('CVE-2024-0001,0.1,0.9', 'CVE-2024-0002,0.00043,0.1'),
  [KEV_PATH]: kevJson('CVE-2024-0001'),
};

export function entryOf(path: string, content: Uint8Array): KitEntry {
  const kind = kitKindOf(path) as KitKind;
  return {
    path,
    kind,
    size: content.length,
    mediaType: 'application/octet-stream',
    digest: digestOf(content),
  };
}

export function statementOf(files: KitFiles, changes: Partial<KitStatement> = {}): KitStatement {
  return {
    kitId: 'kit-1',
    sequence: 1,
    createdAt: '2025-01-15T00:00:00Z',
    entries: Object.entries(files).map(([path, content]) => entryOf(path, content)),
    ...changes,
  };
}

export function envelopeOf(statement: KitStatement, key: SigningKey = kitKey): Uint8Array {
  return formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, formatKitStatement(statement), key));
}

/** The digest of the kit with this statement. */
export function kitDigestOf(statement: KitStatement): `sha256:${string}` {
  return digestOf(formatKitStatement(statement));
}

/** A tar in the order of the entries; a name that ends in a slash is a folder. */
export function tarOf(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const blocks = entries.flatMap(([path, content]) => [
    tarHeaderBlock(path, content.length),
    content,
    tarPadding(content.length),
  ]);
  return new Uint8Array(Buffer.concat([...blocks, TAR_END]));
}

/** A kit as a tar: the envelope, then the files by path. */
export function kitTar(
  files: KitFiles,
  changes: Partial<KitStatement> = {},
  key: SigningKey = kitKey,
): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return tarOf([['kit.dsse.json', envelopeOf(statementOf(files, changes), key)], ...sorted]);
}

export function writeFileIn(folder: string, name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export function clockAt(time: string): Clock {
  return { now: () => time, elapsedMs: () => 0 };
}

export interface ImportOptions extends Partial<ImportRequest> {
  readonly trust?: TrustRoots;
  readonly at?: string;
}

export const testAuthor: LedgerAuthor = {
  actor: { user: 'tester', host: 'testhost' },
  tool: { name: 'stella', version: '0.0.0' },
  now: () => '2025-01-16T00:00:00Z',
};

/** Opens the store below `home` for the time of `work`. */
export async function withStore<T>(home: string, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = openStore(home, 'create', testAuthor);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

export async function importInto(
  home: string,
  path: string,
  options: ImportOptions = {},
): Promise<KitImport> {
  const clock = clockAt(options.at ?? '2025-01-16T00:00:00Z');
  const request = {
    path,
    isDryRun: options.isDryRun ?? false,
    forceReason: options.forceReason ?? null,
    isOwnTrust: options.isOwnTrust ?? false,
  };
  return await withStore(home, (store) =>
    importKit(request, {
      store,
      workspace: kitTools(home, clock).workspace,
      trust: { roots: options.trust ?? rootsOf(kitKey), origin: 'test' },
      bundles: { read: readBundle },
      builtIn: readBuiltInDocuments(projectRoot),
      clock,
      floor: timeFloor(home),
      progress: silentProgress,
      explain: () => {},
    }),
  );
}
