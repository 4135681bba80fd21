/**
 * A score as SARIF 2.1.0 (OASIS), for code hosts and editors: a rule for each vulnerability, a result for each finding. What the
 * feed does not cover is a notification of the run, so that a run without results is not mistaken for a clean one.
 */
import { digestHex, digestOf } from '../digest/sha256.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { Finding, Severity } from '../score/score-document.ts';
import { advisoryUrl, findingSentence, type ScanReport, severityOf } from './scan-report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  // The level `none` is for results that are no failures (section 3.27.10).
  none: 'note',
};

/** As the schema of SARIF has it. */
const MIME_TYPE = /[^/]+\/.+/;

/** The SARIF log, one run. */
export function sarifOf({ manifest, score, rootHash, toolVersion }: ScanReport): JsonObject {
  const byId = Map.groupBy(score.findings, ({ id }) => id);
  const indexes = new Map([...byId.keys()].map((id, i) => [id, i]));
  const sbomUri = `sbom-${digestHex(manifest.inputs.sbom.digest).slice(0, 12)}`;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'stella',
            version: toolVersion,
            informationUri: 'https://stella-ops.org',
            rules: [...byId].map(([id, findings]) => ruleOf(id, findings)),
          },
        },
        artifacts: [
          {
            location: { uri: sbomUri },
            length: manifest.inputs.sbom.size,
            ...(MIME_TYPE.test(manifest.inputs.sbom.mediaType)
              ? { mimeType: manifest.inputs.sbom.mediaType }
              : {}),
            hashes: { 'sha-256': digestHex(manifest.inputs.sbom.digest) },
          },
        ],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: score.coverage.uncovered.map((component) => ({
              level: 'warning',
              descriptor: { id: component.reason },
              message: {
                text: `the feed does not cover ${'purl' in component ? component.purl : component.ref}: ${component.reason}`,
              },
            })),
          },
        ],
        results: score.findings.map((finding) => resultOf(finding, indexes.get(finding.id) ?? -1, sbomUri)),
        properties: {
          scanId: score.scanId,
          score: score.score,
          verdict: score.verdict,
          manifestHash: score.manifestHash,
          rootHash,
          freezeTimestamp: score.freezeTimestamp,
        },
      },
    ],
  };
}

/** @param findings of this vulnerability */
function ruleOf(id: string, findings: readonly Finding[]): JsonObject {
  const highest = findings.reduce((most, { score }) => Math.max(most, score), 0);
  const aliases = [...new Set(findings.flatMap((finding) => finding.aliases))];
  return {
    id,
    shortDescription: { text: aliases.length === 0 ? id : `${id} (${aliases.join(', ')})` },
    helpUri: advisoryUrl(id),
    properties: { 'security-severity': highest.toFixed(1), tags: ['security', 'vulnerability'] },
  };
}

function resultOf(finding: Finding, ruleIndex: number, sbomUri: string): JsonObject {
  return {
    ruleId: finding.id,
    ruleIndex,
    level: LEVELS[severityOf(finding.score)],
    message: { text: findingSentence(finding) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: sbomUri, index: 0 } },
        logicalLocations: [{ fullyQualifiedName: finding.purl, kind: 'module' }],
      },
    ],
    partialFingerprints: {
      'purlAndId/v1': digestHex(digestOf(`${finding.purl}\n${finding.id}`)),
    },
    ...(finding.suppressedBy === null
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: finding.suppressedBy.reason },
          ],
        }),
  };
}
