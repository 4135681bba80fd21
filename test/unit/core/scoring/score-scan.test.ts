import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import type { Manifest } from '../../../../src/core/manifest/manifest.ts';
import { verifyScoreConsistency } from '../../../../src/core/proof/score-consistency.ts';
import { parseScoreDocument } from '../../../../src/core/score/score-document.ts';
import type { ScanInput } from '../../../../src/core/scoring/scan-input.ts';
import { NO_SBOM_FACTS } from '../../../../src/core/scoring/scanned-artifact.ts';
import { scoreScan } from '../../../../src/core/scoring/score-scan.ts';
import { parseCycloneDxVex, parseSbomVex } from '../../../../src/core/vex/cyclonedx-vex.ts';
import { parseOpenVex } from '../../../../src/core/vex/openvex.ts';
import {
  CLOCK,
  CRITICAL_V31,
  component,
  DEFAULT_POLICY,
  DEFAULT_RULES,
  feedWith,
  manifestAt,
  npmAdvisory,
  scanInput,
  severity,
} from '../../../helpers/scoring.ts';

const CVE = 'CVE-2024-0001';
const VEX_DIGEST = `sha256:${'b'.repeat(64)}` as const;
const GHSA = npmAdvisory('GHSA-1', 'a', { aliases: [CVE], ...severity(CRITICAL_V31) });
const NPM_A = component('pkg:npm/a@1.0.0');

function vex(status: string, purl = 'pkg:npm/a', timestamp = '2025-01-01T00:00:00Z') {
  const statement = { vulnerability: { name: CVE }, products: [{ '@id': purl }], status, justification: 'j' };
  const document = { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp, statements: [statement] };
  return parseOpenVex(document, VEX_DIGEST, 'it');
}

