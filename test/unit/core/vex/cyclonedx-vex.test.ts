import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '../../../../src/core/json/json-value.ts';
import { formatPurl } from '../../../../src/core/purl/purl.ts';
import { parseCycloneDxVex, parseSbomVex } from '../../../../src/core/vex/cyclonedx-vex.ts';
import type { VexStatement } from '../../../../src/core/vex/statement.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79';

function read(vulnerabilities: JsonValue, more: JsonObject = {}): VexStatement[] {
  return parseCycloneDxVex(
    { bomFormat: 'CycloneDX', specVersion: '1.6', vulnerabilities, ...more },
    DIGEST,
    'it',
  );
}

const vulnerability = (more: JsonObject = {}): JsonObject => ({
  id: 'CVE-1',
  analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'we looked' },
  affects: [{ ref: 'pkg:npm/a@1.0.0' }],
  ...more,
});

/** What the products of the first statement are recognised by. */
function identities(statements: readonly VexStatement[]): unknown[] {
  return (statements[0]?.products ?? []).map(({ product }) => [
    ...product.purls.map(formatPurl),
    ...product.bomLinks.map(({ bom, refs }) => `${bom} ${refs === null ? '' : [...new Set(refs)].join()}`),
    ...product.bomRefs.map((ref) => `ref ${ref}`),
  ]);
}

