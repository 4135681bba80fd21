/**
 * VEX as other tools write it and the SBOMs that they write it about: what is suppressed, and what must not be. The
 * cases follow the published tests of trivy, grype and vexctl; where a tool suppresses on less, it says so here.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import { advisory, feedOf, osvDocument } from '../../../helpers/osv-records.ts';
import {
  cycloneDxJson,
  cycloneDxXml,
  type Described,
  SERIAL_UUID,
  spdx2Json,
  spdx3Json,
  spdxTagValue,
} from '../../../helpers/sboms.ts';
import { outcomes, scanDocuments } from '../../../helpers/scan-documents.ts';

const CVE = 'CVE-2024-0001';
const IMAGE_HASH = '124c7d2707904eea7431fffe91522a01e5a861a624ee31d03372cc1d138a3126';
const LINK = `urn:cdx:${SERIAL_UUID}/1`;

const everything = { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] };
const ofAlpine = { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] };
const record = (ecosystem: string, name: string, entry: JsonObject): JsonObject => ({
  ...osvDocument('GHSA-2r2c-cx56-8933', ecosystem, name, entry),
  aliases: [CVE],
});
const FEED = feedOf(
  [
    advisory(record('Go', 'github.com/example/transitive', everything)),
    advisory(record('Alpine:v3.17', 'openssl', ofAlpine)),
    advisory(record('Maven', 'org.springframework.boot:spring-boot', ofAlpine)),
  ],
  ['Go', 'Alpine:v3.17', 'Maven'],
);

const go = (name: string, version: string): string => `pkg:golang/github.com/example/${name}@${version}`;
const part = (name: string, version: string) => ({
  ...{ ref: `SPDXRef-${name}`, name, version, purl: go(name, version) },
});
const TRANSITIVE = go('transitive', 'v4.0.0');

/** module uses direct1, which uses transitive; `both`: and direct2, which uses it too. */
function goModule(both: boolean): Described {
  const uses = [
    ['module', 'direct1'],
    ['module', 'direct2'],
    ['direct1', 'transitive'],
    ...(both ? [['direct2', 'transitive']] : []),
  ].map(([whole, used]) => [`SPDXRef-${whole}`, `SPDXRef-${used}`] as const);
  const parts = [part('direct1', 'v2.0.0'), part('direct2', 'v3.0.0'), part('transitive', 'v4.0.0')];
  return { described: part('module', 'v1.0.0'), parts, uses };
}

/** An image as grype's and trivy's SBOMs have it. */
const IMAGE: Described = {
  described: { ref: 'SPDXRef-image', name: 'alpine', version: `sha256:${IMAGE_HASH}` },
  parts: ['libssl3', 'libcrypto3'].map((name) => ({
    ref: `SPDXRef-${name}`,
    name,
    version: '3.0.8-r3',
    purl: `pkg:apk/alpine/${name}@3.0.8-r3?arch=x86_64&upstream=openssl&distro=alpine-3.17.3`,
  })),
};

const FORMATS: readonly (readonly [string, (described: Described) => unknown])[] = [
  ['CycloneDX JSON', (described) => cycloneDxJson('1.6', described)],
  ['CycloneDX XML', (described) => cycloneDxXml('1.4', described)],
  ['SPDX JSON', (described) => spdx2Json('2.3', described)],
  ['SPDX tag-value', (described) => spdxTagValue('2.2', described)],
  ['SPDX 3', (described) => spdx3Json(described)],
];

function openVex(products: unknown, more: JsonObject = {}): JsonObject {
  const statement = { vulnerability: { name: CVE }, products, status: 'not_affected', ...more };
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    author: 'Example',
    timestamp: '2023-01-16T19:07:16.853479631-06:00',
    version: 1,
    statements: [{ justification: 'vulnerable_code_not_in_execute_path', ...statement }],
  } as JsonObject;
}

function csaf(vulnerability: JsonObject, tree: JsonObject): JsonObject {
  const tracking = { current_release_date: '2024-01-04T17:17:25+01:00' };
  return {
    document: { category: 'csaf_vex', csaf_version: '2.0', tracking },
    product_tree: tree,
    vulnerabilities: [vulnerability],
  };
}

const branch = (name: string, version: string, purl: string): JsonObject => ({
  category: 'product_name',
  name,
  branches: [
    {
      category: 'product_version',
      name: version,
      product: { name, product_id: name, product_identification_helper: { purl } },
    },
  ],
});

/** Whether the one finding of the Go module is suppressed. */
function isSuppressed(sbom: unknown, ...vex: unknown[]): boolean {
  const [only, ...more] = outcomes(scanDocuments({ sbom, vex, feed: FEED }));
  assert.deepEqual([only?.split(' ')[0], more], [TRANSITIVE, []]);
  return only?.includes(' vex: ') === true;
}