describe('scoreScan', () => {
  it('scores a scan without components 0.0', () => {
    const { score, warnings } = scoreScan(scanInput({}));
    assert.equal(score.score, 0);
    assert.equal(score.severity, 'none');
    assert.equal(score.verdict, 'pass');
    assert.deepEqual(score.summary, {
      components: 0,
      findings: 0,
      affected: 0,
      suppressed: 0,
      bySeverity: { none: 0, low: 0, medium: 0, high: 0, critical: 0 },
    });
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['sbom-empty'],
    );
  });

  it('asks EPSS and KEV for the CVEs of a finding, and where it has none for those that are upstream of it', () => {
    const kev = [{ cve: CVE, dateAdded: '2024-12-01' }];
    const scan = (names: JsonObject) => {
      const feed = feedWith([npmAdvisory('DIST-1', 'a', names)], { kev });
      const [finding] = scoreScan(scanInput({ components: [NPM_A], feed })).score.findings;
      return [finding?.kev ?? null, finding?.aliases];
    };
    assert.deepEqual(scan({ upstream: [CVE, 'GHSA-2'] }), [{ dateAdded: '2024-12-01' }, []]);
    assert.deepEqual(scan({ upstream: [CVE], aliases: [CVE] }), [{ dateAdded: '2024-12-01' }, [CVE]]);
    assert.deepEqual(scan({ upstream: ['GHSA-2'] }), [null, []]);
    assert.deepEqual(scan({ upstream: [CVE], aliases: ['CVE-2024-9999'] }), [null, ['CVE-2024-9999']]);
  });

  it('has every member of a finding', () => {
    const epss = [{ cve: CVE, probability: '0.05123', percentile: '0.9251' }];
    const kev = [{ cve: CVE, dateAdded: '2024-12-01' }];
    const { score } = scoreScan(scanInput({ components: [NPM_A], feed: feedWith([GHSA], { epss, kev }) }));
    // (98 × 4500 + 100 × 3500) / 8000 = 98.875 → 99; 9900 × 441000 / 791000 = 5519.47, 9900 × 350000 / 791000 = 4380.53.
    assert.deepEqual(score.findings, [
      {
        id: 'GHSA-1',
        aliases: [CVE],
        advisories: [{ id: 'GHSA-1', digest: GHSA.digest }],
        purl: 'pkg:npm/a@1.0.0',
        version: '1.0.0',
        fixedIn: ['2.0.0'],
        cvss: { version: '3.1', vector: CRITICAL_V31, baseScore: 9.8 },
        epss: { probability: '0.05123', percentile: '0.9251' },
        kev: { dateAdded: '2024-12-01' },
        status: 'affected',
        suppressedBy: null,
        factors: [
          {
            name: 'severity',
            value: 98,
            weightBps: 4500,
            contributionBps: 5520,
            reason: 'CVSS 3.1 base score 9.8 from GHSA-1',
          },
          {
            name: 'exploitation',
            value: 100,
            weightBps: 3500,
            contributionBps: 4380,
            reason: `${CVE} is in KEV since 2024-12-01`,
          },
        ],
        score: 9.9,
      },
    ]);
    assert.equal(score.verdict, 'fail');
    assert.equal(score.severity, 'critical');
  });

  it('gives what its own readers accept', () => {
    const components = [NPM_A, component('pkg:npm/b@1.0.0'), component(null), component('pkg:generic/x@1')];
    const { score } = scoreScan(
      scanInput({ components, feed: feedWith([GHSA, npmAdvisory('GHSA-2', 'b')]) }),
    );
    assert.deepEqual(parseScoreDocument(canonicalBytes(score)), score);
    verifyScoreConsistency(score);
  });

  it('is about the manifest', () => {
    const manifest = manifestAt('2025-03-01T00:00:00Z', { scanId: 'my-scan' });
    const { score } = scoreScan(scanInput({ manifest }));
    assert.equal(score.scanId, 'my-scan');
    assert.equal(score.freezeTimestamp, '2025-03-01T00:00:00Z');
    assert.equal(score.manifestHash, scanInput({ manifest }).manifestHash);
  });

  it('takes the highest affected finding, whatever is suppressed', () => {
    const low = npmAdvisory('GHSA-2', 'b', { database_specific: { severity: 'LOW' } });
    const components = [NPM_A, component('pkg:npm/b@1.0.0')];
    const input = scanInput({ components, feed: feedWith([GHSA, low]) });
    assert.equal(scoreScan(input).score.score, 9.8);
    const { score } = scoreScan({ ...input, vex: vex('not_affected') });
    assert.equal(score.score, 2);
    assert.equal(score.severity, 'low');
    assert.equal(score.verdict, 'pass');
    assert.deepEqual(score.summary.bySeverity, { none: 0, low: 1, medium: 0, high: 0, critical: 0 });
    assert.deepEqual([score.summary.affected, score.summary.suppressed], [1, 1]);
  });
});

describe('coverage', () => {
  it('lists what the feed can say nothing about, and why', () => {
    const { score } = scoreScan(
      scanInput({
        components: [
          NPM_A,
          component('pkg:npm/a@not-a-version'),
          component('pkg:npm/a'),
          component('pkg:pypi/x@1.0'),
          component('pkg:generic/x@1.0'),
          component('pkg:npm', { bomRef: 'broken' }),
          component(null, { bomRef: 'r7' }),
        ],
        feed: feedWith([GHSA]),
      }),
    );
    assert.deepEqual(score.coverage, {
      covered: 1,
      uncovered: [
        { ref: 'broken', reason: 'no-purl' },
        { purl: 'pkg:generic/x@1.0', reason: 'type-not-supported' },
        { purl: 'pkg:npm/a', reason: 'version-not-parsable' },
        { purl: 'pkg:npm/a@not-a-version', reason: 'version-not-parsable' },
        { purl: 'pkg:pypi/x@1.0', reason: 'ecosystem-not-in-feed' },
        { ref: 'r7', reason: 'no-purl' },
      ],
    });
    assert.equal(score.summary.components, 7);
  });

  it('warns by default where something is not covered', () => {
    const input = scanInput({ components: [component(null)] });
    assert.equal(scoreScan(input).score.verdict, 'warn');
    const policy = { ...DEFAULT_POLICY, onUncovered: 'fail' } as const;
    assert.equal(scoreScan({ ...input, policy }).score.verdict, 'fail');
  });
});

