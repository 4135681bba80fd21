/**
 * Two hosts that never talk to each other: the same SBOM, kit, rules, policy, key and clock must give the same bundle to the
 * byte, under other time zones, locales and Node versions; another order of components must give the same findings.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot, stellaBinary } from '../helpers/run-stella.ts';

const folder = mkdtempSync(join(tmpdir(), 'stella-determinism-'));
const sbom = join(projectRoot, 'fixtures/sboms/webshop.cdx.json');

/** Other Node binaries to try, separated by colons: `STELLA_TEST_NODES=/opt/node22/bin/node:/opt/node26/bin/node`. */
const otherNodes = (process.env['STELLA_TEST_NODES'] ?? '')
  .split(':')
  .filter((path) => path !== '' && existsSync(path));

interface Host {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

function stella({ name, env, node }: Host, ...args: string[]): string {
  const [program, first] =
    node === undefined ? [stellaBinary, []] : [node, [join(projectRoot, 'bin/run.js')]];
  return execFileSync(program, [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, STELLA_HOME: join(folder, name), NO_COLOR: '1', ...env },
  });
}

/** Sets a host up from nothing, scans, and returns its bundle. */
function bundleOn(host: Host): Buffer {
  stella(host, 'offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub');
  stella(host, 'scan', 'run', sbom, '--freeze', '2025-09-01T00:00:00Z', '--scan', 'webshop');
  stella(
    host,
    'score',
    'bundle',
    '--scan',
    'webshop',
    '--key',
    'issuer.key',
    '--output',
    `${host.name}.tar.gz`,
  );
  return readFileSync(join(folder, `${host.name}.tar.gz`));
}

const reference: Host = { name: 'reference', env: { TZ: 'UTC', LANG: 'C' } };
let expected: Buffer;

before(() => {
  stella(reference, 'key', 'generate', '--output', 'issuer.key');
  stella(
    reference,
    'offline',
    'build',
    '--from',
    join(projectRoot, 'fixtures/feeds'),
    '--output',
    'kit.tar.gz',
    '--key',
    'issuer.key',
    '--sequence',
    '1',
  );
  expected = bundleOn(reference);
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('the same scan on another host gives the same bundle, byte for byte', () => {
  const hosts: Host[] = [
    { name: 'tokyo', env: { TZ: 'Asia/Tokyo', LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8' } },
    { name: 'chatham', env: { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    { name: 'apia', env: { TZ: 'Pacific/Apia', LANG: 'de_DE.UTF-8', LC_ALL: 'sv_SE.UTF-8' } },
  ];
  for (const host of hosts) {
    it(`under ${host.env?.['TZ']} and ${host.env?.['LC_ALL']}`, () => {
      assert.ok(bundleOn(host).equals(expected));
    });
  }

  it('on other Node versions', {
    skip: otherNodes.length > 0 ? false : 'STELLA_TEST_NODES names no other Node',
  }, () => {
    for (const [i, node] of otherNodes.entries()) {
      assert.ok(bundleOn({ name: `node-${i}`, node }).equals(expected), node);
    }
  });

  it('and a kit that is built again is the same kit', () => {
    stella(
      { name: 'builder', env: { TZ: 'America/St_Johns', LANG: 'fr_FR.UTF-8' } },
      'offline',
      'build',
      '--from',
      join(projectRoot, 'fixtures/feeds'),
      '--output',
      'again.tar.gz',
      '--key',
      'issuer.key',
      '--sequence',
      '1',
    );
    assert.ok(readFileSync(join(folder, 'again.tar.gz')).equals(readFileSync(join(folder, 'kit.tar.gz'))));
  });
});

describe('the same components in another order in another file', () => {
  it('give another manifest and the same findings', () => {
    const document = JSON.parse(readFileSync(sbom, 'utf8'));
    document.components.reverse();
    writeFileSync(join(folder, 'reversed.json'), JSON.stringify(document));
    const scan = (file: string) =>
      JSON.parse(
        stella(reference, 'scan', 'run', file, '--freeze', '2025-09-01T00:00:00Z', '--output', 'json'),
      );
    const [given, reversed] = [scan(sbom), scan(join(folder, 'reversed.json'))];
    assert.notEqual(given.manifestHash, reversed.manifestHash);
    assert.notEqual(given.scanId, reversed.scanId);
    assert.deepEqual(reversed.findings, given.findings);
    assert.deepEqual(reversed.coverage, given.coverage);
    assert.equal(given.findings.length, 6);
  });
});
