import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { DEFAULT_DOCUMENT } from '../../app/scan/document-catalog.ts';
import { runScan } from '../../app/scan/run-scan.ts';
import { scanSummary } from '../../app/scan/show-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { failOnFlag, policyError, scanIdFlag, timeFlag } from '../../cli/flags.ts';
import { renderScanResult } from '../../cli/render/scan.ts';
import { renderWarning } from '../../cli/render/warnings.ts';
import { reportAnswer, reportFormatFlag } from '../../cli/report-format.ts';
import { environmentFlag } from '../../cli/retention-flags.ts';
import { readVexDocuments, VEX_VALUE } from '../../cli/vex-documents.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { parseEvidenceDocument } from '../../core/evidence/evidence-document.ts';
import { parseSbom } from '../../core/sbom/read-sbom.ts';
import { MAX_DOCUMENT_BYTES, MAX_SBOM_BYTES, readInputFile } from '../../io/files/read-input-file.ts';

export default class ScanRun extends FormatCommand<typeof ScanRun> {
  static override summary =
    'scan an SBOM: match it against the active feed, score it, and record everything that went in';
  static override description =
    'Reads CycloneDX or SPDX. Every input is pinned by its digest in a manifest, so that the score can be replayed for as long as the store is kept. ' +
    'With --freeze the same files give the same manifest on every host.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> sbom.cdx.json',
    '<%= config.bin %> <%= command.id %> sbom.spdx.json --scan web-1.5.0 --freeze 2025-01-15T00:00:00Z',
    '<%= config.bin %> <%= command.id %> sbom.cdx.json --vex vendor.openvex.json --fail-on fail --output json',
  ];
  static override args = {
    sbom: Args.string({ required: true, description: 'the SBOM, or - for standard input' }),
  };
  static override flags = {
    scan: scanIdFlag({ description: 'id of the scan (default: made from the inputs)' }),
    rules: Flags.string({
      helpValue: 'NAME[@VERSION]',
      env: 'STELLA_RULES',
      default: DEFAULT_DOCUMENT,
      description: 'scoring rules',
    }),
    policy: Flags.string({
      helpValue: 'NAME[@VERSION]',
      env: 'STELLA_POLICY',
      default: DEFAULT_DOCUMENT,
      description: 'policy',
    }),
    vex: Flags.string({
      helpValue: VEX_VALUE,
      multiple: true,
      default: [],
      description:
        'VEX document: OpenVEX, CycloneDX VEX or CSAF; a file, or the digest of one that a kit brought (repeatable)',
    }),
    evidence: Flags.string({
      helpValue: 'FILE',
      description: 'reachability and provenance evidence, stella.evidence/v1',
    }),
    freeze: timeFlag({ description: "the scan's time, and the clock that scoring sees (default: now)" }),
    environment: environmentFlag(),
    'fail-on': failOnFlag,
    format: reportFormatFlag,
  };

  protected override async execute(): Promise<Answer> {
    const { scan, rules, policy, vex, evidence, freeze, environment } = this.flags;
    const sbomBytes = await readInputFile(this.args.sbom, {
      what: 'the SBOM',
      missing: 'INPUT_MISSING',
      maxBytes: MAX_SBOM_BYTES,
    });
    const request = {
      sbomBytes,
      sbom: parseSbom(sbomBytes),
      scanId: scan ?? null,
      rules,
      policy,
      vex: await readVexDocuments(vex, async () => (await this.context.store('open')).blobs),
      evidence: evidence === undefined ? null : await readEvidence(evidence),
      freeze: freeze ?? null,
      environment: environment ?? null,
    };
    const recorded = runScan(request, {
      store: await this.context.store('open'),
      catalog: await this.context.catalog('open'),
      clock: this.context.clock,
      explain: this.context.explain,
    });
    const { row, score, warnings } = recorded;
    if (environment !== undefined && recorded.environment !== environment)
      this.context.warn(
        `the scan ${row.scanId} is recorded as ${recorded.environment ?? 'of no environment'}, which stays: "stella scan assign" changes it`,
      );
    for (const warning of warnings) this.context.explain(renderWarning(warning));
    const error = policyError(this.flags['fail-on'], row);
    const { format } = this.flags;
    if (format !== undefined) {
      const { manifest, rootHash } = row;
      const report = { manifest, score, rootHash, toolVersion: this.config.version };
      return await reportAnswer(format, report, { error });
    }
    const { summary, coverage, findings } = score;
    return {
      document: { ...scanSummary(row), summary, coverage, findings, warnings },
      render: (style) => renderScanResult(recorded, style),
      error,
    };
  }
}

async function readDocument(path: string, what: string): Promise<Uint8Array> {
  return await readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: MAX_DOCUMENT_BYTES });
}

async function readEvidence(path: string): Promise<Uint8Array> {
  const text = utf8Decode(await readDocument(path, 'the evidence'), 'the evidence');
  return parseEvidenceDocument(text, 'the evidence').canonicalBytes;
}