describe('suppression', () => {
  const input = scanInput({ components: [NPM_A], feed: feedWith([GHSA]) });
  const policy = {
    ...DEFAULT_POLICY,
    suppress: [{ id: CVE, purl: 'pkg:npm/a@*', until: '2025-01-15', reason: 'accepted' }],
  };

  it('keeps a suppressed finding, with its reason and its own score', () => {
    const [finding] = scoreScan({ ...input, vex: vex('not_affected') }).score.findings;
    assert.equal(finding?.status, 'suppressed');
    assert.equal(finding?.score, 9.8);
    assert.deepEqual(finding?.suppressedBy, { kind: 'vex', ref: `${VEX_DIGEST}#/statements/0`, reason: 'j' });
  });

  it("takes the policy's suppression where VEX has none", () => {
    const [finding] = scoreScan({ ...input, policy, vex: vex('affected') }).score.findings;
    assert.deepEqual(finding?.suppressedBy, {
      kind: 'policy',
      ref: 'stella-default@1.0.0#/suppress/0',
      reason: 'accepted',
    });
  });

  it('asks VEX before the policy', () => {
    const [finding] = scoreScan({ ...input, policy, vex: vex('fixed') }).score.findings;
    assert.equal(finding?.suppressedBy?.kind, 'vex');
  });

  it('ends when the policy says', () => {
    const manifest = manifestAt('2025-01-16T00:00:00Z');
    assert.equal(scoreScan({ ...input, policy, manifest }).score.findings[0]?.status, 'affected');
  });

  it('does not fail for a suppressed finding in KEV', () => {
    const feed = feedWith([GHSA], { kev: [{ cve: CVE, dateAdded: '2024-12-01' }] });
    const lenient = { ...DEFAULT_POLICY, thresholds: { warn: 10, fail: 10 } };
    assert.equal(scoreScan({ ...input, feed, policy: lenient }).score.verdict, 'fail');
    assert.equal(scoreScan({ ...input, feed, policy: lenient, vex: vex('fixed') }).score.verdict, 'pass');
  });
});

describe('VEX by what was scanned', () => {
  const hex = 'c'.repeat(64);
  const subject = { name: 'app', digest: { sha256: hex } };
  const image = vex('not_affected', `pkg:oci/app@sha256:${hex}`);
  const status = (manifest: Manifest, more: Partial<ScanInput> = {}) =>
    scoreScan(scanInput({ manifest, components: [NPM_A], feed: feedWith([GHSA]), vex: image, ...more })).score
      .findings[0]?.status;

  it('holds for every component of the artifact with this digest, and of no other', () => {
    assert.equal(status(manifestAt(CLOCK, { subject })), 'suppressed');
    assert.equal(status(manifestAt(CLOCK)), 'affected');
  });

  it('holds by a BOM-Link into the scanned SBOM', () => {
    const bomLink = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';
    const components = [component('pkg:npm/a@1.0.0', { bomRef: 'r7' })];
    const vulnerability = { id: CVE, analysis: { state: 'resolved' }, affects: [{ ref: `${bomLink}#r7` }] };
    const document = { bomFormat: 'CycloneDX', specVersion: '1.6', vulnerabilities: [vulnerability] };
    const linked = { components, vex: parseCycloneDxVex(document, VEX_DIGEST, 'it') };
    assert.equal(status(manifestAt(CLOCK), { ...linked, sbom: { ...NO_SBOM_FACTS, bomLink } }), 'suppressed');
    assert.equal(status(manifestAt(CLOCK), linked), 'affected');
  });

  it('holds for the places of the SBOM that its own VEX names', () => {
    const vulnerability = { id: CVE, analysis: { state: 'resolved' }, affects: [{ ref: 'r7' }] };
    const inside = parseSbomVex([vulnerability], VEX_DIGEST);
    const components = [component('pkg:npm/a@1.0.0', { bomRef: 'r7' })];
    assert.equal(status(manifestAt(CLOCK), { components, vex: inside }), 'suppressed');
    const twice = [...components, component('pkg:npm/a@1.0.0', { bomRef: 'r8' })];
    assert.equal(status(manifestAt(CLOCK), { components: twice, vex: inside }), 'affected');
  });
});

