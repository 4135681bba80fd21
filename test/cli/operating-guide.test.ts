/**
 * docs/runbook.md as an operator follows it: every shell block and every query runs as it stands, in order, on one host, and prints
 * what the page says. A block `sh exit-3` must end with that status; a `text` block is the output of the block before it, with `…`
 * for any text on a line and a line of `…` alone for any lines.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { exitStatusOf } from '../../src/cli/exit-status.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { EKU, extendedKeyUsage, makeCa, makeCertificate } from '../helpers/certificates.ts';
import { epssGz, publicPem } from '../helpers/kits.ts';
import { projectRoot, runStella, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';

const page = readFileSync(join(projectRoot, 'docs/runbook.md'), 'utf8');
const world = scratchFolder();

interface Block {
  readonly heading: string;
  readonly language: string;
  readonly exit: number;
  readonly text: string;
  /** Null where the page shows none. */
  readonly output: string | null;
}

const fences = [...page.matchAll(/^```([a-z]+)(?: exit-(\d))?\n([\s\S]*?)^```$/gm)];
const blocks: Block[] = fences.flatMap(([, language = '', exit, text = ''], i) => {
  if (language !== 'sh' && language !== 'sql') return [];
  const [, nextLanguage, , output = null] = fences[i + 1] ?? [];
  const { index } = fences[i] as { index: number };
  const [, heading = ''] = page.slice(0, index).match(/[\s\S]*\n##+ ([^\n]+)\n/) ?? [];
  return [
    { heading, language, exit: Number(exit ?? 0), text, output: nextLanguage === 'text' ? output : null },
  ];
});

/** The host's own folders, below the scratch folder. */
const placed = (text: string) =>
  text.replaceAll(/(?<![\w.])\/(?:archive|var\/lib\/node_exporter)\//g, (path) => `${world}${path}`);

const missing = (...programs: readonly string[]): string | null =>
  programs.find((program) => spawnSync(program, ['--version']).status !== 0) ?? null;

function neededBy({ language, text }: Block): string[] {
  if (language === 'sql') return ['sqlite3'];
  return ['jq', 'sqlite3', 'promtool'].filter((program) =>
    new RegExp(`(^|[ |(])${program} `, 'm').test(text),
  );
}

function run({ language, text }: Block) {
  const home = join(world, 'home');
  const sql = `ATTACH '${home}/scanner.db' AS scanner; ${text}`;
  const [program, args] =
    language === 'sql'
      ? ['sqlite3', ['-bail', ':memory:', sql]]
      : ['bash', ['-e', '-u', '-o', 'pipefail', '-c', placed(text)]];
  return spawnSync(program, args, {
    cwd: world,
    encoding: 'utf8',
    env: {
      PATH: `${join(projectRoot, 'bin')}${delimiter}${process.env['PATH']}`,
      HOME: world,
      STELLA_HOME: home,
      SCAN_ID: 'web-1.4.2',
      NO_COLOR: '1',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
    },
  });
}

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function patternOf(output: string): RegExp {
  const lines = placed(output).trimEnd().split('\n');
  const patterns = lines.map((line) => (line === '…' ? '[^]*' : line.split('…').map(literal).join('.*')));
  return new RegExp(`^${patterns.join('\\n')}\\s*$`);
}

before(async () => {
  const issuer = ed25519Key(70);
  const [ca, leaf] = [ed25519Key(71), ed25519Key(72)];
  const pem = (der: Uint8Array) => renderPem('CERTIFICATE', der);
  const extensions = [extendedKeyUsage([EKU.codeSigning])];
  const certificate = makeCertificate({
    subject: 'host',
    issuer: 'Example CA',
    key: leaf,
    signer: ca,
    extensions,
  });
  const files: Readonly<Record<string, string>> = {
    'issuer.key': ed25519Pem(70),
    'issuer.pub': publicPem(issuer),
    'ca.pem': pem(makeCa('Example CA', ca)),
    'chain.pem': pem(certificate),
    'sbom.cdx.json': readFileSync(join(projectRoot, 'fixtures/sboms/webshop.cdx.json'), 'utf8'),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(world, name), content);
  for (const folder of ['archive', 'var/lib/node_exporter'])
    mkdirSync(join(world, folder), { recursive: true });
  cpSync(join(projectRoot, 'offline-kit'), join(world, 'offline-kit'), { recursive: true });
  cpSync(join(projectRoot, 'fixtures/feeds'), join(world, 'downloads'), { recursive: true });
  await build('kit.tar.gz', '1', '2025-01-14T00:00:00Z');
  writeFileSync(join(world, 'downloads/epss/epss_scores.csv.gz'), epssGz('CVE-2021-44228,0.5,0.9'));
  await build('next-kit.tar.gz', '2', '2025-02-14T00:00:00Z');
});

async function build(output: string, sequence: string, capturedAt: string): Promise<void> {
  const times = ['--captured-at', capturedAt, '--created-at', capturedAt];
  const args = ['offline', 'build', '--from', 'downloads', '--output', output, '--key', 'issuer.key'];
  const { exit, stderr } = await runStella([...args, '--sequence', sequence, ...times], { cwd: world });
  assert.equal(exit, 0, stderr);
}

describe('docs/runbook.md', () => {
  it('has a block for every part', () => assert.ok(blocks.length > 40, String(blocks.length)));

  for (const [i, block] of blocks.entries()) {
    const absent = missing(...neededBy(block));
    const [line = ''] = block.text.split('\n');
    it(`${block.heading}: ${line} (${i + 1})`, { skip: absent === null ? false : `no ${absent}` }, () => {
      const { status, stdout, stderr } = run(block);
      assert.equal(status, block.exit, `${block.text}\n${stderr}${stdout}`);
      if (block.output !== null) assert.match(stdout, patternOf(block.output));
    });
  }

  it('names every exit status as the program has it', () => {
    const [, table = ''] = page.split('### 5.6 Error codes');
    const rows = [...table.matchAll(/^\| (`[^|]+`) \| (\d) \|/gm)];
    assert.ok(rows.length > 20);
    for (const [, codes = '', exit] of rows)
      for (const [, code = ''] of codes.matchAll(/`([A-Z_]+)`/g)) {
        const known = ERROR_CODES.find((each) => each === code);
        assert.ok(known, code);
        assert.equal(exitStatusOf(known), Number(exit), code);
      }
  });

  it('shows queries for Prometheus that the dashboard has', () => {
    const dashboard = readFileSync(join(projectRoot, 'offline-kit/monitoring/dashboard.json'), 'utf8');
    const shown = fences
      .filter(([, language]) => language === 'promql')
      .map(([, , , text = '']) => text.trim());
    const queries = [...dashboard.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) =>
      JSON.parse(text),
    );
    const bare = (query: string) => query.replaceAll(/\s+/g, '');
    for (const query of shown)
      assert.ok(
        queries.map(bare).some((each) => each.includes(bare(query))),
        query,
      );
  });
});
