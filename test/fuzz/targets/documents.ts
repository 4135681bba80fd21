/** Documents that are read and not verified: whatever stands in them, the answer is a value or a code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { utf8Decode } from '../../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../../src/core/errors.ts';
import { parseEvidenceDocument } from '../../../src/core/evidence/evidence-document.ts';
import { parsePolicyDocument } from '../../../src/core/policy/policy-document.ts';
import { parseRulesDocument } from '../../../src/core/rules/rules-document.ts';
import { parseSbom } from '../../../src/core/sbom/read-sbom.ts';
import { parseTrustedRoot } from '../../../src/core/sigstore/trusted-root.ts';
import { parseVex } from '../../../src/core/vex/read-vex.ts';
import { projectRoot } from '../../helpers/run-stella.ts';
import {
  cycloneDxJson,
  cycloneDxXml,
  type Described,
  spdx2Json,
  spdx3Json,
  spdxTagValue,
} from '../../helpers/sboms.ts';
import { trustedRoot } from '../../helpers/sigstore-instance.ts';
import { mutatedJson } from '../mutators/json.ts';
import { mutatedText } from '../mutators/text.ts';
import type { CommandLine, FuzzTarget } from '../target.ts';

const PARTS: Described = {
  described: { ref: 'app', name: 'app', version: '1.0.0', purl: 'pkg:npm/app@1.0.0' },
  parts: [
    { ref: 'a', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0', sha256: 'ab'.repeat(32) },
    {
      ref: 'b',
      name: 'b',
      version: '2',
      purl: 'pkg:pypi/B_b@2',
      parts: [{ ref: 'c', name: 'c', version: '3' }],
    },
  ],
};

const bytesOf = (value: unknown): Uint8Array =>
  strToU8(typeof value === 'string' ? value : JSON.stringify(value));
const fileOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(projectRoot, path)));

function readerTarget(
  name: string,
  seeds: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
  command: CommandLine | null,
): FuzzTarget {
  return {
    name,
    seeds,
    mutate: (seed, random) =>
      seed[0] === 0x7b && !random.oneIn(4) ? mutatedJson(seed, random) : mutatedText(seed, random),
    judge: async (bytes) => {
      try {
        await read(bytes);
        return 'accepted';
      } catch (error) {
        if (isStellaError(error)) return error.code;
        throw error;
      }
    },
    command,
  };
}

const SAMPLE_SBOM = 'fixtures/sboms/webshop.cdx.json';
let scans = 0;

export const sbom: FuzzTarget = readerTarget(
  'sbom',
  [
    ...['1.2', '1.4', '1.6', '1.7'].map((version) => bytesOf(cycloneDxJson(version, PARTS))),
    ...['1.2', '1.5', '1.7'].map((version) => bytesOf(cycloneDxXml(version, PARTS))),
    bytesOf(spdx2Json('2.3', PARTS)),
    bytesOf(spdxTagValue('2.3', PARTS)),
    bytesOf(spdx3Json(PARTS)),
    fileOf(SAMPLE_SBOM),
  ],
  parseSbom,
  { isSameAnswer: false, args: (file) => ['scan', 'run', file, '--scan', `fuzz-${scans++}`] },
);

const OPEN_VEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/vex-1',
  author: 'a',
  timestamp: '2025-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'CVE-2024-1', aliases: ['GHSA-1'] },
      products: [{ '@id': 'pkg:npm/a@1.0.0', subcomponents: [{ '@id': 'pkg:npm/b@2.0.0' }] }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
    },
  ],
};
const CSAF = {
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    tracking: { current_release_date: '2025-01-01T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'v',
        branches: [
          {
            category: 'product_version_range',
            name: 'vers:npm/>=1.0.0|<2.0.0',
            product: { product_id: 'A', name: 'a', product_identification_helper: { purl: 'pkg:npm/a' } },
          },
        ],
      },
    ],
    full_product_names: [
      { product_id: 'B', name: 'b', product_identification_helper: { purl: 'pkg:npm/b@1' } },
    ],
    relationships: [
      {
        category: 'default_component_of',
        full_product_name: { product_id: 'AB', name: 'ab' },
        product_reference: 'A',
        relates_to_product_reference: 'B',
      },
    ],
  },
  vulnerabilities: [{ cve: 'CVE-2024-1', product_status: { fixed: ['AB'], known_not_affected: ['A', 'B'] } }],
};
const CYCLONEDX_VEX = {
  ...cycloneDxJson('1.5', PARTS),
  vulnerabilities: [
    {
      id: 'CVE-2024-1',
      analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'd' },
      affects: [{ ref: 'a', versions: [{ range: 'vers:npm/<2.0.0', status: 'affected' }] }],
    },
  ],
};

export const vex: FuzzTarget = readerTarget(
  'vex',
  [OPEN_VEX, CSAF, CYCLONEDX_VEX].map(bytesOf),
  (bytes) => parseVex(bytes, `sha256:${'0'.repeat(64)}`),
  {
    isSameAnswer: false,
    args: (file) => [
      'scan',
      'run',
      join(projectRoot, SAMPLE_SBOM),
      '--scan',
      `fuzz-${scans++}`,
      '--vex',
      file,
    ],
  },
);

export const rules: FuzzTarget = readerTarget(
  'rules',
  ['stella-default', 'stella-reference'].map((name) => fileOf(`offline-kit/rules/${name}.yaml`)),
  (bytes) => parseRulesDocument(utf8Decode(bytes), 'rules.yaml'),
  { isSameAnswer: false, args: (file) => ['rules', 'validate', file] },
);

export const policy: FuzzTarget = readerTarget(
  'policy',
  [fileOf('offline-kit/policies/stella-default.yaml')],
  (bytes) => parsePolicyDocument(utf8Decode(bytes), 'policy.yaml'),
  { isSameAnswer: false, args: (file) => ['policy', 'validate', file] },
);

const EVIDENCE = {
  schema: 'stella.evidence/v1',
  provenance: { signed: true, sbomLinked: true },
  findings: [
    {
      purl: 'pkg:npm/left-pad@1.3.0',
      id: 'CVE-2024-1',
      hops: 2,
      gates: ['adminOnly'],
      observations: ['runtime'],
      observedAt: '2025-01-01T00:00:00Z',
    },
  ],
};

export const evidence: FuzzTarget = readerTarget(
  'evidence',
  [bytesOf(EVIDENCE)],
  (bytes) => parseEvidenceDocument(utf8Decode(bytes), 'evidence.json'),
  {
    isSameAnswer: false,
    args: (file) => [
      'scan',
      'run',
      join(projectRoot, SAMPLE_SBOM),
      '--scan',
      `fuzz-${scans++}`,
      '--evidence',
      file,
    ],
  },
);

export const sigstoreRoot: FuzzTarget = readerTarget(
  'trusted-root',
  [bytesOf(trustedRoot())],
  (bytes) => parseTrustedRoot(bytes, 'trusted_root.json'),
  null,
);

/** A zip of two records, for the feeds. */
export const OSV_RECORDS: Uint8Array = zipSync(
  {
    'GHSA-1.json': strToU8(JSON.stringify(osv('GHSA-1', 'left-pad'))),
    'GHSA-2.json': strToU8(JSON.stringify(osv('GHSA-2', 'lodash'))),
  },
  { mtime: '2025-01-01T00:00:00Z' },
);

function osv(id: string, name: string): object {
  return {
    id,
    modified: '2025-01-10T00:00:00Z',
    aliases: ['CVE-2024-1'],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name, purl: `pkg:npm/${name}` },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
        versions: ['1.0.0'],
      },
    ],
  };
}
