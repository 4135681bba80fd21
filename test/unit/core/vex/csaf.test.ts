import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '../../../../src/core/json/json-value.ts';
import { formatPurl } from '../../../../src/core/purl/purl.ts';
import { parseCsafVex } from '../../../../src/core/vex/csaf.ts';
import type { VexStatement } from '../../../../src/core/vex/statement.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;

const product = (product_id: string, purl?: string): JsonObject => ({
  product_id,
  name: product_id,
  ...(purl === undefined ? {} : { product_identification_helper: { purl } }),
});

const TREE: JsonObject = { full_product_names: [product('A', 'pkg:npm/a@1'), product('B', 'pkg:npm/b@1')] };

function read(vulnerabilities: JsonValue, more: JsonObject = {}, tree: JsonObject = TREE): VexStatement[] {
  const document = {
    category: 'csaf_vex',
    csaf_version: '2.0',
    tracking: { current_release_date: '2025-01-01T00:00:00Z' },
    ...more,
  };
  return parseCsafVex({ document, product_tree: tree, vulnerabilities }, DIGEST, 'it');
}

/** `status: purls (reason)` of each statement with products that can be recognised. */
function summary(statements: readonly VexStatement[]): string[] {
  return statements.map(({ status, products, reason }) => {
    const shown = products.map(({ product: { purls }, within, versions }) =>
      [
        purls.map(formatPurl).join(),
        ...(within === null ? [] : [`in ${within.purls.map(formatPurl).join()}`]),
        ...(versions === null ? [] : [`of ${versions.map(({ text }) => text).join()}`]),
      ].join(' '),
    );
    return `${status}: ${shown.join(', ')} (${reason})`;
  });
}

/** The products of one statement about product `id` of the tree. */
function productOf(id: string, tree: JsonObject): string[] {
  const statements = read([{ cve: 'CVE-1', product_status: { fixed: [id] } }], {}, tree);
  return summary(statements).map((line) => line.slice('fixed: '.length, -' (fixed)'.length));
}

describe('parseCsafVex', () => {
  it('reads every status of a product', () => {
    const product_status = {
      first_affected: ['A'],
      first_fixed: ['A'],
      fixed: ['A'],
      known_affected: ['A'],
      known_not_affected: ['A'],
      last_affected: ['A'],
      recommended: ['A'],
      under_investigation: ['A', 'B'],
    };
    assert.deepEqual(summary(read([{ cve: 'CVE-1', product_status }])), [
      'affected: pkg:npm/a@1 (first_affected)',
      'fixed: pkg:npm/a@1 (first_fixed)',
      'fixed: pkg:npm/a@1 (fixed)',
      'affected: pkg:npm/a@1 (known_affected)',
      'not_affected: pkg:npm/a@1 (known_not_affected)',
      'affected: pkg:npm/a@1 (last_affected)',
      'under_investigation: pkg:npm/a@1, pkg:npm/b@1 (under_investigation)',
    ]);
  });

  it('has the ids, the time and the place', () => {
    const [first] = read([{}, { cve: 'CVE-1', ids: [{ text: 'GHSA-1' }], product_status: { fixed: ['A'] } }]);
    assert.deepEqual(first?.vulnerabilities, ['CVE-1', 'GHSA-1']);
    assert.equal(first?.timestampMs, Date.parse('2025-01-01T00:00:00Z'));
    assert.equal(first?.ref, `${DIGEST}#/vulnerabilities/1/product_status/fixed`);
  });

  it('gives each product the reasons of its flags and threats, also by group', () => {
    const tree = { ...TREE, product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }] };
    const vulnerability = {
      cve: 'CVE-1',
      product_status: { known_not_affected: ['A', 'B'] },
      flags: [{ label: 'component_not_present', group_ids: ['G'] }],
      threats: [
        { category: 'impact', details: 'never shipped', product_ids: ['B'] },
        { category: 'exploit_status', details: 'none', product_ids: ['A'] },
      ],
    };
    assert.deepEqual(summary(read([vulnerability], {}, tree)), [
      'not_affected: pkg:npm/a@1 (component_not_present)',
      'not_affected: pkg:npm/b@1 (component_not_present: never shipped)',
    ]);
  });

  it('leaves out a product that cannot be recognised', () => {
    assert.deepEqual(productOf('C', { full_product_names: [product('C')] }), ['']);
    assert.deepEqual(productOf('unknown', TREE), ['']);
  });

  it('refuses another profile and what the profile does not allow', () => {
    const refused = (run: () => unknown, message: RegExp) =>
      assert.throws(run, { code: 'INPUT_INVALID', message });
    refused(() => read([], { category: 'csaf_security_advisory' }), /\/document\/category/);
    refused(() => read([], { tracking: {} }), /\/document\/tracking\/current_release_date/);
    refused(() => read([{ product_status: { fixed: 'A' } }]), /\/vulnerabilities\/0\/product_status\/fixed/);
    refused(() => read([], {}, { branches: [{ name: 'x' }] }), /\/product_tree\/branches\/0\/category/);
  });

  it('refuses another version of CSAF', () => {
    assert.throws(() => read([], { csaf_version: '2.1' }), { code: 'UNSUPPORTED_VERSION' });
  });
});

