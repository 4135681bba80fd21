/**
 * `score explain` and warnings, through the real program: every number of an explanation is computed again here from the
 * words that stand beside it, as a person with a pocket calculator would; and what is warned of is no part of what is signed.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import {
  EPSS_PATH,
  epssGz,
  importInto,
  KEV_PATH,
  kevJson,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
} from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const env = { STELLA_HOME: join(folder, 'home') };
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P';

const rated = (score: string): object[] => [{ type: 'CVSS_V3', score }];
const RECORDS = [
  {
    ...osvRecord('GHSA-1', 'left'),
    aliases: ['CVE-2024-0001'],
    severity: rated(V31),
    database_specific: { cvss: { score: 7.5, vectorString: V31 } },
  },
  {
    ...osvRecord('GHSA-2', 'right'),
    aliases: ['CVE-2024-0002'],
    severity: rated(V4),
    database_specific: { severity: 'HIGH' },
  },
  { ...osvRecord('GHSA-3', 'worded'), database_specific: { severity: 'MODERATE', cvss_score: 5.5 } },
  { ...osvRecord('GHSA-4', 'broken'), severity: rated('CVSS:3.1/AV:N') },
  { ...osvRecord('GHSA-5', 'quiet'), aliases: ['CVE-2024-0005'], severity: rated(V31) },
  { ...osvRecord('GHSA-6', 'unknown') },
];
const NAMES = ['left', 'right', 'worded', 'broken', 'quiet', 'unknown'];

const SBOM = {
  ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
  components: [
    ...NAMES.map((name) => ({ type: 'library', name, version: '1.0.0', purl: `pkg:npm/${name}@1.0.0` })),
    { type: 'library', name: 'no purl' },
    { type: 'library', name: 'nonsense', purl: 'nonsense' },
  ],
};
const VEX = {
  ...{ '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: '2025-01-01T00:00:00Z' },
  statements: [
    {
      vulnerability: { name: 'CVE-2024-0005' },
      products: [{ '@id': 'pkg:npm/quiet' }, { '@id': 'cpe:2.3:a:quiet' }],
      status: 'not_affected',
      impact_statement: 'never called',
    },
  ],
};
const EVIDENCE = `schema: stella.evidence/v1
findings:
  - { purl: pkg:npm/left, id: CVE-2024-0001, hops: 3, gates: [adminOnly, authRequired], observations: [sast, sca], observedAt: 2025-01-12T00:00:00Z }
  - { purl: pkg:npm/left, id: GHSA-1, observations: [runtime, dast], observedAt: 2024-11-12T00:00:00Z }
  - { purl: pkg:npm/right, id: CVE-2024-0002, unreachable: true, observations: [runtime], observedAt: 2020-01-01T00:00:00Z }
  - { purl: pkg:npm/elsewhere, id: CVE-1, hops: 1 }
provenance: { signed: true, sbomLinked: true }
`;

before(async () => {
  const kit = {
    [OSV_PATH]: osvZip(...RECORDS),
    [EPSS_PATH]: epssGz('CVE-2024-0001,0.31,0.9', 'CVE-2024-0002,0.00043,0.1'),
    [KEV_PATH]: kevJson('CVE-2024-0002'),
  };
  for (const [name, content] of [
    ['kit.tar', kitTar(kit)],
    ['sbom.json', JSON.stringify(SBOM)],
    ['vex.json', JSON.stringify(VEX)],
    ['evidence.yaml', EVIDENCE],
  ] as const)
    writeFileSync(join(folder, name), content);
  await importInto(env.STELLA_HOME, join(folder, 'kit.tar'));
});

function scanFlags(rules: string): string[] {
  const at = ['--scan', rules, '--rules', rules, '--freeze', '2025-01-15T00:00:00Z'];
  return ['scan', 'run', 'sbom.json', ...at, '--vex', 'vex.json', '--evidence', 'evidence.yaml'];
}

/** `100 x 8000 bps (a) x 8500 bps (b) = 68`, `runtime 40 of 60 x 2000 bps + sca 10 x 10000 bps = 18`: the left side, rounded. */
function calculate(expression: string): number {
  const sum = expression.split(' + ').reduce((total, term) => {
    const [first = '', ...factors] = term.split(' x ');
    const start = Number(/(\d+)(?: of \d+)?$/.exec(first)?.[1]);
    return (
      total + factors.reduce((product, factor) => (product * Number.parseInt(factor, 10)) / 10_000, start)
    );
  }, 0);
  return Math.floor(sum + 0.5 + 1e-9);
}

