import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import { type Manifest, manifestHashOf, parseManifest } from '../../../../src/core/manifest/manifest.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const { manifest } = proofDocuments();

/** The canonical bytes of the manifest after a change that its type may not allow. */
function changed(change: (manifest: Manifest) => object): Uint8Array {
  return canonicalBytes(JSON.parse(JSON.stringify(change(structuredClone(manifest)))) as JsonValue);
}

describe('parseManifest', () => {
  test('reads its canonical bytes', () => {
    assert.deepEqual(parseManifest(canonicalBytes(manifest)), manifest);
  });

  test('reads one without subject, evidence and VEX', () => {
    const { manifest: small } = proofDocuments('b');
    assert.deepEqual(parseManifest(canonicalBytes(small)), small);
  });

  const refused: readonly (readonly [string, (manifest: Manifest) => object])[] = [
    ['no scanId', (m) => ({ ...m, scanId: undefined })],
    ['an empty scanId', (m) => ({ ...m, scanId: '' })],
    ['a time with a fraction', (m) => ({ ...m, scannedAt: '2025-01-15T00:00:00.0Z' })],
    ['a freezeTimestamp that is null', (m) => ({ ...m, freezeTimestamp: null })],
    ['an engine without version', (m) => ({ ...m, engine: { name: 'stella-score' } })],
    ['an engine version that is a number', (m) => ({ ...m, engine: { name: 'stella-score', version: 1 } })],
    [
      'a subject with another digest beside it',
      (m) => ({ ...m, subject: { name: 'x', digest: { sha256: '0'.repeat(64), sha512: '' } } }),
    ],
    ['a member more', (m) => ({ ...m, note: '' })],
    ['a member more in the inputs', (m) => ({ ...m, inputs: { ...m.inputs, note: '' } })],
    ['no VEX array', (m) => ({ ...m, inputs: { ...m.inputs, vex: undefined } })],
    ['VEX out of order', (m) => ({ ...m, inputs: { ...m.inputs, vex: m.inputs.vex.toReversed() } })],
    ['VEX twice', (m) => ({ ...m, inputs: { ...m.inputs, vex: [m.inputs.vex[0], m.inputs.vex[0]] } })],
    ['a negative size', (m) => ({ ...m, inputs: { ...m.inputs, sbom: { ...m.inputs.sbom, size: -1 } } })],
    ['rules without a version', (m) => ({ ...m, inputs: { ...m.inputs, rules: m.inputs.sbom } })],
    [
      'a digest without its algorithm',
      (m) => ({ ...m, inputs: { ...m.inputs, feed: { ...m.inputs.feed, digest: '0'.repeat(64) } } }),
    ],
  ];
  for (const [what, change] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseManifest(changed(change)), {
        code: 'BUNDLE_INVALID',
        message: /^manifest\.json/,
      });
    });
  }

  test('refuses another schema', () => {
    const bytes = changed((m) => ({ ...m, schema: 'stella.manifest/v2' }));
    assert.throws(() => parseManifest(bytes), { code: 'UNSUPPORTED_VERSION' });
  });
});

test('manifestHashOf is what sha256sum prints of the file', () => {
  const hex = createHash('sha256').update(canonicalBytes(manifest)).digest('hex');
  assert.equal(manifestHashOf(manifest), `sha256:${hex}`);
  assert.equal(manifestHashOf(parseManifest(canonicalBytes(manifest))), `sha256:${hex}`);
});
