/** Scans for tests: small inputs of the engine, with the shipped rules and policy where a test names no others. */
import { readFileSync } from 'node:fs';
import type { Advisory, EpssRow, FeedView, KevRow } from '../../src/core/feed/feed-view.ts';
import { canonicalDigest } from '../../src/core/json/canonical-json.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { type Manifest, manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { type PolicyDocument, parsePolicyDocument } from '../../src/core/policy/policy-document.ts';
import { parseRulesDocument, type RulesDocument } from '../../src/core/rules/rules-document.ts';
import type { SbomComponent } from '../../src/core/sbom/component.ts';
import type { ScanInput } from '../../src/core/scoring/scan-input.ts';
import { advisory, feedOf, osvDocument } from './osv-records.ts';

export const CLOCK = '2025-01-15T00:00:00Z';
export const CLOCK_MS = 1_736_899_200_000;

/** The text of a document below `offline-kit/`. */
export function shippedText(path: string): string {
  return readFileSync(new URL(`../../offline-kit/${path}`, import.meta.url), 'utf8');
}

export const DEFAULT_RULES: RulesDocument = parseRulesDocument(
  shippedText('rules/stella-default.yaml'),
).document;
export const REFERENCE_RULES: RulesDocument = parseRulesDocument(
  shippedText('rules/stella-reference.yaml'),
).document;
export const DEFAULT_POLICY: PolicyDocument = parsePolicyDocument(
  shippedText('policies/stella-default.yaml'),
).document;

export const CRITICAL_V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** A record that says that every version of an npm package before 2.0.0 is affected. */
export function npmAdvisory(id: string, name: string, more: JsonObject = {}): Advisory {
  const entry = { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }] };
  return advisory({ ...osvDocument(id, 'npm', name, entry), ...more });
}

/** CVSS v3 severity member of a record. */
export function severity(...vectors: string[]): JsonObject {
  return { severity: vectors.map((score) => ({ type: 'CVSS_V3', score })) };
}

export function component(purl: string | null, more: Partial<SbomComponent> = {}): SbomComponent {
  return { bomRef: purl, name: 'a component', version: null, purl, ...more };
}

export function feedWith(
  advisories: readonly Advisory[],
  rows: { readonly epss?: readonly EpssRow[]; readonly kev?: readonly KevRow[] } = {},
  ecosystems: readonly string[] = ['npm'],
): FeedView {
  return {
    ...feedOf(advisories, ecosystems),
    epss: (cve) => rows.epss?.find((row) => row.cve === cve) ?? null,
    kev: (cve) => rows.kev?.find((row) => row.cve === cve) ?? null,
  };
}

export function manifestAt(freezeTimestamp: string, more: Partial<Manifest> = {}): Manifest {
  const input = { digest: canonicalDigest('input'), mediaType: 'application/json', size: 7 };
  const named = { ...input, name: 'a', version: '1.0.0' };
  return {
    schema: 'stella.manifest/v1',
    scanId: 'scan-1',
    scannedAt: freezeTimestamp,
    freezeTimestamp,
    engine: { name: 'stella-score', version: '1' },
    inputs: {
      sbom: input,
      rules: named,
      policy: named,
      feed: { digest: input.digest, capturedAt: freezeTimestamp },
      vex: [],
    },
    ...more,
  };
}

/** A scan of nothing against nothing, but for the parts given. */
export function scanInput(parts: Partial<ScanInput>): ScanInput {
  const manifest = parts.manifest ?? manifestAt(CLOCK);
  return {
    manifest,
    manifestHash: manifestHashOf(manifest),
    components: [],
    feed: feedWith([]),
    rules: DEFAULT_RULES,
    policy: DEFAULT_POLICY,
    vex: [],
    evidence: null,
    ...parts,
  };
}
