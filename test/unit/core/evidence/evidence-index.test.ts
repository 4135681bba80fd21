import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EvidenceFinding } from '../../../../src/core/evidence/evidence-document.ts';
import { findEvidence, indexEvidence } from '../../../../src/core/evidence/evidence-index.ts';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { CLOCK } from '../../../helpers/scoring.ts';

function hopsOf(findings: EvidenceFinding[], ids = ['GHSA-1', 'CVE-1']): (number | undefined)[] {
  const index = indexEvidence({ schema: 'stella.evidence/v1', findings }, CLOCK);
  return findEvidence(index, ids, parsePurl('pkg:npm/a@1.0.0?x=y')).map(({ hops }) => hops);
}

describe('findEvidence', () => {
  it('finds by id or alias', () => {
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/a@1.0.0', id: 'CVE-1', hops: 1 }]), [1]);
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/a@1.0.0', id: 'GHSA-1', hops: 2 }]), [2]);
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/a@1.0.0', id: 'CVE-2', hops: 3 }]), []);
  });

  it('takes a purl without version for every version', () => {
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/a', id: 'CVE-1', hops: 1 }]), [1]);
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/a@2.0.0', id: 'CVE-1', hops: 1 }]), []);
    assert.deepEqual(hopsOf([{ purl: 'pkg:npm/b', id: 'CVE-1', hops: 1 }]), []);
  });

  it('leaves out what was observed after the clock', () => {
    const at = (observedAt: string): EvidenceFinding => ({
      purl: 'pkg:npm/a',
      id: 'CVE-1',
      hops: 1,
      observedAt,
    });
    assert.deepEqual(hopsOf([at(CLOCK)]), [1]);
    assert.deepEqual(hopsOf([at('2025-01-15T00:00:01Z')]), []);
  });

  it('finds nothing without evidence', () => {
    assert.deepEqual(findEvidence(indexEvidence(null, CLOCK), ['CVE-1'], parsePurl('pkg:npm/a')), []);
  });
});
