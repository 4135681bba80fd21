/**
 * Writes feeds of the size and shape of osv.dev's whole export: a dozen ecosystems, records of 6 KB on average with a long tail
 * (a few of 5 MB), members in the publisher's order, mostly ASCII. The same count gives the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Random } from './random.ts';
import { ZipStream } from './zip-stream.ts';

interface Shape {
  readonly share: number;
  readonly prefix: string;
  /** Names of packages are drawn from so many. */
  readonly packages: number;
  /** Entries of `affected` of half the records. */
  readonly affected: number;
  /** Versions listed in an entry. */
  readonly versions: number;
  /** Characters of the details. */
  readonly details: number;
  readonly releases: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = {
  npm: {
    share: 0.3,
    prefix: 'MAL-2025-',
    packages: 120_000,
    affected: 1,
    versions: 3,
    details: 900,
    releases: [],
  },
  PyPI: {
    share: 0.04,
    prefix: 'PYSEC-',
    packages: 12_000,
    affected: 1,
    versions: 60,
    details: 1500,
    releases: [],
  },
  Maven: {
    share: 0.02,
    prefix: 'GHSA-m',
    packages: 4000,
    affected: 2,
    versions: 90,
    details: 2000,
    releases: [],
  },
  Go: {
    share: 0.015,
    prefix: 'GO-2025-',
    packages: 3000,
    affected: 2,
    versions: 0,
    details: 1500,
    releases: [],
  },
  'crates.io': {
    share: 0.005,
    prefix: 'RUSTSEC-',
    packages: 1500,
    affected: 1,
    versions: 0,
    details: 1500,
    releases: [],
  },
  RubyGems: {
    share: 0.01,
    prefix: 'GHSA-r',
    packages: 1000,
    affected: 1,
    versions: 80,
    details: 1500,
    releases: [],
  },
  NuGet: {
    share: 0.01,
    prefix: 'GHSA-n',
    packages: 1000,
    affected: 3,
    versions: 40,
    details: 1500,
    releases: [],
  },
  Packagist: {
    share: 0.02,
    prefix: 'GHSA-p',
    packages: 2000,
    affected: 1,
    versions: 40,
    details: 1500,
    releases: [],
  },
  Debian: {
    share: 0.12,
    prefix: 'DEBIAN-CVE-',
    packages: 6000,
    affected: 3,
    versions: 24,
    details: 500,
    releases: ['11', '12', '13', '14'],
  },
  Ubuntu: {
    share: 0.2,
    prefix: 'UBUNTU-CVE-',
    packages: 6000,
    affected: 5,
    versions: 22,
    details: 500,
    releases: ['14.04:LTS', '16.04:LTS', '18.04:LTS', '20.04:LTS', '22.04:LTS', '24.04:LTS', '25.04'],
  },
  Alpine: {
    share: 0.02,
    prefix: 'ALPINE-CVE-',
    packages: 2000,
    affected: 6,
    versions: 10,
    details: 300,
    releases: ['v3.18', 'v3.19', 'v3.20', 'v3.21'],
  },
  'Red Hat': {
    share: 0.03,
    prefix: 'RHSA-2025:',
    packages: 4000,
    affected: 18,
    versions: 0,
    details: 1200,
    releases: ['enterprise_linux:8::baseos', 'enterprise_linux:9::appstream'],
  },
  openSUSE: {
    share: 0.06,
    prefix: 'SUSE-SU-2025:',
    packages: 4000,
    affected: 8,
    versions: 0,
    details: 2500,
    releases: ['Leap 15.5', 'Leap 15.6', 'Tumbleweed'],
  },
  GIT: {
    share: 0.15,
    prefix: 'CVE-2025-',
    packages: 3000,
    affected: 1,
    versions: 70,
    details: 900,
    releases: [],
  },
};

/** One record in so many has five megabytes. */
const HUGE_EVERY = 40_000;
const HUGE_VERSIONS = 200_000;

/** Feeds of about `records` OSV records below `folder`, in the layout that `offline build --from` takes. Returns the bytes of JSON. */
export function writeOsvExport(folder: string, records: number): { records: number; bytes: number } {
  mkdirSync(join(folder, 'osv'), { recursive: true });
  const total = { records: 0, bytes: 0 };
  for (const [ecosystem, shape] of Object.entries(SHAPES)) {
    const zip = new ZipStream(join(folder, 'osv', `${ecosystem}.zip`));
    const random = new Random(total.records + 1);
    const count = Math.round(records * shape.share);
    for (let i = 0; i < count; i++) {
      const isHuge = (total.records + 1) % HUGE_EVERY === 0;
      const record = osvRecord(ecosystem, shape, i, random, isHuge);
      const bytes = Buffer.from(JSON.stringify(record));
      zip.add(`${record.id}.json`, bytes);
      total.records++;
      total.bytes += bytes.length;
    }
    zip.close();
  }
  writeFileSync(join(folder, 'epss_scores-current.csv.gz'), epss(Math.min(records, 300_000)));
  return total;
}

