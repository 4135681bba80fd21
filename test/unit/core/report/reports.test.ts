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
import { HOSTILE_TEXTS } from '../../../helpers/hostile-bundle.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';
import { validateSarif } from '../../../helpers/sarif-schema.ts';

const ROOT_HASH = `sha256:${'0123456789abcdef'.repeat(4)}` as const;
const reportOf = (base: 'a' | 'b'): ScanReport => ({
  ...proofDocuments(base),
  rootHash: ROOT_HASH,
  toolVersion: '1.2.3',
});
const REPORTS = [reportOf('a'), reportOf('b')];

// biome-ignore lint/suspicious/noExplicitAny: documents of others, taken apart
const runOf = (report: ScanReport): any => (sarifOf(report)['runs'] as JsonObject[])[0];

/** Of an SBOM without components. */
const EMPTY_REPORT: ScanReport = {
  ...reportOf('a'),
  score: { ...reportOf('a').score, coverage: { covered: 0, uncovered: [] }, findings: [] },
};

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
  it('is valid by the schema of the standard, whatever an input is called', () => {
    for (const report of [...REPORTS, EMPTY_REPORT, ...HOSTILE_REPORTS])
      assert.equal(validateSarif(sarifOf(report)), null);
    assert.match(validateSarif({ ...sarifOf(EMPTY_REPORT), version: '2.0.0' }) ?? '', /version/);
  });

  it('has a level that says failure for each result, of score 0 too', () => {
    const { score } = reportOf('a');
    const findings = score.findings.map((each) => ({ ...each, score: 0 }));
    for (const { level } of runOf({ ...reportOf('a'), score: { ...score, findings } }).results)
      assert.equal(level, 'note');
  });

  it('has what GitHub asks for: descriptions, help, a line, and a hash that tells findings apart', () => {
    for (const report of [...REPORTS, ...HOSTILE_REPORTS]) {
      const { tool, results } = runOf(report);
      for (const { shortDescription, fullDescription, help, properties } of tool.driver.rules) {
        for (const { text } of [shortDescription, fullDescription])
          assert.ok(text.length > 0 && text.length <= 1024);
        assert.match(help.text, /https:\/\//);
        assert.match(properties['security-severity'], /^(?:10|\d)\.\d$/);
      }
      for (const { locations } of results) assert.equal(locations[0].physicalLocation.region.startLine, 1);
    }
    const { results } = runOf(reportOf('b'));
    // biome-ignore lint/suspicious/noExplicitAny: documents of others, taken apart
    const hashes = results.map(({ partialFingerprints: { primaryLocationLineHash } }: any) => {
      assert.match(primaryLocationLineHash, /^[0-9a-f]{64}:1$/);
      return primaryLocationLineHash;
    });
    assert.equal(new Set(hashes).size, reportOf('b').score.findings.length);
  });

  it('names one path for every SBOM, by which code hosts know a finding again', () => {
    const { manifest } = reportOf('a');
    const sbom = { ...manifest.inputs.sbom, digest: digestOf('another') };
    const other = { ...reportOf('a'), manifest: { ...manifest, inputs: { ...manifest.inputs, sbom } } };
    const pathsOf = (report: ScanReport) =>
      // biome-ignore lint/suspicious/noExplicitAny: documents of others, taken apart
      runOf(report).results.map((result: any) => result.locations[0].physicalLocation.artifactLocation.uri);
    assert.deepEqual(pathsOf(other), pathsOf(reportOf('a')));
  });

  it('lets no name become a link', () => {
    const report = reportOf('a');
    const link = '[click](https://example.invalid)';
    const findings = report.score.findings.map((each) => ({ ...each, purl: link, fixedIn: [link] }));
    const { results } = runOf({ ...report, score: { ...report.score, findings } });
    for (const { message } of results) assert.doesNotMatch(message.text, /\]\(/);
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
    for (const report of [...REPORTS, EMPTY_REPORT, ...HOSTILE_REPORTS]) {
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
