import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inputChanges } from '../../../../src/core/drift/input-changes.ts';
import { buildFeedDescriptor, type FeedDescriptor } from '../../../../src/core/feed/snapshot.ts';
import type { Manifest } from '../../../../src/core/manifest/manifest.ts';
import { manifestAt } from '../../../helpers/scoring.ts';

const base = manifestAt('2025-01-15T00:00:00Z');
const digest = (n: number): `sha256:${string}` => `sha256:${String(n).padStart(64, '0')}`;
const withInputs = (inputs: Partial<Manifest['inputs']>): Manifest => ({
  ...base,
  inputs: { ...base.inputs, ...inputs },
});
const unknown = { before: null, after: null };
const named = (after: Manifest) =>
  inputChanges(base, after, unknown).map(({ input, parts }) => [input, ...parts]);

const source = (name: string, kind: 'osv' | 'epss' | 'kev', records = 1) => ({
  name,
  kind,
  digest: digest(9),
  size: 1,
  records,
  capturedAt: '2025-01-01T00:00:00Z',
});
const index = (n: number) => ({ treeSize: 1, rootHash: digest(n) });
const feed = (more: Partial<FeedDescriptor> = {}): FeedDescriptor => ({
  ...buildFeedDescriptor([source('osv/npm', 'osv'), source('epss', 'epss'), source('kev', 'kev')], {
    index: index(1),
    epssIndex: index(2),
    kevIndex: index(3),
  }),
  ...more,
});

describe('inputChanges', () => {
  test('names each input that differs', () => {
    const { sbom, rules } = base.inputs;
    assert.deepEqual(named(base), []);
    assert.deepEqual(named(withInputs({ sbom: { ...sbom, digest: digest(1) } })), [['sbom', 'sbom']]);
    assert.deepEqual(named(withInputs({ rules: { ...rules, digest: digest(1) } })), [['rules', 'rules']]);
    assert.deepEqual(named(withInputs({ policy: { ...rules, digest: digest(1) } })), [['policy', 'policy']]);
    assert.deepEqual(named(withInputs({ vex: [sbom] })), [['vex', 'vex']]);
    assert.deepEqual(named(withInputs({ evidence: sbom })), [['evidence', 'evidence']]);
    assert.deepEqual(named({ ...base, freezeTimestamp: '2025-01-16T00:00:00Z' }), [
      ['freezeTimestamp', 'freezeTimestamp'],
    ]);
    assert.deepEqual(named({ ...base, engine: { ...base.engine, version: '2' } }), [['engine']]);
    const subject = { name: 'web', digest: { sha256: 'a'.repeat(64) } };
    assert.deepEqual(named({ ...base, subject }), [['sbom', 'sbom']]);
  });

  test('takes neither the id of the scan nor its time for an input', () => {
    assert.deepEqual(named({ ...base, scanId: 'other', scannedAt: '2026-01-01T00:00:00Z' }), []);
  });

  const other = withInputs({ feed: { digest: digest(5), capturedAt: '2025-01-02T00:00:00Z' } });
  const parts = (after: FeedDescriptor | null) =>
    inputChanges(base, other, { before: feed(), after })[0]?.parts;

  test('tells the parts of a feed apart by the roots of their indexes', () => {
    assert.deepEqual(parts(feed({ index: index(7) })), ['feed/advisories']);
    assert.deepEqual(parts(feed({ epssIndex: index(7) })), ['feed/epss']);
    assert.deepEqual(parts(feed({ kevIndex: index(7) })), ['feed/kev']);
    const { kevIndex: _, ...withoutKev } = feed();
    assert.deepEqual(parts(withoutKev), ['feed/kev']);
  });

  test('sees an ecosystem that is covered, though without a package', () => {
    const sources = [...feed().sources, source('osv/PyPI', 'osv')];
    assert.deepEqual(parts(feed({ sources })), ['feed/advisories']);
    assert.deepEqual(parts(feed({ sources: [...feed().sources, source('osv/PyPI', 'osv', 0)] })), []);
  });

  test('sees no part in a feed that was only captured again', () => {
    assert.deepEqual(parts(feed({ capturedAt: '2025-01-02T00:00:00Z' })), []);
  });

  test('rules no part of a feed out that it cannot describe', () => {
    assert.deepEqual(parts(null), ['feed/advisories', 'feed/epss', 'feed/kev']);
  });
});
