import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { formatUsage, runStella } from './run-measured.ts';

const [components = 100_000, records = 100_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'stella-bench-'));

interface Family {
  readonly ecosystem: string;
  readonly file: string;
  readonly rangeType: 'SEMVER' | 'ECOSYSTEM';
  readonly purl: (name: string, version: string) => string;
}

const FAMILIES: readonly Family[] = [
  {
    ecosystem: 'npm',
    file: 'npm',
    rangeType: 'SEMVER',
    purl: (name, version) => `pkg:npm/${name}@${version}`,
  },
  {
    ecosystem: 'PyPI',
    file: 'PyPI',
    rangeType: 'ECOSYSTEM',
    purl: (name, version) => `pkg:pypi/${name}@${version}`,
  },
  {
    ecosystem: 'Debian:12',
    file: 'Debian',
    rangeType: 'ECOSYSTEM',
    purl: (name, version) => `pkg:deb/debian/lib${name}@${version}?distro=debian-12&upstream=${name}`,
  },
  {
    ecosystem: 'Ubuntu:22.04:LTS',
    file: 'Ubuntu',
    rangeType: 'ECOSYSTEM',
    purl: (name, version) => `pkg:deb/ubuntu/lib${name}@${version}?distro=ubuntu-22.04&upstream=${name}`,
  },
];

function familyOf(i: number): Family {
  return FAMILIES[i % FAMILIES.length] as Family;
}

function recordOf(i: number): Uint8Array {
  const { ecosystem, rangeType } = familyOf(i);
  const events = [{ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0' }, { fixed: '2.5.0' }];
  const versions = Array.from({ length: 20 }, (_, n) => `1.${n % 2}.${n}`);
  return Buffer.from(
    JSON.stringify({
      schema_version: '1.6.0',
      id: `BENCH-${i}`,
      aliases: [`CVE-2024-${10_000 + i}`],
      published: '2024-01-01T00:00:00Z',
      modified: '2024-06-01T00:00:00Z',
      details: 'An attacker may do what they should not. '.repeat(20),
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N' }],
      affected: [
        { package: { ecosystem, name: `package-${i}` }, ranges: [{ type: rangeType, events }], versions },
      ],
    }),
  );
}

function writeFeeds(): void {
  mkdirSync(join(folder, 'from/feeds/osv'), { recursive: true });
  for (const [f, { file }] of FAMILIES.entries()) {
    const entries: Record<string, Uint8Array> = {};
    for (let i = f; i < records; i += FAMILIES.length) entries[`BENCH-${i}.json`] = recordOf(i);
    writeFileSync(join(folder, `from/feeds/osv/${file}.zip`), zipSync(entries, { level: 1 }));
  }
}

function writeSbom(): void {
  const all = Array.from({ length: components }, (_, i) => {
    const name = `package-${i}`;
    const version = Math.floor(i / FAMILIES.length) % 2 === 0 ? '2.1.0' : '3.0.0';
    return { type: 'library', name, version, 'bom-ref': `ref-${i}`, purl: familyOf(i).purl(name, version) };
  });
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: all };
  writeFileSync(join(folder, 'bom.json'), JSON.stringify(bom));
}

function stella(...args: string[]): void {
  const usage = formatUsage(runStella(folder, ...args));
  process.stdout.write(`${args.slice(0, 2).join(' ').padEnd(16)}${usage}\n`);
}

try {
  process.stdout.write(`${components} components, ${records} records\n`);
  writeFeeds();
  writeSbom();
  const key = join(folder, 'key');
  const kit = join(folder, 'kit.tar.gz');
  stella('key', 'generate', '--output', key);
  stella(
    'offline',
    'build',
    '--from',
    join(folder, 'from'),
    '--output',
    kit,
    '--key',
    key,
    '--sequence',
    '1',
  );
  stella('offline', 'import', '--bundle', kit, '--trust-root', `${key}.pub`);
  stella('scan', 'run', join(folder, 'bom.json'), '--scan', 'bench');
  stella('score', 'replay', '--scan', 'bench');
} finally {
  rmSync(folder, { recursive: true });
}
