import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { distinctComponents } from '../../../../src/core/scoring/components.ts';
import { NO_SBOM_FACTS, scannedArtifact } from '../../../../src/core/scoring/scanned-artifact.ts';
import { productIdentity } from '../../../../src/core/vex/product-identity.ts';
import { isArtifact } from '../../../../src/core/vex/vex-scope.ts';
import { component } from '../../../helpers/scoring.ts';

describe('scannedArtifact', () => {
  const purls = ['pkg:oci/app@1?tag=a', 'pkg:oci/app@2', 'pkg:npm/%40s/a@1'];
  const { components } = distinctComponents(purls.map((purl) => component(purl)));
  const artifact = scannedArtifact('ab'.repeat(32), NO_SBOM_FACTS, components);

  for (const [purl, expected] of [
    ['pkg:oci/app', true],
    ['pkg:oci/app@2', true],
    ['pkg:oci/app@1?tag=a', true],
    ['pkg:oci/app@2?tag=a', false],
    ['pkg:oci/app@3', false],
    ['pkg:npm/%40s/a', true],
    ['pkg:npm/a', false],
  ] as const) {
    it(`${expected ? 'has' : 'does not have'} a component that ${purl} means`, () => {
      assert.equal(artifact.hasComponent(parsePurl(purl)), expected);
    });
  }

  it('takes versions for equal as their ecosystem does', () => {
    const go = 'pkg:golang/example.com/m@v1.0.0';
    const facts = {
      ...NO_SBOM_FACTS,
      subject: { bomRef: 'r', name: 'm', version: null, purl: go, sha256: null },
    };
    const scope = scannedArtifact(null, facts, distinctComponents([component(go)]).components);
    const said = 'pkg:golang/example.com/m@1.0.0';
    assert.deepEqual(scope.refsOf(parsePurl(said)), [go]);
    assert.ok(isArtifact(productIdentity({ purls: [said] }), scope));
    assert.ok(!isArtifact(productIdentity({ purls: ['pkg:golang/example.com/m@1.0.1'] }), scope));
  });

  it('is recognised by the digest in the manifest', () => {
    assert.deepEqual(artifact.artifact, {
      sha256: ['ab'.repeat(32)],
      purl: null,
      version: null,
      scheme: undefined,
      bomRef: null,
    });
  });

  const subject = { bomRef: 'r', name: 'app', version: null, purl: null, sha256: null };
  for (const [title, members, expected] of [
    ['its hash', { sha256: 'cd'.repeat(32) }, ['cd'.repeat(32)]],
    ['the digest in its image purl', { purl: `pkg:oci/app@sha256:${'cd'.repeat(32)}` }, ['cd'.repeat(32)]],
    ['the digest that is its version', { version: `sha256:${'cd'.repeat(32)}` }, ['cd'.repeat(32)]],
    ['a version that is none', { version: 'sha256:cd' }, []],
    ['a purl that is none', { purl: 'pkg:' }, []],
  ] as const) {
    it(`knows the artifact by ${title}`, () => {
      const facts = { ...NO_SBOM_FACTS, subject: { ...subject, ...members } };
      assert.deepEqual(scannedArtifact(null, facts, []).artifact.sha256, expected);
    });
  }

  it('knows the references of components, and what uses them', () => {
    const facts = {
      ...NO_SBOM_FACTS,
      dependencies: [
        ['x', 'y'],
        ['z', 'y'],
      ] as const,
    };
    const scope = scannedArtifact(null, facts, components);
    assert.deepEqual(scope.refsOf(parsePurl('pkg:oci/app')), ['pkg:oci/app@1?tag=a', 'pkg:oci/app@2']);
    assert.deepEqual(scope.wholesOf('y'), ['x', 'z']);
    assert.deepEqual(scope.wholesOf('x'), []);
  });
});