describe('parseCycloneDxVex', () => {
  it('reads an analysis', () => {
    const [first] = read([vulnerability({ references: [{ id: 'GHSA-1' }, { source: {} }] })]);
    assert.deepEqual(first?.vulnerabilities, ['CVE-1', 'GHSA-1']);
    assert.equal(first?.reason, 'code_not_reachable: we looked');
    assert.equal(first?.ref, `${DIGEST}#/vulnerabilities/0`);
    assert.deepEqual(identities(read([vulnerability()])), [['pkg:npm/a@1.0.0']]);
  });

  for (const [state, status] of [
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
  ] as const) {
    it(`takes ${state} as ${status}`, () => {
      assert.equal(read([vulnerability({ analysis: { state } })])[0]?.status, status);
    });
  }

  it('says nothing for a vulnerability that nobody analysed', () => {
    assert.deepEqual(read([vulnerability({ analysis: {} }), { id: 'CVE-2' }]), []);
  });

  it('keeps the place in the document when others say nothing', () => {
    assert.equal(read([{ id: 'CVE-2' }, vulnerability()])[0]?.ref, `${DIGEST}#/vulnerabilities/1`);
  });

  it('resolves a bom-ref of the same document at any depth', () => {
    const components = [{ 'bom-ref': 'x', components: [{ 'bom-ref': 'y', purl: 'pkg:npm/y@2' }] }];
    const root = { 'bom-ref': 'root', purl: 'pkg:npm/root@3' };
    const affects = ['y', 'root', 'x', 'unknown'].map((ref) => ({ ref }));
    const statements = read([vulnerability({ affects })], { components, metadata: { component: root } });
    assert.deepEqual(identities(statements), [['pkg:npm/y@2'], ['pkg:npm/root@3'], [], []]);
  });

  it('takes the purl of the component before the purl that its bom-ref looks like', () => {
    const components = [{ 'bom-ref': 'pkg:npm/a@1?package-id=7', purl: 'pkg:npm/a@1' }];
    const affects = [{ ref: 'pkg:npm/a@1?package-id=7' }];
    assert.deepEqual(identities(read([vulnerability({ affects })], { components })), [['pkg:npm/a@1']]);
  });

  it('resolves nothing by a bom-ref that two components have', () => {
    const components = ['pkg:npm/a@1', 'pkg:npm/b@1'].map((purl) => ({ 'bom-ref': 'x', purl }));
    assert.deepEqual(identities(read([vulnerability({ affects: [{ ref: 'x' }] })], { components })), [[]]);
  });

  it('takes a BOM-Link for the very document that it names, its ref encoded or not', () => {
    const affects = [
      { ref: `urn:cdx:${SERIAL}/1#pkg:maven/g/n@2.10.0?type=jar` },
      { ref: `urn:cdx:${SERIAL}/1#pkg%3Amaven%2Fg%2Fn%402.10.0` },
      { ref: `urn:cdx:${SERIAL}/1#component-7` },
      { ref: `urn:cdx:${SERIAL}/1` },
    ];
    assert.deepEqual(identities(read([vulnerability({ affects })])), [
      [`urn:cdx:${SERIAL}/1 pkg:maven/g/n@2.10.0?type=jar`],
      [`urn:cdx:${SERIAL}/1 pkg%3Amaven%2Fg%2Fn%402.10.0,pkg:maven/g/n@2.10.0`],
      [`urn:cdx:${SERIAL}/1 component-7`],
      [`urn:cdx:${SERIAL}/1 `],
    ]);
  });

  it('names the products that nothing is recognised by', () => {
    const affects = ['product-ABC', 'pkg:npm/a', 'urn:cdx:1', 'x'].map((ref) => ({ ref }));
    const components = [{ 'bom-ref': 'x', hashes: [{ alg: 'SHA-256', content: 'ab'.repeat(32) }] }];
    const [first] = read([vulnerability({ affects })], { components });
    assert.deepEqual(first?.unrecognised, ['product-ABC', 'urn:cdx:1']);
    assert.deepEqual(first?.products[3]?.product.sha256, ['ab'.repeat(32)]);
  });

  it('recognises a bom-ref by the serial number that the document shares with the SBOM', () => {
    const components = [{ 'bom-ref': 'c 7', purl: 'pkg:npm/a@1' }];
    const more = { components, serialNumber: `urn:uuid:${SERIAL}`, version: 2 };
    const statements = read([vulnerability({ affects: [{ ref: 'c 7' }] })], more);
    assert.deepEqual(identities(statements), [['pkg:npm/a@1', `urn:cdx:${SERIAL}/2 c%207,c 7`]]);
  });

  it('takes a bom-ref for the purl that it looks like where its component has none', () => {
    const component = { 'bom-ref': 'pkg:generic/app@1' };
    const statements = read([vulnerability({ affects: [{ ref: 'pkg:generic/app@1' }] })], {
      metadata: { component },
    });
    assert.deepEqual(identities(statements), [['pkg:generic/app@1']]);
  });

  it('keeps the versions that it is narrowed to', () => {
    const versions = [
      { version: '1.0', status: 'unaffected' },
      { range: 'vers:npm/>=2|<3', status: 'affected' },
      { version: '4.0', status: 'unknown' },
      { version: '5.0' },
    ];
    assert.deepEqual(
      read([vulnerability({ affects: [{ ref: 'pkg:npm/a', versions }] })])[0]?.products[0]?.versions,
      [
        { text: '1.0', isAffected: false },
        { text: 'vers:npm/>=2|<3', isAffected: true },
        { text: '4.0', isAffected: true },
        { text: '5.0', isAffected: null },
      ],
    );
  });

  it('is not narrowed by a list without versions', () => {
    for (const versions of [[], [{ status: 'affected' }]]) {
      const affects = [{ ref: 'pkg:npm/a', versions }];
      assert.equal(read([vulnerability({ affects })])[0]?.products[0]?.versions, null);
    }
  });

  it('is dated by the analysis, else by the document, else not at all', () => {
    const firstIssued = '2025-01-02T00:00:00Z';
    const lastUpdated = '2025-01-03T00:00:00Z';
    const state = 'resolved';
    const analyses = [{ state, firstIssued, lastUpdated }, { state, firstIssued }, { state }];
    const vulnerabilities = analyses.map((analysis) => vulnerability({ analysis }));
    const days = (statements: VexStatement[]) =>
      statements.map(({ timestampMs }) => timestampMs && new Date(timestampMs).getUTCDate());
    assert.deepEqual(
      days(read(vulnerabilities, { metadata: { timestamp: '2025-01-01T00:00:00Z' } })),
      [3, 2, 1],
    );
    assert.deepEqual(days(read(vulnerabilities)), [3, 2, null]);
  });

  it('refuses what the format does not allow, with its place', () => {
    const place = (more: RegExp) => ({ code: 'INPUT_INVALID', message: more });
    assert.throws(
      () => read([vulnerability({ analysis: { state: 'fine' } })]),
      place(/\/0\/analysis\/state/),
    );
    assert.throws(() => read([vulnerability({ affects: [{}] })]), place(/\/0\/affects\/0\/ref/));
    assert.throws(() => read('none'), place(/\/vulnerabilities/));
    assert.throws(() => read([], { metadata: { timestamp: 'now' } }), place(/\/metadata\/timestamp/));
  });

  it('refuses a document without vulnerabilities, which is no VEX', () => {
    assert.throws(() => parseCycloneDxVex({ bomFormat: 'CycloneDX', specVersion: '1.6' }, DIGEST, 'it'), {
      code: 'INPUT_INVALID',
      message: /\/vulnerabilities/,
    });
  });

  it('refuses another version of CycloneDX', () => {
    for (const specVersion of ['1.3', '2.0']) {
      assert.throws(() => read([], { specVersion }), { code: 'UNSUPPORTED_VERSION' });
    }
  });

  it('reads a document of very many components', () => {
    const components = Array.from({ length: 150_000 }, (_, i) => ({
      'bom-ref': `c${i}`,
      purl: `pkg:npm/c${i}@1`,
    }));
    const affects = [{ ref: 'c149999' }];
    assert.deepEqual(identities(read([vulnerability({ affects })], { components })), [['pkg:npm/c149999@1']]);
  });
});

describe('parseSbomVex', () => {
  it('names components by their bom-ref in the SBOM', () => {
    const statements = parseSbomVex(
      [vulnerability({ affects: [{ ref: 'c1' }, { ref: 'pkg:npm/a@1' }] })],
      DIGEST,
    );
    assert.deepEqual(identities(statements), [['ref c1'], ['pkg:npm/a@1', 'ref pkg:npm/a@1']]);
    assert.equal(statements[0]?.timestampMs, null);
  });

  it('has no statement for an SBOM without VEX', () => assert.deepEqual(parseSbomVex(null, DIGEST), []));

  it('refuses what the format does not allow', () => {
    assert.throws(() => parseSbomVex([{ analysis: { state: 'fine' } }], DIGEST), {
      code: 'INPUT_INVALID',
      message: /SBOM's vulnerabilities.*\/0\/analysis\/state/,
    });
  });
});