function osvRecord(ecosystem: string, shape: Shape, i: number, random: Random, isHuge: boolean) {
  const id = `${shape.prefix}${String(i).padStart(6, '0')}`;
  const cve = `CVE-${2005 + random.below(20)}-${String(random.below(60_000)).padStart(4, '0')}`;
  const affected = Array.from({ length: Math.max(1, Math.min(400, random.skewed(shape.affected))) }, () =>
    affectedEntry(ecosystem, shape, random, isHuge),
  );
  return {
    id,
    summary: text(random, 70),
    details: text(random, random.skewed(shape.details)),
    modified: '2025-11-12T08:31:07.123456Z',
    published: '2025-06-02T16:11:44Z',
    aliases: [cve],
    upstream: [cve],
    references: Array.from({ length: 1 + random.below(9) }, () => ({
      type: random.pick(['WEB', 'ADVISORY', 'FIX', 'PACKAGE', 'REPORT']),
      url: `https://example.org/${word(random)}/${word(random)}/commit/${hex(random, 40)}`,
    })),
    affected: isHuge ? affected.slice(0, 1) : affected,
    schema_version: '1.7.3',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    database_specific: { cwe_ids: ['CWE-79'], github_reviewed: true, severity: 'HIGH' },
  };
}

function affectedEntry(ecosystem: string, shape: Shape, random: Random, isHuge: boolean) {
  const name = packageName(random.below(shape.packages));
  const release = shape.releases.length === 0 ? '' : `:${random.pick(shape.releases)}`;
  const versions = isHuge ? HUGE_VERSIONS : shape.versions === 0 ? 0 : random.skewed(shape.versions);
  if (ecosystem === 'GIT') {
    const ranges = [
      {
        type: 'GIT',
        repo: `https://example.org/${name}.git`,
        events: [{ introduced: '0' }, { fixed: hex(random, 40) }],
      },
    ];
    return {
      ranges,
      versions: versionList(random, versions),
      database_specific: { source: `https://example.org/${name}` },
    };
  }
  return {
    package: { name, ecosystem: `${ecosystem}${release}`, purl: `pkg:generic/${name}` },
    ranges: [
      {
        type: release === '' ? 'SEMVER' : 'ECOSYSTEM',
        events: [{ introduced: '0' }, { fixed: version(random) }],
      },
    ],
    versions: versionList(random, versions),
    ecosystem_specific: { binaries: [{ [name]: version(random) }], urgency: 'not yet assigned' },
    database_specific: { source: `https://example.org/advisories/${name}/${hex(random, 16)}.json` },
  };
}

function versionList(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => version(random));
}

function version(random: Random): string {
  return `${random.below(12)}.${random.below(40)}.${random.below(200)}-${random.below(9)}ubuntu${random.below(5)}`;
}

function hex(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) digits += random.below(2 ** 31).toString(16);
  return digits.slice(0, length);
}

/** The same number, the same name. */
function packageName(number: number): string {
  return `${word(new Random(number))}-${number}`;
}

const SYLLABLES = [
  'ra',
  'to',
  'lin',
  'key',
  'web',
  'core',
  'path',
  'ser',
  'vo',
  'mi',
  'dex',
  'pro',
  'an',
  'tic',
  'gen',
];

function word(random: Random): string {
  return Array.from({ length: 2 + random.below(3) }, () => random.pick(SYLLABLES)).join('');
}

/** Prose to cut pieces from: making each afresh would take longer than everything else. One record in twenty or so is not ASCII, as in the feeds. */
const PROSE = (() => {
  const random = new Random(42);
  const words = Array.from({ length: 4000 }, () => word(random));
  const pieces = Array.from(
    { length: 400_000 },
    (_, i) => `${i % 2999 === 0 ? 'naïve' : random.pick(words)}${i % 19 === 0 ? '.\n\n"' : ' '}`,
  );
  return pieces.join('');
})();

function text(random: Random, length: number): string {
  const start = random.below(PROSE.length - 100_000);
  return PROSE.slice(start, start + Math.min(length, 100_000));
}

function epss(rows: number): Uint8Array {
  const random = new Random(7);
  const lines = ['#model_version:v2025.03.14,score_date:2025-11-12T12:55:00Z', 'cve,epss,percentile'];
  for (let i = 0; i < rows; i++)
    lines.push(
      `CVE-${2000 + Math.floor((i * 26) / rows)}-${10_000 + i},0.${String(random.below(100_000)).padStart(5, '0')},0.${String(random.below(100_000)).padStart(5, '0')}`,
    );
  return gzipSync(`${lines.join('\n')}\n`);
}
