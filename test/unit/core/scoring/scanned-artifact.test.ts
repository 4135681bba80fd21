import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { distinctComponents } from '../../../../src/core/scoring/components.ts';
import { scannedArtifact } from '../../../../src/core/scoring/scanned-artifact.ts';
import { component } from '../../../helpers/scoring.ts';

describe('scannedArtifact', () => {
  const purls = ['pkg:oci/app@1?tag=a', 'pkg:oci/app@2', 'pkg:npm/%40s/a@1'];
  const { components } = distinctComponents(purls.map((purl) => component(purl)));
  const artifact = scannedArtifact('ab'.repeat(32), null, components);

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

  it('keeps what it is recognised by', () => {
    assert.deepEqual([artifact.sha256, artifact.bomLink], ['ab'.repeat(32), null]);
  });
});
