import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { semver } from '../../../../src/core/version/semver.ts';
import {
  applyVex,
  indexVex,
  type VexComponent,
  type VexDecision,
  type VexScope,
} from '../../../../src/core/vex/apply-vex.ts';
import { productIdentity } from '../../../../src/core/vex/product-identity.ts';
import type { VexProduct, VexStatement, VexStatus } from '../../../../src/core/vex/statement.ts';

const DOCUMENT = `sha256:${'a'.repeat(64)}` as const;
const IMAGE = 'c'.repeat(64);
const LINK = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';
const NOW = 1000;

function about(texts: Parameters<typeof productIdentity>[0], more: Partial<VexProduct> = {}): VexProduct {
  return { product: productIdentity(texts), within: null, versions: null, ...more };
}

const byPurl = (...purls: string[]): VexProduct[] => purls.map((purl) => about({ purls: [purl] }));

let count = 0;
function says(status: VexStatus, more: Partial<VexStatement> = {}): VexStatement {
  return {
    vulnerabilities: ['CVE-1'],
    products: byPurl('pkg:npm/a@1.0.0'),
    unrecognised: [],
    status,
    reason: status,
    timestampMs: 500,
    document: DOCUMENT,
    ref: `${DOCUMENT}#/statements/${count++}`,
    ...more,
  };
}

const COMPONENT: VexComponent = {
  purl: parsePurl('pkg:npm/a@1.0.0?x=y'),
  version: '1.0.0',
  scheme: semver,
  bomRefs: ['ref-1'],
};
const SCOPE: VexScope = {
  artifact: { sha256: [], purl: null, version: null, scheme: undefined, bomRef: null },
  bomLink: null,
  hasComponent: () => false,
  refsOf: () => [],
  wholesOf: () => [],
};

/** What was scanned is recognised by these. */
function artifact(members: Partial<VexScope['artifact']>): Partial<VexScope> {
  return { artifact: { ...SCOPE.artifact, ...members } };
}

function decide(
  statements: readonly VexStatement[],
  component: Partial<VexComponent> = {},
  scope: Partial<VexScope> = {},
): VexDecision {
  const index = indexVex(statements, NOW);
  return applyVex(index, ['GHSA-1', 'CVE-1'], { ...COMPONENT, ...component }, { ...SCOPE, ...scope });
}

/** The reason of the suppression, or null; the same for both orders of the statements. */
function suppressed(...[statements, component, scope]: Parameters<typeof decide>): string | null {
  const { suppression } = decide(statements, component, scope);
  assert.deepEqual(decide([...statements].reverse(), component, scope).suppression, suppression);
  return suppression?.reason ?? null;
}