describe('the product tree', () => {
  const branch = (category: string, name: string, more: JsonObject): JsonObject => ({
    category,
    name,
    ...more,
  });

  it('is walked to its leaves', () => {
    const leaf = branch('product_version', '1', { product: product('P', 'pkg:npm/p@1') });
    const tree = {
      branches: [branch('vendor', 'V', { branches: [branch('product_name', 'N', { branches: [leaf] })] })],
    };
    assert.deepEqual(productOf('P', tree), ['pkg:npm/p@1']);
  });

  it('narrows a product whose purl has no version to its branch', () => {
    const range = branch('product_version_range', 'vers:npm/<2', {
      branches: [branch('architecture', 'x', { product: product('P', 'pkg:npm/p') })],
    });
    assert.deepEqual(productOf('P', { branches: [range] }), ['pkg:npm/p of vers:npm/<2']);
    const version = branch('product_version', '1.0', { product: product('P', 'pkg:npm/p') });
    assert.deepEqual(productOf('P', { branches: [version] }), ['pkg:npm/p of 1.0']);
  });

  const relationship = (id: string, part: string, whole: string, purl?: string): JsonObject => ({
    category: 'default_component_of',
    full_product_name: product(id, purl),
    product_reference: part,
    relates_to_product_reference: whole,
  });
  const PARTS = [
    product('part', 'pkg:rpm/redhat/openssl@1.1.1k-7.el8'),
    product('any', 'pkg:rpm/redhat/openssl'),
    product('image', 'pkg:oci/app@1'),
    product('platform'),
  ];
  const related = (...relationships: JsonObject[]): JsonObject => ({
    full_product_names: PARTS,
    relationships,
  });

  it('takes a relationship for its component in the other product', () => {
    const tree = related(relationship('R', 'any', 'image'));
    assert.deepEqual(productOf('R', tree), ['pkg:rpm/redhat/openssl in pkg:oci/app@1']);
  });

  it('takes a component of a platform by its exact version alone', () => {
    const tree = related(relationship('R', 'part', 'platform'), relationship('S', 'any', 'platform'));
    assert.deepEqual(productOf('R', tree), ['pkg:rpm/redhat/openssl@1.1.1k-7.el8']);
    assert.deepEqual(productOf('S', tree), ['']);
  });

  it("takes a relationship's own purl before all", () => {
    const tree = related(relationship('R', 'any', 'platform', 'pkg:rpm/redhat/own@1'));
    assert.deepEqual(productOf('R', tree), ['pkg:rpm/redhat/own@1']);
  });

  it('follows relationships of relationships, in any order, and stops at a cycle', () => {
    const chain = [relationship('R', 'S', 'platform'), relationship('S', 'part', 'platform')];
    assert.deepEqual(productOf('R', related(...chain)), ['pkg:rpm/redhat/openssl@1.1.1k-7.el8']);
    assert.deepEqual(productOf('R', related(...chain.reverse())), ['pkg:rpm/redhat/openssl@1.1.1k-7.el8']);
    const cycle = [relationship('R', 'S', 'platform'), relationship('S', 'R', 'platform')];
    assert.deepEqual(productOf('R', related(...cycle)), ['']);
    assert.deepEqual(productOf('R', related(relationship('R', 'R', 'R'))), ['']);
  });

  it('is as wide as its issuer makes it', () => {
    const branches = Array.from({ length: 150_000 }, (_, i) =>
      branch('architecture', 'x', { product: product(`P${i}`, `pkg:npm/p@${i}`) }),
    );
    assert.deepEqual(productOf('P7', { branches }), ['pkg:npm/p@7']);
  });
});
