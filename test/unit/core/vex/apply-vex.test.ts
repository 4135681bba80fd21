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
const SCOPE: VexScope = { sha256: null, bomLink: null, hasComponent: () => false };

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
    assert.equal(suppressed([says('fixed', { products: [part] })], {}, { sha256: IMAGE }), 'fixed');
  });

  it('holds where the product is in what was scanned', () => {
    const hasComponent: VexScope['hasComponent'] = ({ name }) => name === 'app';
    assert.equal(suppressed([says('fixed', { products: [part] })], {}, { hasComponent }), 'fixed');
  });

  it('does not hold elsewhere', () => {
    assert.equal(suppressed([says('fixed', { products: [part] })], {}, { sha256: 'd'.repeat(64) }), null);
  });
});

describe('a statement about what was scanned as a whole', () => {
  it('holds for every component', () => {
    const products = [about({ purls: [`pkg:oci/app@sha256:${IMAGE}`] })];
    assert.equal(suppressed([says('fixed', { products })], {}, { sha256: IMAGE }), 'fixed');
    assert.equal(suppressed([says('fixed', { products })], {}, { sha256: null }), null);
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
