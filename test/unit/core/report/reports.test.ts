/** Scores in the formats of others: valid, complete, the same each time, and harmless whatever an input is called. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import { cycloneDxReportOf } from '../../../../src/core/report/cyclonedx-vdr.ts';
import { markdownOf } from '../../../../src/core/report/markdown.ts';
import { sarifOf } from '../../../../src/core/report/sarif.ts';
import type { ScanReport } from '../../../../src/core/report/scan-report.ts';
import { parseSbom } from '../../../../src/core/sbom/read-sbom.ts';
import { parseVex } from '../../../../src/core/vex/read-vex.ts';
import { HOSTILE_TEXTS } from '../../../helpers/hostile-bundle.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';
import { sarifShape } from '../../../helpers/sarif-shape.ts';

const ROOT_HASH = `sha256:${'0123456789abcdef'.repeat(4)}` as const;
const reportOf = (base: 'a' | 'b'): ScanReport => ({
  ...proofDocuments(base),
  rootHash: ROOT_HASH,
  toolVersion: '1.2.3',
});
const REPORTS = [reportOf('a'), reportOf('b')];

// biome-ignore lint/suspicious/noExplicitAny: documents of others, taken apart
const runOf = (report: ScanReport): any => (sarifOf(report)['runs'] as JsonObject[])[0];

/** Names that an imported bundle may have, in every place that a report shows. */
const HOSTILE_REPORTS = HOSTILE_TEXTS.map((text): ScanReport => {
  const report = reportOf('a');
  const { manifest, score } = report;
  const sbom = { ...manifest.inputs.sbom, mediaType: text };
  return {
    ...report,
    manifest: { ...manifest, inputs: { ...manifest.inputs, sbom } },
    score: {
      ...score,
      coverage: {
        covered: 0,
        uncovered: [
          { purl: text, reason: 'no-purl' },
          { ref: text, reason: 'no-purl' },
        ],
      },
      findings: score.findings.map((finding, i) => ({
        ...finding,
        id: i === 0 ? finding.id : text,
        aliases: [text, text],
        fixedIn: [text],
        version: text,
        suppressedBy: { kind: 'vex', ref: text, reason: text },
      })),
    },
  };
});

describe('SARIF', () => {
  it('is of the form that the standard gives it, whatever an input is called', () => {
    for (const report of [...REPORTS, ...HOSTILE_REPORTS]) v.assert(sarifShape, sarifOf(report));
    const { findings } = reportOf('a').score;
    const harmless = { ...reportOf('a').score, findings: findings.map((each) => ({ ...each, score: 0 })) };
    v.assert(sarifShape, sarifOf({ ...reportOf('a'), score: harmless }));
  });

  it('has a result for each finding, whose rule index leads to its rule', () => {
    for (const report of REPORTS) {
      const { tool, results } = runOf(report);
      assert.equal(results.length, report.score.findings.length);
      for (const { ruleId, ruleIndex, locations } of results) {
        assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
        assert.ok(locations.length > 0);
      }
      const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
      assert.equal(new Set(ids).size, ids.length);
    }
  });

  it('marks what is suppressed, with the reason', () => {
    const { results } = runOf(reportOf('b'));
    const expected = reportOf('b').score.findings.map(({ suppressedBy }) => suppressedBy?.reason);
    assert.deepEqual(
      results.map(
        ({ suppressions }: { suppressions?: [{ justification: string }] }) => suppressions?.[0].justification,
      ),
      expected,
    );
  });

  it('says what is not covered: no result is not the same as no vulnerability', () => {
    const report = reportOf('a');
    const uncovered = [{ purl: 'pkg:generic/x@1', reason: 'type-not-supported' as const }];
    const score = { ...report.score, coverage: { covered: 0, uncovered }, findings: [] };
    const [{ toolExecutionNotifications }] = runOf({ ...report, score }).invocations;
    assert.match(toolExecutionNotifications[0].message.text, /does not cover pkg:generic\/x@1/);
  });
});