describe('applyVex', () => {
  it('suppresses what is not affected or fixed, and nothing else', () => {
    assert.equal(suppressed([says('not_affected')]), 'not_affected');
    assert.equal(suppressed([says('fixed')]), 'fixed');
    assert.equal(suppressed([says('affected')]), null);
    assert.equal(suppressed([says('under_investigation')]), null);
    assert.equal(suppressed([]), null);
  });

  it('says where the statement stands', () => {
    const statement = says('fixed', { reason: 'in 1.0.0' });
    assert.deepEqual(decide([statement]).suppression, {
      kind: 'vex',
      ref: statement.ref,
      reason: 'in 1.0.0',
    });
  });

  it('matches the vulnerability by id or alias', () => {
    assert.equal(suppressed([says('fixed', { vulnerabilities: ['GHSA-1'] })]), 'fixed');
    assert.equal(suppressed([says('fixed', { vulnerabilities: ['X', 'CVE-1'] })]), 'fixed');
    assert.equal(suppressed([says('fixed', { vulnerabilities: ['CVE-11'] })]), null);
    assert.equal(suppressed([says('fixed', { vulnerabilities: [] })]), null);
  });

  it('matches the product by purl', () => {
    assert.equal(suppressed([says('fixed', { products: byPurl('pkg:npm/a') })]), 'fixed');
    assert.equal(
      suppressed([says('fixed', { products: byPurl('pkg:npm/b', 'pkg:npm/a@1.0.0?x=y') })]),
      'fixed',
    );
    assert.equal(suppressed([says('fixed', { products: byPurl('pkg:npm/a@1.0.0?x=z') })]), null);
    assert.equal(suppressed([says('fixed', { products: [] })]), null);
  });

  it('goes by the latest statement', () => {
    const earlier = { timestampMs: 400 };
    assert.equal(suppressed([says('affected', earlier), says('fixed')]), 'fixed');
    assert.equal(suppressed([says('fixed', earlier), says('affected')]), null);
    assert.equal(suppressed([says('not_affected', earlier), says('fixed')]), 'fixed');
  });

  it('goes by the latest statement about this product', () => {
    const other = says('affected', { products: byPurl('pkg:npm/b'), timestampMs: 600 });
    assert.equal(suppressed([other, says('fixed')]), 'fixed');
  });

  it('does not know statements after the clock', () => {
    assert.equal(suppressed([says('fixed', { timestampMs: NOW })]), 'fixed');
    assert.equal(suppressed([says('fixed', { timestampMs: NOW + 1 })]), null);
    assert.equal(suppressed([says('affected', { timestampMs: NOW + 1 }), says('fixed')]), 'fixed');
  });

  it('takes a statement without time for older than every other', () => {
    const undated = { timestampMs: null };
    assert.equal(suppressed([says('fixed', undated)]), 'fixed');
    assert.equal(suppressed([says('fixed', undated), says('affected', { timestampMs: 0 })]), null);
    assert.equal(suppressed([says('affected', undated), says('fixed', { timestampMs: 0 })]), 'fixed');
    assert.equal(suppressed([says('affected', undated), says('fixed', undated)]), null);
  });

  it('suppresses nothing by statements of one time that disagree', () => {
    assert.equal(suppressed([says('fixed'), says('affected')]), null);
    assert.equal(suppressed([says('fixed'), says('not_affected'), says('under_investigation')]), null);
  });

  it('names the first by ref of statements of one time that agree', () => {
    const statements = [says('fixed', { ref: 'b' }), says('not_affected', { ref: 'a' })];
    assert.equal(suppressed(statements), 'not_affected');
  });

  it('lists the statements that are about the finding, the outdated too', () => {
    const old = says('affected', { timestampMs: 1 });
    const other = says('fixed', { products: byPurl('pkg:npm/b') });
    const { matching } = decide([old, says('fixed'), other]);
    assert.deepEqual(
      matching.map(({ status }) => status),
      ['affected', 'fixed'],
    );
  });
});

describe('a statement about a part of a product', () => {
  const part = about(
    { purls: ['pkg:npm/a'] },
    { within: productIdentity({ purls: ['pkg:oci/app@1'], sha256: [IMAGE] }) },
  );

  it('holds where the product was scanned', () => {
    assert.equal(
      suppressed([says('fixed', { products: [part] })], {}, artifact({ sha256: [IMAGE] })),
      'fixed',
    );
  });

  it('holds where the product is in what was scanned', () => {
    const hasComponent: VexScope['hasComponent'] = ({ name }) => name === 'app';
    assert.equal(suppressed([says('fixed', { products: [part] })], {}, { hasComponent }), 'fixed');
  });

  it('does not hold elsewhere', () => {
    assert.equal(
      suppressed([says('fixed', { products: [part] })], {}, artifact({ sha256: ['d'.repeat(64)] })),
      null,
    );
  });
});

describe('a statement about what was scanned as a whole', () => {
  it('holds for every component', () => {
    const products = [about({ purls: [`pkg:oci/app@sha256:${IMAGE}`] })];
    assert.equal(suppressed([says('fixed', { products })], {}, artifact({ sha256: [IMAGE] })), 'fixed');
    assert.equal(suppressed([says('fixed', { products })]), null);
  });
});

