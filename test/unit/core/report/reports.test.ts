/** Scores in the formats of others: valid, complete, the same each time, and harmless whatever an input is called. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import { cycloneDxReportOf } from '../../../../src/core/report/cyclonedx-vdr.ts';
import { markdownOf } from '../../../../src/core/report/markdown.ts';
import { sarifOf } from '../../../../src/core/report/sarif.ts';
import type { ScanReport } from '../../../../src/core/report/scan-report.ts';
import { parseSbom } from '../../../../src/core/sbom/read-sbom.ts';
import { parseVex } from '../../../../src/core/vex/read-vex.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const ROOT_HASH = `sha256:${'0123456789abcdef'.repeat(4)}` as const;
const reportOf = (base: 'a' | 'b'): ScanReport => ({
  ...proofDocuments(base),
  rootHash: ROOT_HASH,
  toolVersion: '1.2.3',
});
const REPORTS = [reportOf('a'), reportOf('b')];

// biome-ignore lint/suspicious/noExplicitAny: documents of others, taken apart
const runOf = (report: ScanReport): any => (sarifOf(report)['runs'] as JsonObject[])[0];

describe('SARIF', () => {
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
    for (const report of REPORTS) {
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

  it('lets no name become markup', () => {
    const report = reportOf('a');
    const [first] = report.score.findings;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>[]()`|*_!@#&\\\n\r\ta') }), (name) => {
        const findings = [{ ...first!, aliases: [name], status: 'affected' as const, suppressedBy: null }];
        const row = markdownOf({ ...report, score: { ...report.score, findings } })
          .split('\n')
          .filter((line) => /^\| \d/.test(line));
        assert.equal(row.length, 1);
        const unescaped = row[0]!.replace(/\\./g, '');
        assert.doesNotMatch(unescaped.replace(/ \| /g, ''), /[<>[\]()`*_!@#&]/);
        assert.equal(unescaped.split('|').length, 6);
      }),
    );
  });
});
