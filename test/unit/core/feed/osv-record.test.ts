import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { parseOsvRecord } from '../../../../src/core/feed/osv-record.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';

const FULL: JsonValue = {
  schema_version: '1.7.0',
  id: 'GHSA-1',
  aliases: ['CVE-2024-1'],
  upstream: [],
  published: '2024-01-01T00:00:00Z',
  modified: '2024-01-02T00:00:00.123456Z',
  withdrawn: '2024-02-01T00:00:00Z',
  summary: 'not read',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'left-pad', purl: 'pkg:npm/left-pad' },
      ranges: [{ type: 'SEMVER', repo: 'x', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }],
      versions: ['1.0.0'],
      severity: [{ type: 'CVSS_V4', score: 'x' }],
      ecosystem_specific: {},
    },
  ],
  database_specific: { severity: 'MODERATE', cwe_ids: [] },
};

describe('parseOsvRecord', () => {
  it('reads what the program looks at and lets all else be', () => {
    assert.deepEqual(parseOsvRecord(FULL, 'r.json'), {
      id: 'GHSA-1',
      aliases: ['CVE-2024-1'],
      upstream: [],
      published: '2024-01-01T00:00:00Z',
      modified: '2024-01-02T00:00:00.123456Z',
      withdrawn: '2024-02-01T00:00:00Z',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      affected: [
        {
          package: { ecosystem: 'npm', name: 'left-pad' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }],
          versions: ['1.0.0'],
          severity: [{ type: 'CVSS_V4', score: 'x' }],
          qualitativeSeverity: null,
          statedScores: [],
        },
      ],
      qualitativeSeverity: 'MODERATE',
      statedScores: [],
    });
  });

  it('reads a record with an id alone, its lists absent or null', () => {
    const empty = {
      id: 'X-1',
      aliases: [],
      upstream: [],
      published: null,
      modified: null,
      withdrawn: null,
      severity: [],
      affected: [],
      qualitativeSeverity: null,
      statedScores: [],
    };
    assert.deepEqual(parseOsvRecord({ id: 'X-1' }, 'r'), empty);
    const nulls = { id: 'X-1', aliases: null, withdrawn: null, severity: null, affected: null };
    assert.deepEqual(parseOsvRecord(nulls, 'r'), empty);
  });

  for (const [title, value] of [
    ['no package', {}],
    ['a null package', { package: null }],
    ['a package without a name', { package: { ecosystem: 'npm' } }],
    ['a package without an ecosystem', { package: { name: 'x' } }],
    ['an empty ecosystem', { package: { ecosystem: '', name: 'x' } }],
    ['an empty name', { package: { ecosystem: 'npm', name: '' } }],
  ] as const) {
    it(`takes an entry with ${title} for one that names none`, () => {
      const record = parseOsvRecord({ id: 'X-1', affected: [value] }, 'r');
      assert.deepEqual(record.affected, [
        {
          package: null,
          ranges: [],
          versions: [],
          severity: [],
          qualitativeSeverity: null,
          statedScores: [],
        },
      ]);
    });
  }

  it('keeps every member of an event that has several', () => {
    const affected = [
      { ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '1', limit: '2' }] }] },
    ];
    const [entry] = parseOsvRecord({ id: 'X-1', affected }, 'r').affected;
    assert.deepEqual(entry?.ranges[0]?.events, [{ introduced: '0', fixed: '1', limit: '2' }]);
  });

  it('drops an empty alias, which would join records that have nothing in common', () => {
    assert.deepEqual(parseOsvRecord({ id: 'X-1', aliases: ['', 'CVE-1'] }, 'r').aliases, ['CVE-1']);
  });

  it('takes a severity of another type in database_specific for none', () => {
    for (const severity of [7, null, ['HIGH'], { level: 'HIGH' }]) {
      const record = parseOsvRecord({ id: 'X-1', database_specific: { severity } }, 'r');
      assert.equal(record.qualitativeSeverity, null);
    }
    assert.equal(parseOsvRecord({ id: 'X-1', database_specific: [] }, 'r').qualitativeSeverity, null);
  });

  it('keeps a number in the place of a vector as its text: nothing believes it, but it must not stop a feed', () => {
    const { severity } = parseOsvRecord({ id: 'X-1', severity: [{ type: 'CVSS_V3', score: 9.8 }] }, 'r');
    assert.deepEqual(severity, [{ type: 'CVSS_V3', score: '9.8' }]);
  });

  it('finds the scores that a database states in members of its own', () => {
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const record = parseOsvRecord(
      {
        id: 'X-1',
        severity: [{ type: 'CVSS_V3', score: vector, baseScore: 7.5 }],
        database_specific: { cvss: { score: 9.8, vectorString: vector }, popularity: { score: 3 } },
        affected: [{ database_specific: { cvss: vector }, ecosystem_specific: { severity: 'High' } }],
      },
      'r',
    );
    assert.deepEqual(record.statedScores, [
      { score: '7.5', vector, pointer: '/severity/0/baseScore' },
      { score: '9.8', vector, pointer: '/database_specific/cvss/score' },
    ]);
    assert.deepEqual(record.affected[0]?.statedScores, [
      { score: null, vector, pointer: '/affected/0/database_specific/cvss' },
    ]);
    assert.equal(record.affected[0]?.qualitativeSeverity, 'High');
  });

  for (const [value, place] of [
    [[], 'r'],
    ['text', 'r'],
    [{}, 'r/id'],
    [{ id: '' }, 'r/id'],
    [{ id: 5 }, 'r/id'],
    [{ id: 'X', aliases: 'CVE-1' }, 'r/aliases'],
    [{ id: 'X', aliases: [null] }, 'r/aliases/0'],
    [{ id: 'X', published: 1 }, 'r/published'],
    [{ id: 'X', modified: false }, 'r/modified'],
    [{ id: 'X', withdrawn: {} }, 'r/withdrawn'],
    [{ id: 'X', severity: {} }, 'r/severity'],
    [{ id: 'X', severity: [{ type: 'CVSS_V3' }] }, 'r/severity/0/score'],
    [{ id: 'X', severity: [{ type: 3, score: 'x' }] }, 'r/severity/0/type'],
    [{ id: 'X', severity: [{ type: 'CVSS_V3', score: '' }] }, 'r/severity/0/score'],
    [{ id: 'X', severity: [{ type: 'CVSS_V3', score: {} }] }, 'r/severity/0/score'],
    [{ id: 'X', affected: {} }, 'r/affected'],
    [{ id: 'X', affected: [null] }, 'r/affected/0'],
    [{ id: 'X', affected: [{ package: 'npm' }] }, 'r/affected/0/package'],
    [{ id: 'X', affected: [{ package: { ecosystem: 1, name: 'x' } }] }, 'r/affected/0/package/ecosystem'],
    [{ id: 'X', affected: [{ package: { ecosystem: 'npm', name: [] } }] }, 'r/affected/0/package/name'],
    [{ id: 'X', affected: [{}, { versions: ['1', 2] }] }, 'r/affected/1/versions/1'],
    [{ id: 'X', affected: [{ ranges: [{ events: [] }] }] }, 'r/affected/0/ranges/0/type'],
    [{ id: 'X', affected: [{ ranges: [{ type: 'GIT', events: {} }] }] }, 'r/affected/0/ranges/0/events'],
    [
      { id: 'X', affected: [{ ranges: [{ type: 'GIT', events: [{ fixed: 2 }] }] }] },
      'r/affected/0/ranges/0/events/0/fixed',
    ],
    [{ id: 'X', schema_version: 1 }, 'r/schema_version'],
  ] as const) {
    it(`rejects ${JSON.stringify(value)} at ${place}`, () => {
      assert.throws(
        () => parseOsvRecord(value, 'r'),
        (error) =>
          isStellaError(error) && error.code === 'INPUT_INVALID' && error.details?.['place'] === place,
      );
    });
  }

  it('reads every schema_version of major 1', () => {
    for (const version of ['1', '1.0.0', '1.7.3', '1.99.0']) {
      assert.equal(parseOsvRecord({ id: 'X', schema_version: version }, 'r').id, 'X');
    }
  });

  for (const version of ['2.0.0', '0.9', '10.0.0', '', 'latest', 'v1.0.0']) {
    it(`rejects the schema_version ${JSON.stringify(version)}`, () => {
      assert.throws(
        () => parseOsvRecord({ id: 'X', schema_version: version }, 'r'),
        (error) => isStellaError(error) && error.code === 'UNSUPPORTED_VERSION',
      );
    });
  }
});
