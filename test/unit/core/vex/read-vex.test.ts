import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseVex } from '../../../../src/core/vex/read-vex.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const read = (text: string) => parseVex(utf8Encode(text), DIGEST, 'my.json');

describe('parseVex', () => {
  it('tells the three formats apart', () => {
    const openVex = { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: '2025-01-01T00:00:00Z' };
    const statement = { vulnerability: { name: 'CVE-1' }, status: 'fixed' };
    assert.equal(read(JSON.stringify({ ...openVex, statements: [statement] })).statements.length, 1);
    const vulnerability = { id: 'CVE-1', analysis: { state: 'resolved' } };
    const cycloneDx = { bomFormat: 'CycloneDX', specVersion: '1.5', vulnerabilities: [vulnerability] };
    assert.equal(read(JSON.stringify(cycloneDx)).statements.length, 1);
    const document = {
      category: 'csaf_vex',
      csaf_version: '2.0',
      tracking: { current_release_date: '2025-01-01T00:00:00Z' },
    };
    assert.deepEqual(read(JSON.stringify({ document, vulnerabilities: [] })).statements, []);
  });

  it('finds the scores that ratings and CSAF scores state', () => {
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const vulnerabilities = [{ id: 'CVE-1', ratings: [{ score: 8.8, severity: 'high', vector }] }];
    const { statedScores } = read(
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', vulnerabilities }),
    );
    assert.deepEqual(statedScores, [{ score: '8.8', vector, pointer: '/vulnerabilities/0/ratings/0/score' }]);
    const scores = [{ products: ['a'], cvss_v3: { version: '3.1', vectorString: vector, baseScore: 9.8 } }];
    const tracking = { current_release_date: '2025-01-01T00:00:00Z' };
    const document = { category: 'csaf_vex', csaf_version: '2.0', tracking };
    assert.deepEqual(read(JSON.stringify({ document, vulnerabilities: [{ scores }] })).statedScores, [
      { score: '9.8', vector, pointer: '/vulnerabilities/0/scores/0/cvss_v3/baseScore' },
    ]);
  });

  for (const text of [
    '{}',
    '[]',
    'null',
    '{"bomFormat":"SPDX"}',
    '{"document":{}}',
    '{"@context":"https://example.org"}',
  ]) {
    it(`refuses ${text}, which is none of them`, () => {
      assert.throws(() => read(text), { code: 'INPUT_INVALID', message: /my\.json is neither OpenVEX/ });
    });
  }

  it('refuses what is not strict JSON', () => {
    for (const text of ['', '<bom/>', '{"bomFormat":"CycloneDX","bomFormat":"CycloneDX"}', '\ufeff{}']) {
      assert.throws(() => read(text), { code: 'INPUT_INVALID' });
    }
  });
});
