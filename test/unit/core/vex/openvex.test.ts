import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '../../../../src/core/json/json-value.ts';
import { formatPurl } from '../../../../src/core/purl/purl.ts';
import { parseOpenVex } from '../../../../src/core/vex/openvex.ts';
import type { VexProduct, VexStatement } from '../../../../src/core/vex/statement.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const IMAGE = 'c'.repeat(64);

function read(statements: JsonValue, more: JsonObject = {}): VexStatement[] {
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: '2025-01-01T00:00:00Z',
    ...more,
  };
  return parseOpenVex({ ...document, statements }, DIGEST, 'my.json');
}

const statement = (more: JsonObject = {}): JsonObject => ({
  vulnerability: { name: 'CVE-1' },
  products: [{ '@id': 'pkg:npm/a@1.0.0' }],
  status: 'fixed',
  ...more,
});

function purlsOf(products: readonly VexProduct[]): string[] {
  return products.map(({ product, within }) =>
    [product, ...(within === null ? [] : [within])]
      .map(({ purls }) => purls.map(formatPurl).join())
      .join(' in '),
  );
}

describe('parseOpenVex', () => {
  it('reads a statement of version 0.2.0', () => {
    const [first] = read([
      statement({
        vulnerability: { name: 'CVE-1', aliases: ['GHSA-1'] },
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        impact_statement: 'the class is removed',
      }),
    ]);
    assert.ok(first !== undefined);
    assert.deepEqual(first.vulnerabilities, ['CVE-1', 'GHSA-1']);
    assert.deepEqual(purlsOf(first.products), ['pkg:npm/a@1.0.0']);
    assert.equal(first.status, 'not_affected');
    assert.equal(first.reason, 'vulnerable_code_not_present: the class is removed');
    assert.equal(first.timestampMs, Date.parse('2025-01-01T00:00:00Z'));
    assert.equal(first.ref, `${DIGEST}#/statements/0`);
    assert.equal(first.document, DIGEST);
    assert.deepEqual(first.unrecognised, []);
  });

  it('matches a vulnerability by its @id too, as some documents have the name there', () => {
    const [first] = read([statement({ vulnerability: { '@id': 'GHSA-2', name: 'CVE-1' } })]);
    assert.deepEqual(first?.vulnerabilities, ['CVE-1', 'GHSA-2']);
  });

  it('names the products that nothing is recognised by', () => {
    const products = ['https://example.org/app', { '@id': 'cpe:/a:b' }, { '@id': 'pkg:npm/a' }];
    const [first] = read([statement({ products })]);
    assert.deepEqual(first?.unrecognised, ['https://example.org/app', 'cpe:/a:b']);
  });

  it('reads a statement of the first versions', () => {
    const [first] = read(
      [
        {
          vulnerability: 'CVE-1',
          products: ['pkg:oci/app@1'],
          subcomponents: ['pkg:npm/a'],
          status: 'affected',
        },
      ],
      { '@context': 'https://openvex.dev/ns' },
    );
    assert.deepEqual(first?.vulnerabilities, ['CVE-1']);
    assert.deepEqual(purlsOf(first?.products ?? []), ['pkg:npm/a in pkg:oci/app@1']);
  });

  it('takes products by purl and by hash, and its parts within it', () => {
    const [first] = read([
      statement({
        products: [
          { '@id': 'https://example.org/app', identifiers: { purl: 'pkg:npm/b' } },
          {
            '@id': `pkg:oci/app@sha256:${IMAGE}`,
            subcomponents: [{ '@id': 'pkg:npm/c' }, { '@id': 'pkg:npm/d' }],
          },
          { '@id': 'app', hashes: { 'sha-256': 'D'.repeat(64) } },
        ],
      }),
    ]);
    const image = `pkg:oci/app@sha256:${IMAGE}`;
    assert.deepEqual(purlsOf(first?.products ?? []), [
      'pkg:npm/b',
      `pkg:npm/c in ${image}`,
      `pkg:npm/d in ${image}`,
      '',
    ]);
    assert.deepEqual(first?.products[1]?.within?.sha256, [IMAGE]);
    assert.deepEqual(first?.products[3]?.product.sha256, ['d'.repeat(64)]);
  });

  it("is dated by its last update, else its own time, else the document's", () => {
    const timestamp = '2025-01-02T00:00:00Z';
    const last_updated = '2025-01-03T01:00:00+01:00';
    const times = read([statement({ timestamp, last_updated }), statement({ timestamp }), statement()]);
    assert.deepEqual(
      times.map(({ timestampMs }) => new Date(timestampMs ?? 0).toISOString()),
      ['2025-01-03T00:00:00.000Z', '2025-01-02T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    );
  });

  it('gives the status as reason where there is no other', () => {
    assert.equal(read([statement()])[0]?.reason, 'fixed');
    assert.equal(read([statement({ status_notes: 'since 2.0' })])[0]?.reason, 'since 2.0');
  });

  it('leaves out a product that is no purl, not the statement', () => {
    assert.deepEqual(purlsOf(read([statement({ products: ['pkg:', 'a product'] })])[0]?.products ?? []), [
      '',
      '',
    ]);
  });

  const refused: readonly (readonly [why: string, statement: JsonObject, place: RegExp])[] = [
    ['an unknown status', statement({ status: 'fine' }), /\/statements\/0\/status/],
    ['not_affected without a reason', statement({ status: 'not_affected' }), /\/statements\/0/],
    ['no vulnerability', statement({ vulnerability: { '@id': 'CVE-1' } }), /\/statements\/0\/vulnerability/],
    ['a time that is none', statement({ timestamp: 'yesterday' }), /\/statements\/0\/timestamp/],
    ['products that are no list', statement({ products: 'pkg:npm/a' }), /\/statements\/0\/products/],
  ];
  for (const [why, bad, place] of refused) {
    it(`refuses ${why}, with its place`, () => {
      assert.throws(() => read([bad]), { code: 'INPUT_INVALID', message: place });
    });
  }

  it('refuses a document without a time', () => {
    assert.throws(() => read([], { timestamp: null }), { code: 'INPUT_INVALID', message: /\/timestamp/ });
  });

  it('refuses another version of OpenVEX', () => {
    assert.throws(() => read([], { '@context': 'https://openvex.dev/ns/v1.0.0' }), {
      code: 'UNSUPPORTED_VERSION',
    });
  });
});