interface Step {
  readonly value: number;
  readonly weightBps: number;
  readonly product: number;
  readonly shareBps: number;
  readonly contributionBps: number;
  readonly reason: string;
}

interface Explained {
  readonly steps: readonly Step[];
  readonly sumOfProducts: number;
  readonly sumOfWeights: number;
  readonly scoreTenths: number;
  readonly score: number;
  readonly remainderBps: number;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Values by the words beside them, products, sums and the one rounding. */
function checkSteps({ steps, sumOfProducts, sumOfWeights, scoreTenths, score }: Explained): void {
  for (const { value, weightBps, product, reason } of steps) {
    assert.equal(product, value * weightBps);
    const [, expression, result] = /: (.*) = (\d+)$/.exec(reason) ?? [];
    if (expression !== undefined)
      assert.deepEqual([calculate(expression), Number(result)], [value, value], reason);
    const [, tenths] = /score (\d+\.\d) from/.exec(reason) ?? [];
    if (tenths !== undefined) assert.equal(Math.round(Number(tenths) * 10), value);
  }
  assert.equal(sumOfProducts, sum(steps.map(({ product }) => product)));
  assert.equal(sumOfWeights, sum(steps.map(({ weightBps }) => weightBps)));
  assert.equal(scoreTenths, Math.floor(sumOfProducts / sumOfWeights + 0.5));
  assert.equal(score, scoreTenths / 10);
}

/** Shares cut off, what is left to the first of the largest. */
function checkContributions({ steps, sumOfProducts, scoreTenths, remainderBps }: Explained): void {
  const shares = steps.map(({ product }) => Math.floor((scoreTenths * 100 * product) / sumOfProducts));
  assert.deepEqual(
    steps.map(({ shareBps }) => shareBps),
    shares,
  );
  const largest = shares.indexOf(Math.max(...shares));
  assert.deepEqual(
    steps.map(({ contributionBps }) => contributionBps),
    shares.map((share, i) => (i === largest ? share + remainderBps : share)),
  );
  assert.equal(sum(shares) + remainderBps, scoreTenths * 100);
}

describe('score explain', () => {
  for (const rules of ['stella-default', 'stella-reference'])
    it(`lets every number be computed again: ${rules}`, async () => {
      const scan = await runStellaJson(scanFlags(rules), { env, cwd: folder });
      assert.equal(scan.exit, 0, scan.stdout);
      const { document } = await runStellaJson(['score', 'explain', '--scan', rules], { env });
      assert.equal(document.findings.length, 6);
      for (const finding of document.findings) {
        checkSteps(finding);
        checkContributions(finding);
      }
      const affected = document.findings.filter(({ status }: { status: string }) => status === 'affected');
      assert.equal(document.score, Math.max(...affected.map(({ score }: { score: number }) => score)));
      assert.deepEqual(
        document.verdictSteps.map(
          ({ rule, verdict }: { rule: string; verdict: string }) => `${rule} ${verdict}`,
        ),
        [`thresholds ${document.score >= 7 ? 'fail' : 'warn'}`, 'failOnKev fail', 'onUncovered warn'],
      );
      assert.equal(document.verdict, 'fail');
    });

  it('shows the steps to people, and where a suppression stands', async () => {
    const of = async (finding: string): Promise<string> =>
      (await runStella(['score', 'explain', '--scan', 'stella-reference', '--finding', finding], { env }))
        .stdout;
    const left = await of('CVE-2024-0001');
    assert.match(left, /reached in 3 hops: 85 x 8000 bps \(authRequired\) x 8500 bps \(adminOnly\) = 58/);
    assert.match(
      left,
      /observed: sast 20 x 10000 bps \+ sca 10 x 10000 bps \+ runtime 60 x 7500 bps \+ dast 10 of 30 x 7500 bps = 83/,
    );
    assert.match(left, /^products: \d+ \+ \d+ \+ \d+ \+ \d+ = \d+$/m);
    assert.match(left, /^score: \d+ \/ 10000 = \d+\.\d\d -> \d+ \(rounded half up\) -> \d\.\d$/m);
    assert.match(left, /^contributions: \d+ x product \/ \d+, cut off/m);
    assert.match(
      await of('GHSA-5'),
      /^suppressed by vex sha256:[0-9a-f]{64}#\/statements\/0: never called$/m,
    );
  });
});

describe('warnings', () => {
  const kinds = (warnings: { kind: string; ref: string }[]): string[] =>
    warnings.map(({ kind, ref }) => `${kind} ${ref.replace(/[0-9a-f]{64}/, 'HASH')}`);
  const expected = [
    'cvss-not-parsable GHSA-4',
    'cvss-score-alone GHSA-3',
    'cvss-score-differs GHSA-1',
    'evidence-unused CVE-1 in pkg:npm/elsewhere',
    'purl-malformed nonsense',
    'vex-product-unrecognised sha256:HASH#/statements/0',
  ];

  it('are in the results of scan run, scan show and score replay', async () => {
    const scan = await runStellaJson([...scanFlags('stella-default'), '--verbose'], { env, cwd: folder });
    assert.deepEqual(kinds(scan.document.warnings), expected);
    for (const { kind, ref, message } of scan.document.warnings)
      assert.ok(scan.stderr.includes(`warning: ${kind}: ${ref}: ${message}\n`), message);
    const show = await runStellaJson(['scan', 'show', 'stella-default'], { env });
    assert.deepEqual(show.document.warnings, scan.document.warnings);
    const replay = await runStellaJson(['score', 'replay', '--scan', 'stella-default', '--verbose'], { env });
    assert.deepEqual(replay.document.warnings, scan.document.warnings);
    assert.match(
      replay.stderr,
      /^warning: cvss-score-differs: GHSA-1: the score 7\.5 is stated at .* gives 9\.8$/m,
    );
  });

  it('are no part of what is signed', async () => {
    const { document } = await runStellaJson(scanFlags('stella-default'), { env, cwd: folder });
    const { warnings, rootHash } = document;
    assert.equal(warnings.length, expected.length);
    await runStella(['key', 'generate', '--output', 'issuer.key'], { env, cwd: folder });
    const bundle = [
      'score',
      'bundle',
      '--scan',
      'stella-default',
      '--key',
      'issuer.key',
      '--output',
      'bundle.tar.gz',
    ];
    assert.equal((await runStella(bundle, { env, cwd: folder })).exit, 0);
    const { document: spine } = await runStellaJson(['proof', 'spine', '--bundle', 'bundle.tar.gz'], {
      cwd: folder,
    });
    assert.equal(spine.rootHash, rootHash);
    assert.doesNotMatch(JSON.stringify(spine), /warning/);
  });

  it('are counted for people, and listed by scan show', async () => {
    const scan = await runStella(scanFlags('stella-default'), { env, cwd: folder });
    assert.match(scan.stdout, /^6 warnings: see --verbose, or --output json$/m);
    const show = await runStella(['scan', 'show', 'stella-default'], { env });
    assert.match(
      show.stdout,
      /^cvss-score-alone +GHSA-3 +the score 5\.5 at \/database_specific\/cvss_score has no vector/m,
    );
  });

  it('say that an SBOM lists nothing, which must not look like no findings', async () => {
    writeFileSync(join(folder, 'empty.json'), '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1}');
    const run = await runStellaJson(['scan', 'run', 'empty.json'], { env, cwd: folder });
    assert.deepEqual(kinds(run.document.warnings), ['sbom-empty sha256:HASH']);
    const table = await runStella(['scan', 'run', 'empty.json'], { env, cwd: folder });
    assert.match(table.stdout, /The SBOM lists no component: nothing was looked up/);
  });
});
