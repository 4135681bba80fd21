/**
 * A store whose inputs drift: five kits, each of which changes one kind of source, and files for every other input. What
 * the scan `web` of it would be with another of these is known from how they are made.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EPSS_PATH,
  epssGz,
  importInto,
  KEV_PATH,
  type KitFiles,
  kevJson,
  kitKey,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  withStore,
  writeFileIn,
} from './kits.ts';
import { runStella, runStellaJson, type StellaRun, scratchFolder } from './run-stella.ts';

export const SCANNED_AT = '2025-01-16T00:00:00Z';
/** After the publication of the record `GHSA-late`. */
export const LATER = '2025-06-01T00:00:00Z';

const CVSS = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

const record = (id: string, name: string, more: Record<string, unknown> = {}) => ({
  ...osvRecord(id, name),
  severity: [{ type: 'CVSS_V3', score: CVSS }],
  ...more,
});

const RECORDS = [
  record('GHSA-1', 'left-pad', { aliases: ['CVE-2024-0001'] }),
  record('GHSA-2', 'lodash', { aliases: ['CVE-2024-0002'] }),
  record('GHSA-late', 'lodash', { published: '2025-03-01T00:00:00Z' }),
];

const FIRST: KitFiles = {
  [OSV_PATH]: osvZip(...RECORDS),
  [EPSS_PATH]: epssGz('CVE-2024-0001,0.05,0.5', 'CVE-2024-0002,0.00043,0.1'),
  [KEV_PATH]: kevJson('CVE-2024-0009'),
};

/** The first kit, then those in which one kind of source changed. */
const KITS: Readonly<Record<string, KitFiles>> = {
  first: FIRST,
  advisories: { ...FIRST, [OSV_PATH]: osvZip(...RECORDS, record('GHSA-new', 'left-pad')) },
  epss: { ...FIRST, [EPSS_PATH]: epssGz('CVE-2024-0001,0.9,0.99', 'CVE-2024-0002,0.00043,0.1') },
  kev: { ...FIRST, [KEV_PATH]: kevJson('CVE-2024-0002', 'CVE-2024-0009') },
  all: {
    [OSV_PATH]: osvZip(...RECORDS, record('GHSA-new', 'left-pad')),
    [EPSS_PATH]: epssGz('CVE-2024-0001,0.9,0.99', 'CVE-2024-0002,0.00043,0.1'),
    [KEV_PATH]: kevJson('CVE-2024-0002', 'CVE-2024-0009'),
  },
};

const bom = (...purls: string[]): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    components: purls.map((purl) => ({
      type: 'library',
      name: purl.slice(8).split('@')[0],
      'bom-ref': purl,
      purl,
    })),
  });

const FILES: Readonly<Record<string, string>> = {
  'web.cdx.json': bom('pkg:npm/left-pad@1.0.0', 'pkg:npm/lodash@4.0.0'),
  'web-next.cdx.json': bom('pkg:npm/lodash@4.0.0'),
  'strict.yaml':
    'schema: stella.policy/v1\nname: strict\nversion: 1.0.0\nthresholds: { warn: 1.0, fail: 2.0 }\nfailOnKev: true\nonUncovered: warn\nsuppress:\n  - { id: GHSA-2, purl: "pkg:npm/lodash*", reason: accepted }\n',
  'vendor.openvex.json': JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://example.com/vex/1',
    author: 'vendor',
    timestamp: '2025-01-01T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: 'CVE-2024-0001' },
        products: [{ '@id': 'pkg:npm/left-pad@1.0.0' }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
      },
    ],
  }),
  'evidence.json': JSON.stringify({
    schema: 'stella.evidence/v1',
    findings: [{ purl: 'pkg:npm/lodash@4.0.0', id: 'GHSA-2', hops: 9, observedAt: '2025-01-10T00:00:00Z' }],
  }),
};

export interface DriftingStore {
  /** Where the files are, and the store in `home` below it. */
  readonly folder: string;
  readonly home: string;
  /** Digests of the snapshots, by what changed in them. */
  readonly feeds: Readonly<Record<string, string>>;
  run(...args: string[]): Promise<StellaRun>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every shape
  json(...args: string[]): Promise<StellaRun & { readonly document: any }>;
}

/** Makes the store, with the scan `web` of the first kit in it. */
export async function driftingStore(): Promise<DriftingStore> {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  const feeds: Record<string, string> = {};
  for (const [i, [name, files]] of Object.entries(KITS).entries()) {
    const createdAt = `2025-01-${String(10 + i).padStart(2, '0')}T00:00:00Z`;
    const kit = kitTar(files, { kitId: name, sequence: i + 1, createdAt });
    await importInto(home, writeFileIn(folder, `${name}.tar`, kit), { at: createdAt });
    feeds[name] = await withStore(home, (store) => String(store.feeds.active()?.digest));
    if (name === 'first') {
      for (const [path, text] of Object.entries(FILES)) writeFileSync(join(folder, path), text);
      writeFileSync(join(folder, 'kit.pub'), publicPem(kitKey));
      await inStore(folder, home).run('scan', 'run', 'web.cdx.json', '--scan', 'web', '--freeze', SCANNED_AT);
    }
  }
  return { folder, home, feeds, ...inStore(folder, home) };
}

function inStore(folder: string, home: string): Pick<DriftingStore, 'run' | 'json'> {
  const options = { cwd: folder, env: { STELLA_HOME: home } };
  return {
    run: (...args) => runStella(args, options),
    json: (...args) => runStellaJson(args, options),
  };
}
