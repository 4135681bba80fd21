/**
 * A score as SARIF 2.1.0 (OASIS), for code hosts and editors: a rule for each vulnerability, a result for each finding. What the
 * feed does not cover is a notification of the run, so that a run without results is not mistaken for a clean one. It has what
 * GitHub's code scanning asks for beyond the standard: https://docs.github.com/code-security/code-scanning (SARIF support).
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

/** The same for every SBOM: code hosts take a finding for a new one when its path is another. */
const SBOM_URI = 'sbom';

/** Characters of a description that GitHub takes. */
const DESCRIPTION_MAX = 1024;

/** The SARIF log, one run. */
export function sarifOf({ manifest, score, rootHash, toolVersion }: ScanReport): JsonObject {
  const byId = Map.groupBy(score.findings, ({ id }) => id);
  const indexes = new Map([...byId.keys()].map((id, i) => [id, i]));
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
            location: { uri: SBOM_URI },
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
              message: messageOf(
                `the feed does not cover ${'purl' in component ? component.purl : component.ref}: ${component.reason}`,
              ),
            })),
          },
        ],
        results: score.findings.map((finding) => resultOf(finding, indexes.get(finding.id) ?? -1)),
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
  const fixes = [...new Set(findings.flatMap(({ fixedIn }) => fixedIn))];
  const name = aliases.length === 0 ? id : `${id} (${aliases.join(', ')})`;
  const url = advisoryUrl(id);
  const remedy =
    fixes.length === 0 ? 'No fixed version is known.' : `Upgrade to a fixed version: ${fixes.join(', ')}.`;
  return {
    id,
    shortDescription: { text: brief(name) },
    fullDescription: {
      text: brief(`Components affected: ${findings.length}; highest score: ${highest.toFixed(1)}. ${name}`),
    },
    help: { text: `${remedy} The advisory is at ${url}` },
    helpUri: url,
    defaultConfiguration: { level: LEVELS[severityOf(highest)] },
    properties: { 'security-severity': highest.toFixed(1), tags: ['security', 'vulnerability'] },
  };
}

function brief(text: string): string {
  return text.length <= DESCRIPTION_MAX ? text : `${text.slice(0, DESCRIPTION_MAX - 1)}…`;
}

/** Text of a message, in which `[a](b)` would be a link (section 3.11.6). */
function messageOf(text: string): JsonObject {
  return { text: text.replaceAll('](', '] (') };
}

function resultOf(finding: Finding, ruleIndex: number): JsonObject {
  const fingerprint = digestHex(digestOf(`${finding.purl}\n${finding.id}`));
  return {
    ruleId: finding.id,
    ruleIndex,
    level: LEVELS[severityOf(finding.score)],
    message: messageOf(findingSentence(finding)),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: SBOM_URI, index: 0 }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: finding.purl, kind: 'module' }],
      },
    ],
    // By the second one, and no other, GitHub tells findings at one place apart.
    partialFingerprints: {
      'purlAndId/v1': fingerprint,
      primaryLocationLineHash: `${fingerprint}:1`,
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
