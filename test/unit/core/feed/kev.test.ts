import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { type KevCatalogue, parseKev } from '../../../../src/core/feed/kev.ts';

function parse(catalogue: unknown): KevCatalogue {
  return parseKev(new TextEncoder().encode(JSON.stringify(catalogue)), 'kev.json');
}

const ENTRY = { cveID: 'CVE-2021-44228', dateAdded: '2021-12-10', product: 'not read' };

describe('parseKev', () => {
  it('reads the dates, the release and the edition', () => {
    const catalogue = {
      title: 'not read',
      catalogVersion: '2025.08.25',
      dateReleased: '2025-08-25T17:04:19.9796Z',
      count: 1,
      vulnerabilities: [ENTRY],
    };
    assert.deepEqual(parse(catalogue), {
      rows: [{ cve: 'CVE-2021-44228', dateAdded: '2021-12-10' }],
      dateReleased: '2025-08-25T17:04:19Z',
      catalogVersion: '2025.08.25',
    });
  });

  it('reads a catalogue that does not say when it was released', () => {
    assert.deepEqual(parse({ vulnerabilities: [] }), { rows: [], dateReleased: null, catalogVersion: null });
  });

  for (const [title, catalogue] of [
    ['an array', []],
    ['a catalogue without vulnerabilities', { title: 'x' }],
    ['null for vulnerabilities', { vulnerabilities: null }],
    ['an entry that is no object', { vulnerabilities: ['CVE-2021-44228'] }],
    ['an entry without a CVE', { vulnerabilities: [{ dateAdded: '2021-12-10' }] }],
    ['an entry with another id', { vulnerabilities: [{ ...ENTRY, cveID: 'GHSA-1' }] }],
    ['an entry without a date', { vulnerabilities: [{ cveID: 'CVE-2021-44228' }] }],
    ['a day that does not exist', { vulnerabilities: [{ ...ENTRY, dateAdded: '2021-02-29' }] }],
    ['a time in place of a day', { vulnerabilities: [{ ...ENTRY, dateAdded: '2021-12-10T00:00:00Z' }] }],
    ['a CVE twice', { vulnerabilities: [ENTRY, ENTRY] }],
    ['a release that is no time', { dateReleased: '2025-08-25', vulnerabilities: [] }],
    ['an edition that is no text', { catalogVersion: 1, vulnerabilities: [] }],
  ] as const) {
    it(`rejects ${title}`, () => {
      assert.throws(
        () => parse(catalogue),
        (error) =>
          isStellaError(error) && error.code === 'INPUT_INVALID' && error.message.startsWith('kev.json'),
      );
    });
  }

  it('rejects JSON that is not strict', () => {
    const twice = '{"vulnerabilities":[],"vulnerabilities":[]}';
    assert.throws(
      () => parseKev(new TextEncoder().encode(twice), 'kev.json'),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });
});