describe('the clock', () => {
  const kev = [{ cve: CVE, dateAdded: '2025-01-10' }];
  const published = npmAdvisory('GHSA-1', 'a', { aliases: [CVE], published: '2025-01-05T00:00:00Z' });
  const at = (clock: string) =>
    scoreScan(
      scanInput({
        manifest: manifestAt(clock),
        components: [NPM_A],
        feed: feedWith([published], { kev }),
        vex: vex('fixed', 'pkg:npm/a', '2025-01-12T00:00:00Z'),
      }),
    ).score.findings.map((finding) => `${finding.status}${finding.kev === null ? '' : ', exploited'}`);

  it('lets nothing be known before its time', () => {
    assert.deepEqual(at('2025-01-04T00:00:00Z'), []);
    assert.deepEqual(at('2025-01-05T00:00:00Z'), ['affected']);
    assert.deepEqual(at('2025-01-10T00:00:00Z'), ['affected, exploited']);
    assert.deepEqual(at('2025-01-12T00:00:00Z'), ['suppressed, exploited']);
  });
});

describe('evidence', () => {
  it('reaches the factors of its finding', () => {
    const findings = [{ purl: 'pkg:npm/a', id: CVE, unreachable: true }];
    const evidence = { schema: 'stella.evidence/v1' as const, findings, provenance: { signed: true } };
    const input = scanInput({ components: [NPM_A], feed: feedWith([GHSA]), evidence });
    const [finding] = scoreScan(input).score.findings;
    assert.deepEqual(
      finding?.factors.map(({ name, value }) => `${name} ${value}`),
      ['severity 98', 'reachability 0', 'provenance 70'],
    );
  });
});

describe('warnings', () => {
  it('are sorted, each once, and no part of the score', () => {
    const bad = npmAdvisory('GHSA-2', 'a', severity('CVSS:3.1/nonsense'));
    const components = [NPM_A, component('pkg:npm/a@1.0.1'), component('pkg:', { bomRef: 'r' })];
    const rules = {
      ...DEFAULT_RULES,
      factors: [{ name: 's', weightBps: 10_000, source: 'cvss' as const }],
    };
    const input = { components, rules, feed: feedWith([bad]), vex: vex('fixed', 'pkg:npm/zzz') };
    const { score, warnings } = scoreScan(scanInput(input));
    assert.deepEqual(
      warnings.map(({ kind, ref }) => `${kind} ${ref}`),
      [
        'cvss-not-parsable GHSA-2',
        'finding-unscored GHSA-2 in pkg:npm/a@1.0.0',
        'finding-unscored GHSA-2 in pkg:npm/a@1.0.1',
        'purl-malformed r',
        `vex-unused ${VEX_DIGEST}`,
      ],
    );
    assert.deepEqual(score.findings[0]?.factors, []);
    assert.equal(score.findings[0]?.score, 0);
    verifyScoreConsistency(score);
  });

  it('say nothing of VEX about a finding that it does not suppress', () => {
    const input = scanInput({ components: [NPM_A], feed: feedWith([GHSA]), vex: vex('affected') });
    assert.deepEqual(scoreScan(input).warnings, []);
  });
});

describe('a manifest whose clock is no time', () => {
  it('is a bug of the caller', () => {
    assert.throws(() => scoreScan(scanInput({ manifest: manifestAt(`${CLOCK} or so`) })), {
      code: 'INTERNAL',
    });
  });
});