describe('a Go module with dependencies', () => {
  for (const [format, write] of FORMATS) {
    const single = write(goModule(false));
    const multi = write(goModule(true));
    const nested = openVex([
      { '@id': go('direct1', 'v2.0.0'), subcomponents: [{ '@id': go('transitive', 'v4.0.0') }] },
    ]);

    it(`${format}: "transitive in direct1" holds while nothing else uses it`, () => {
      assert.equal(isSuppressed(single, nested), true);
      assert.equal(isSuppressed(multi, nested), false);
    });

    it(`${format}: "transitive in module", which is what was scanned, holds however it is used`, () => {
      const inModule = openVex([{ '@id': go('module', 'v1.0.0'), subcomponents: [{ '@id': TRANSITIVE }] }]);
      assert.equal(isSuppressed(multi, inModule), true);
      assert.equal(isSuppressed(multi, openVex([{ '@id': go('module', 'v1.0.0') }])), true);
      assert.equal(isSuppressed(multi, openVex([{ '@id': go('other', 'v1.0.0') }])), false);
    });

    it(`${format}: CSAF relationships mean the same`, () => {
      const tree = {
        branches: [
          branch('direct1', '2.0.0', go('direct1', 'v2.0.0')),
          branch('transitive', 'v4.0.0', TRANSITIVE),
        ],
        relationships: [
          {
            category: 'default_component_of',
            product_reference: 'transitive',
            relates_to_product_reference: 'direct1',
            full_product_name: { product_id: 'transitive-in-direct1', name: 'direct1 uses transitive' },
          },
        ],
      };
      const document = csaf(
        { cve: CVE, product_status: { known_not_affected: ['transitive-in-direct1'] } },
        tree,
      );
      assert.equal(isSuppressed(single, document), true);
      assert.equal(isSuppressed(multi, document), false);
    });
  }

  const sbom = cycloneDxJson('1.6', goModule(true));

  it('is matched by versions as Go orders them, with a v or without', () => {
    assert.equal(isSuppressed(sbom, openVex([{ '@id': go('transitive', '4.0.0') }])), true);
    assert.equal(isSuppressed(sbom, openVex([{ '@id': go('transitive', '4.0.1') }])), false);
    assert.equal(isSuppressed(sbom, openVex([{ '@id': 'pkg:golang/github.com/example/transitive' }])), true);
  });

  it('is matched by the GHSA id of a CSAF document without a CVE', () => {
    const ids = [{ system_name: 'GitHub Security Advisory', text: 'GHSA-2r2c-cx56-8933' }];
    const tree = { branches: [branch('transitive', 'v4.0.0', go('transitive', '4.0.0'))] };
    const threats = [{ category: 'impact', details: 'vulnerable_code_not_in_execute_path' }];
    const document = csaf({ ids, threats, product_status: { known_not_affected: ['transitive'] } }, tree);
    assert.deepEqual(outcomes(scanDocuments({ sbom, vex: [document], feed: FEED })), [
      `${TRANSITIVE} vex: vulnerable_code_not_in_execute_path`,
    ]);
  });

  it('is matched by BOM-Links into this document only', () => {
    const cycloneDx = (ref: string): JsonObject => ({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      vulnerabilities: [
        {
          id: CVE,
          analysis: { state: 'not_affected', justification: 'code_not_reachable' },
          affects: [{ ref }],
        },
      ],
    });
    for (const ref of ['SPDXRef-transitive', 'SPDXRef%2Dtransitive', 'SPDXRef-module'])
      assert.equal(isSuppressed(sbom, cycloneDx(`${LINK}#${ref}`)), true, ref);
    assert.equal(isSuppressed(sbom, cycloneDx(LINK)), true);
    assert.equal(isSuppressed(sbom, cycloneDx(`${LINK}#SPDXRef-direct1`)), false);
    assert.equal(isSuppressed(sbom, cycloneDx(`${LINK.replace('3e', '4e')}#SPDXRef-transitive`)), false);
    assert.equal(isSuppressed(sbom, cycloneDx(`${LINK}1#SPDXRef-transitive`)), false);
    assert.equal(isSuppressed({ ...sbom, version: 11 }, cycloneDx(`${LINK}1#SPDXRef-transitive`)), true);
    const { serialNumber: _, ...unnumbered } = sbom;
    assert.equal(isSuppressed(unnumbered, cycloneDx(`${LINK}#SPDXRef-transitive`)), false);
  });

  it('may bring its own VEX', () => {
    const vulnerabilities = (ref: string) => [
      { id: CVE, analysis: { state: 'false_positive' }, affects: [{ ref }] },
    ];
    for (const [ref, expected] of [
      ['SPDXRef-transitive', true],
      ['SPDXRef-module', true],
      ['SPDXRef-direct1', false],
      [`${LINK}#SPDXRef-transitive`, true],
      ['SPDXRef-unknown', false],
    ] as const)
      assert.equal(isSuppressed({ ...sbom, vulnerabilities: vulnerabilities(ref) }), expected, ref);
  });
});