describe('the CycloneDX report', () => {
  it('is valid CycloneDX, and says of each finding whom it affects', () => {
    for (const report of [...REPORTS, ...HOSTILE_REPORTS]) {
      const document = cycloneDxReportOf(report);
      const sbom = parseSbom(utf8Encode(JSON.stringify(document)));
      const purls = new Set(report.score.findings.map(({ purl }) => purl));
      assert.deepEqual(new Set(sbom.components.map(({ purl }) => purl)), purls);
      assert.equal((document['vulnerabilities'] as unknown[]).length, report.score.findings.length);
    }
  });

  it('can be read back as VEX: what is suppressed is not affected', () => {
    for (const report of REPORTS) {
      const bytes = utf8Encode(JSON.stringify(cycloneDxReportOf(report)));
      const suppressed = report.score.findings.filter(({ status }) => status === 'suppressed');
      assert.deepEqual(
        parseVex(bytes, digestOf(bytes)).statements.map(({ status }) => status),
        suppressed.map(() => 'not_affected'),
      );
    }
  });

  it('does not say of a risk that a policy bears that there is none', () => {
    const report = reportOf('a');
    const [first] = report.score.findings;
    const suppressedBy = { kind: 'policy' as const, ref: 'p', reason: 'accepted until June' };
    const findings = [{ ...first!, status: 'suppressed' as const, suppressedBy }];
    const document = cycloneDxReportOf({ ...report, score: { ...report.score, findings } });
    const [vulnerability] = document['vulnerabilities'] as JsonObject[];
    assert.deepEqual(vulnerability?.['analysis'], {
      state: 'exploitable',
      response: ['will_not_fix'],
      detail: 'accepted until June (policy p)',
    });
    assert.match(JSON.stringify(vulnerability?.['affects']), /"status":"affected"/);
    parseSbom(utf8Encode(JSON.stringify(document)));
  });

  it('takes what is no package URL for a name', () => {
    for (const report of HOSTILE_REPORTS) {
      const findings = report.score.findings.map((each) => ({ ...each, purl: each.id }));
      const document = cycloneDxReportOf({ ...report, score: { ...report.score, findings } });
      parseSbom(utf8Encode(JSON.stringify(document)));
    }
  });

  it('has a serial number that is a UUID, of the root hash alone', () => {
    const { serialNumber } = cycloneDxReportOf(reportOf('a')) as { serialNumber: string };
    assert.match(
      serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(serialNumber, (cycloneDxReportOf(reportOf('b')) as { serialNumber: string }).serialNumber);
  });
});

describe('Markdown', () => {
  it('names the score, each finding, and how to replay it', () => {
    const report = reportOf('a');
    const text = markdownOf(report);
    for (const { id } of report.score.findings) assert.ok(text.includes(id), id);
    assert.ok(text.includes(`--root-hash ${ROOT_HASH}`));
  });

  it('lets no name become markup, a link, a mention or a number of a ticket: it stays within code', () => {
    const report = reportOf('a');
    const [first] = report.score.findings;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>[]()`|*_!@#&\\\n\r\t a\u202e') }), (name) => {
        const findings = [{ ...first!, aliases: [name], status: 'affected' as const, suppressedBy: null }];
        const rows = markdownOf({ ...report, score: { ...report.score, findings } })
          .split('\n')
          .filter((line) => /^\| \d/.test(line));
        assert.equal(rows.length, 1);
        assert.equal(rows[0]!.split('|').length, 6);
        assert.doesNotMatch(withoutCode(rows[0]!), /[<>[\]()`*_!@#&\\\u202e]/);
      }),
    );
  });

  it('does so with every hostile text, in every place', () => {
    for (const report of HOSTILE_REPORTS)
      assert.doesNotMatch(
        withoutCode(markdownOf(report)).replace(/^#+ /gm, ''),
        /[<>[\]`*_@#\\\u202e\u0000]|javascript|https/,
      );
  });
});

/** What a reader of CommonMark takes for text: code spans, which end with as many backticks as they begin with, are taken out. */
function withoutCode(text: string): string {
  return text.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/gs, '');
}
