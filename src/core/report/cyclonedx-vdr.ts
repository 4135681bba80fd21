/**
 * A score as a CycloneDX 1.6 vulnerability disclosure report: the components with findings, and the findings as
 * `vulnerabilities`, with our score and the recomputed CVSS as ratings. Suppressed ones carry their analysis, which makes it a
 * VEX document too.
 */
import { type Digest, digestHex } from '../digest/sha256.ts';
import { isStellaError } from '../errors.ts';
import type { JsonObject } from '../json/json-value.ts';
import { parsePurl } from '../purl/purl.ts';
import type { Finding } from '../score/score-document.ts';
import { advisoryUrl, type ScanReport, severityOf } from './scan-report.ts';

const CVSS_METHODS: Readonly<Record<string, string>> = {
  '2.0': 'CVSSv2',
  '3.0': 'CVSSv3',
  '3.1': 'CVSSv31',
  '4.0': 'CVSSv4',
};

/** The report; the same score gives the same bytes, its serial number comes from the root hash. */
export function cycloneDxReportOf({ manifest, score, rootHash, toolVersion }: ScanReport): JsonObject {
  const versions = new Map(score.findings.map(({ purl, version }) => [purl, version]));
  const { subject } = manifest;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumberOf(rootHash),
    version: 1,
    metadata: {
      timestamp: score.freezeTimestamp,
      tools: { components: [{ type: 'application', name: 'stella', version: toolVersion }] },
      ...(subject === undefined
        ? {}
        : {
            component: {
              type: 'application',
              name: subject.name,
              hashes: [{ alg: 'SHA-256', content: subject.digest.sha256 }],
            },
          }),
      properties: [
        { name: 'stella:scanId', value: score.scanId },
        { name: 'stella:manifestHash', value: score.manifestHash },
        { name: 'stella:rootHash', value: rootHash },
        { name: 'stella:score', value: score.score.toFixed(1) },
        { name: 'stella:verdict', value: score.verdict },
        { name: 'stella:uncovered', value: String(score.coverage.uncovered.length) },
      ],
    },
    components: [...versions].map(([purl, version]) => componentOf(purl, version)),
    vulnerabilities: score.findings.map(vulnerabilityOf),
  };
}

/** As the schema of CycloneDX has it. */
const VERSION_LENGTH_MAX = 1024;

/** A name that is no package URL, as a bundle of another program may have it, is a name. */
function componentOf(purl: string, version: string): JsonObject {
  const parsed = packageOf(purl);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(parsed?.namespace == null ? {} : { group: parsed.namespace }),
    name: parsed?.name ?? purl,
    ...(version.length > VERSION_LENGTH_MAX ? {} : { version }),
    ...(parsed === null ? {} : { purl }),
  };
}

function packageOf(purl: string): ReturnType<typeof parsePurl> | null {
  try {
    return parsePurl(purl);
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}

function vulnerabilityOf(finding: Finding): JsonObject {
  const { id, aliases, purl, version, fixedIn, suppressedBy } = finding;
  return {
    'bom-ref': `${purl}#${id}`,
    id,
    source: { name: 'OSV', url: advisoryUrl(id) },
    ...(aliases.length === 0
      ? {}
      : {
          references: aliases.map((alias) => ({
            id: alias,
            source: { name: 'OSV', url: advisoryUrl(alias) },
          })),
        }),
    ratings: ratingsOf(finding),
    ...(fixedIn.length === 0 ? {} : { recommendation: `Upgrade to ${fixedIn.join(' or ')}` }),
    ...(suppressedBy === null ? {} : { analysis: analysisOf(suppressedBy) }),
    affects: [
      {
        ref: purl,
        ...(version.length > VERSION_LENGTH_MAX
          ? {}
          : { versions: [{ version, status: suppressedBy?.kind === 'vex' ? 'unaffected' : 'affected' }] }),
      },
    ],
  };
}

/** VEX says that the component is not affected; a policy only that the risk is borne, which is no statement about the software. */
function analysisOf({ kind, ref, reason }: NonNullable<Finding['suppressedBy']>): JsonObject {
  const detail = `${reason} (${kind} ${ref})`;
  return kind === 'vex'
    ? { state: 'not_affected', detail }
    : { state: 'exploitable', response: ['will_not_fix'], detail };
}

function ratingsOf({ score, cvss }: Finding): JsonObject[] {
  const ours = {
    source: { name: 'stella-score' },
    score,
    severity: severityOf(score),
    method: 'other',
  };
  if (cvss === null) return [ours];
  const { version, vector, baseScore } = cvss;
  const method = CVSS_METHODS[version] ?? 'other';
  return [ours, { score: baseScore, severity: severityOf(baseScore), method, vector }];
}

/** A UUID of version 8 (RFC 9562 section 5.8) from the first half of the root hash. */
function serialNumberOf(rootHash: Digest): string {
  const hex = digestHex(rootHash);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return `urn:uuid:${groups.join('-')}-${hex.slice(20, 32)}`;
}