describe('an image', () => {
  const sbom = cycloneDxJson('1.5', IMAGE);
  const suppressed = (...vex: unknown[]): string[] =>
    outcomes(scanDocuments({ sbom, vex, feed: FEED })).flatMap((each) =>
      each.includes(' vex: ') ? (each.split('@')[0] as string) : [],
    );
  const product = `pkg:oci/alpine@sha256%3A${IMAGE_HASH}`;
  const both = ['pkg:apk/alpine/libcrypto3', 'pkg:apk/alpine/libssl3'];

  it('is recognised by its digest, with the packages in it that the statement names', () => {
    const subcomponents = [{ '@id': 'pkg:apk/alpine/libssl3@3.0.8-r3' }];
    assert.deepEqual(suppressed(openVex([{ '@id': product, subcomponents }], { status: 'fixed' })), [
      both[1],
    ]);
  });

  it('is recognised without subcomponents, and then all of it is meant', () => {
    assert.deepEqual(suppressed(openVex([{ '@id': product }])), both);
    const hashes = { 'sha-256': IMAGE_HASH };
    assert.deepEqual(suppressed(openVex([{ '@id': 'https://example.org/alpine', hashes }])), both);
  });

  it('is not another image', () => {
    assert.deepEqual(suppressed(openVex([{ '@id': product.replace('124c', '224c') }])), []);
  });

  it('has packages that may be products themselves', () => {
    const only = openVex([{ '@id': 'pkg:apk/alpine/libcrypto3@3.0.8-r3' }], { status: 'fixed' });
    assert.deepEqual(suppressed(only), [both[0]]);
    const purl = 'pkg:apk/alpine/libcrypto3@3.0.8-r3?arch=x86_64&upstream=openssl&distro=alpine-3.17.3';
    const document = csaf(
      { cve: CVE, product_status: { fixed: ['x'] } },
      { branches: [branch('x', '1', purl)] },
    );
    assert.deepEqual(suppressed(document), [both[0]]);
    const otherArchitecture = purl.replace('x86_64', 'aarch64');
    const elsewhere = { branches: [branch('x', '1', otherArchitecture)] };
    assert.deepEqual(suppressed(csaf({ cve: CVE, product_status: { fixed: ['x'] } }, elsewhere)), []);
  });

  it('is recognised by its image purl, whatever the tag that it has', () => {
    const described = {
      ...IMAGE.described,
      name: 'alpine',
      version: '3.17',
      purl: 'pkg:oci/alpine?tag=3.17',
    };
    const tagged = cycloneDxJson('1.5', { ...IMAGE, described });
    const subcomponents = [{ '@id': 'pkg:apk/alpine/libssl3' }];
    const scan = (id: string) =>
      outcomes(scanDocuments({ sbom: tagged, vex: [openVex([{ '@id': id, subcomponents }])], feed: FEED }));
    assert.equal(scan('pkg:oci/alpine').filter((each) => each.includes(' vex: ')).length, 1);
    assert.equal(scan('pkg:oci/debian').filter((each) => each.includes(' vex: ')).length, 0);
  });
});

describe('several statements', () => {
  const spring = 'pkg:maven/org.springframework.boot/spring-boot@2.6.0';
  const sbom = cycloneDxJson('1.6', {
    parts: [{ ref: 'a', name: 'spring-boot', version: '2.6.0', purl: spring }],
  });
  const statement = (status: string, more: JsonObject = {}): JsonObject => ({
    vulnerability: { name: CVE },
    products: [{ '@id': spring }],
    status,
    justification: 'component_not_present',
    ...more,
  });
  const decide = (...statements: JsonObject[]): boolean => {
    const document = { ...openVex([]), '@context': 'https://openvex.dev/ns', statements };
    return outcomes(scanDocuments({ sbom, vex: [document], feed: FEED }))[0]?.includes(' vex: ') === true;
  };

  it('go by the latest: a time of their own, when they were updated, else the document', () => {
    const earlier = { timestamp: '2023-01-15T01:02:03.853479631-06:00' };
    assert.equal(decide(statement('affected', earlier), statement('not_affected')), true);
    assert.equal(decide(statement('not_affected', earlier), statement('affected')), false);
    const updated = { ...earlier, last_updated: '2024-02-01T00:00:00Z' };
    assert.equal(decide(statement('not_affected', updated), statement('affected')), true);
    const future = { timestamp: '2099-01-01T00:00:00Z' };
    assert.equal(decide(statement('not_affected'), statement('affected', future)), true);
  });

  it('that carry more than is read are read all the same', () => {
    const more = {
      status_notes: 'see tracker',
      action_statement: 'update',
      action_statement_timestamp: 'soon',
    };
    assert.equal(decide(statement('fixed', more)), true);
    assert.equal(decide(statement('affected', more)), false);
    assert.equal(decide(statement('under_investigation', more)), false);
  });
});