describe('a statement about what was scanned, by what the SBOM says of itself', () => {
  const by = (texts: Parameters<typeof productIdentity>[0], more: Partial<VexProduct> = {}) => [
    says('fixed', { products: [about(texts, more)] }),
  ];
  const app = artifact({ purl: parsePurl('pkg:oci/app@1'), version: '1', bomRef: 'app' });

  it('holds by its package URL, its bom-ref, and a BOM-Link to it or to the whole document', () => {
    assert.equal(suppressed(by({ purls: ['pkg:oci/app'] }), {}, app), 'fixed');
    assert.equal(suppressed(by({ purls: ['pkg:oci/app@2'] }), {}, app), null);
    assert.equal(suppressed(by({ bomRefs: ['app'] }), {}, app), 'fixed');
    const linked = { ...app, bomLink: LINK };
    for (const link of [LINK, `${LINK}#app`, LINK.toUpperCase().replace('URN:CDX', 'urn:cdx')])
      assert.equal(suppressed(by({ bomLinks: [link] }), {}, linked), 'fixed', link);
    for (const link of [`${LINK}#other`, `${LINK}1#app`, 'urn:cdx:app', LINK.slice(0, -2)])
      assert.equal(suppressed(by({ bomLinks: [link] }), {}, linked), null, link);
  });

  it('holds for the versions that it is narrowed to', () => {
    const of = (text: string): Partial<VexProduct> => ({ versions: [{ text, isAffected: null }] });
    assert.equal(suppressed(by({ bomRefs: ['app'] }, of('1')), {}, app), 'fixed');
    assert.equal(suppressed(by({ bomRefs: ['app'] }, of('2')), {}, app), null);
    assert.equal(suppressed(by({ bomRefs: ['app'] }, of('vers:generic/<2')), {}, app), null);
  });
});

describe('a statement about a component that uses this one', () => {
  /** app uses left and right, both use a. */
  const USES: Readonly<Record<string, readonly string[]>> = {
    'ref-1': ['left', 'right'],
    left: ['app'],
    right: ['app'],
  };
  const uses = (wholes: Readonly<Record<string, readonly string[]>>): Partial<VexScope> => ({
    wholesOf: (ref) => wholes[ref] ?? [],
    refsOf: ({ name }) => [name],
    hasComponent: () => true,
  });
  const both = uses(USES);
  const one = uses({ ...USES, 'ref-1': ['left'] });
  const partOf = (
    user: string,
    status: VexStatus = 'fixed',
    more: Partial<VexStatement> = {},
  ): VexStatement => {
    const within = productIdentity({ purls: [`pkg:npm/${user}`] });
    return says(status, { products: [about({ purls: ['pkg:npm/a'] }, { within })], reason: user, ...more });
  };
  const product = (
    user: string,
    status: VexStatus = 'fixed',
    more: Partial<VexStatement> = {},
  ): VexStatement => says(status, { products: byPurl(`pkg:npm/${user}`), reason: user, ...more });

  for (const [title, statement] of [
    ['as its part', partOf],
    ['as a whole', product],
  ] as const) {
    it(`${title}: suppresses it when no other uses it`, () => {
      assert.equal(suppressed([statement('left')], {}, one), 'left');
      assert.equal(suppressed([statement('right')], {}, one), null);
      assert.equal(suppressed([statement('app')], {}, one), 'app');
    });

    it(`${title}: does not suppress it while it is used by way of another`, () => {
      assert.equal(suppressed([statement('left')], {}, both), null);
      assert.equal(suppressed([statement('app')], {}, both), 'app');
    });

    it(`${title}: suppresses it together with statements about the other ways`, () => {
      const right = statement('right', 'not_affected', { ref: `${DOCUMENT}#/zzz` });
      assert.equal(suppressed([statement('left'), right], {}, both), 'left');
      assert.equal(suppressed([statement('left'), statement('right', 'affected')], {}, both), null);
    });

    it(`${title}: the latest counts on each way`, () => {
      const later = { timestampMs: 600 };
      assert.equal(suppressed([says('fixed'), statement('left', 'affected', later)], {}, both), null);
      assert.equal(suppressed([says('fixed'), statement('left', 'affected')], {}, both), null);
      assert.equal(suppressed([says('fixed', later), statement('left', 'affected')], {}, both), 'fixed');
      assert.equal(suppressed([says('affected'), statement('left', 'fixed', later)], {}, one), 'left');
      assert.equal(suppressed([says('affected'), statement('left', 'fixed', later)], {}, both), null);
    });
  }

  it('counts as being about the finding only where it is on a way', () => {
    const { matching, others } = decide([product('left'), product('elsewhere')], {}, both);
    assert.deepEqual([matching.length, others.length], [1, 1]);
  });

  it('is taken at its word where the SBOM says nothing of uses, but only about a part', () => {
    assert.equal(suppressed([partOf('left')], {}, uses({})), 'left');
    assert.equal(suppressed([product('left')], {}, uses({})), null);
  });

  it('does not go round in circles', () => {
    const circle = uses({ 'ref-1': ['left'], left: ['right'], right: ['left', 'ref-1'] });
    assert.equal(suppressed([partOf('right')], {}, circle), 'right');
    assert.equal(suppressed([partOf('elsewhere')], {}, circle), null);
    assert.equal(suppressed([says('fixed'), partOf('elsewhere', 'affected')], {}, circle), 'fixed');
  });
});

describe('a statement about places in the SBOM', () => {
  const place = (...bomRefs: string[]): Partial<VexStatement> => ({ products: [about({ bomRefs })] });

  it('holds for the component of this bom-ref', () => {
    assert.equal(suppressed([says('fixed', place('ref-1'))]), 'fixed');
    assert.equal(suppressed([says('fixed', place('ref-2'))]), null);
    assert.equal(suppressed([says('fixed', place('ref-1'))], { bomRefs: [null] }), null);
  });

  it('suppresses a component that stands in several places only when it holds for all of them', () => {
    const bomRefs = ['ref-1', 'ref-2'];
    assert.equal(suppressed([says('fixed', place('ref-1'))], { bomRefs }), null);
    assert.equal(suppressed([says('fixed', place('ref-1', 'ref-2'))], { bomRefs }), 'fixed');
    const affected = says('affected', { ...place('ref-2'), timestampMs: 600 });
    assert.equal(suppressed([says('fixed'), affected], { bomRefs }), null);
    assert.equal(suppressed([says('fixed'), affected], { bomRefs: ['ref-1'] }), 'fixed');
  });

  it('holds by a BOM-Link into this very SBOM', () => {
    const products = [about({ bomLinks: [`${LINK}#ref-1`] })];
    assert.equal(suppressed([says('fixed', { products })], {}, { bomLink: LINK }), 'fixed');
    assert.equal(suppressed([says('fixed', { products })], {}, { bomLink: `${LINK}2` }), null);
    assert.equal(suppressed([says('fixed', { products })]), null);
  });
});

describe('a statement that is narrowed to versions', () => {
  const of = (text: string, isAffected: boolean | null = null): Partial<VexStatement> => ({
    products: [about({ purls: ['pkg:npm/a'] }, { versions: [{ text, isAffected }] })],
  });

  it('suppresses these versions only', () => {
    assert.equal(suppressed([says('fixed', of('1.0.0'))]), 'fixed');
    assert.equal(suppressed([says('fixed', of('1.0.1'))]), null);
    assert.equal(suppressed([says('fixed', of('vers:npm/>=1.0.0|<2.0.0'))]), 'fixed');
    assert.equal(suppressed([says('fixed', of('vers:npm/>=2.0.0'))]), null);
  });

  it('takes versions for one that are spelt differently', () => {
    assert.equal(suppressed([says('fixed', of('1.0.0+build'))]), 'fixed');
  });

  it("goes by the document's own word on a version", () => {
    assert.equal(suppressed([says('not_affected', of('1.0.0', false))]), 'not_affected');
    assert.equal(suppressed([says('not_affected', of('1.0.0', true))]), null);
    assert.equal(suppressed([says('fixed'), says('affected', of('1.0.0', false))]), 'fixed');
    assert.equal(suppressed([says('fixed'), says('affected', of('1.0.0', true))]), null);
  });

  it('does not suppress by a range that cannot be evaluated, but speaks against suppression by it', () => {
    assert.equal(suppressed([says('fixed', of('vers:generic/>=abc'))]), null);
    assert.equal(suppressed([says('fixed', of('all before the flood'))]), null);
    assert.equal(suppressed([says('fixed'), says('affected', of('vers:generic/>=abc'))]), null);
    assert.equal(suppressed([says('fixed', of('vers:npm/*'))], { scheme: undefined }), null);
  });

  it('is about no version when its list is empty', () => {
    const products = [about({ purls: ['pkg:npm/a'] }, { versions: [] })];
    assert.equal(suppressed([says('fixed', { products })]), null);
  });
});
