/** The evaluation of real records against what they say themselves: which versions are affected, and which fix them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from '../../src/core/feed/feed-view.ts';
import type { OsvAffected } from '../../src/core/feed/osv-record.ts';
import { affectedVerdict } from '../../src/core/matching/affected-version.ts';
import { isInRange } from '../../src/core/matching/range-timeline.ts';
import { versionSchemeOf } from '../../src/core/version/registry.ts';
import type { VersionScheme } from '../../src/core/version/scheme.ts';
import { corpusSkip } from '../helpers/corpora.ts';
import { readOsvCorpus } from '../helpers/osv-corpus.ts';

function entriesOf(advisories: readonly Advisory[]): readonly (readonly [string, OsvAffected])[] {
  return advisories.flatMap(({ record }) => record.affected.map((entry) => [record.id, entry] as const));
}

function schemeOf(entry: OsvAffected): VersionScheme {
  const scheme = versionSchemeOf(entry.package?.ecosystem ?? '');
  assert.ok(scheme);
  return scheme;
}

/** Versions that `versions` lists and the evaluation does not hold for affected. */
function missedVersions(advisories: readonly Advisory[]): { listed: number; missed: string[] } {
  const missed: string[] = [];
  let listed = 0;
  for (const [id, entry] of entriesOf(advisories)) {
    for (const version of entry.versions) {
      listed++;
      if (affectedVerdict(entry, version, schemeOf(entry)) === null) missed.push(`${id} ${version}`);
    }
  }
  return { listed, missed };
}

/** Listed versions that the ranges alone, where there are any, do not hold for affected. */
function listedOutsideRanges(advisories: readonly Advisory[]): { compared: number; outside: string[] } {
  const outside: string[] = [];
  let compared = 0;
  for (const [id, entry] of entriesOf(advisories)) {
    const scheme = schemeOf(entry);
    const ranges = entry.ranges.filter(({ type }) => type !== 'GIT');
    for (const version of ranges.length === 0 ? [] : entry.versions) {
      if (!scheme.isValid(version)) continue;
      compared++;
      if (!ranges.some((range) => isInRange(range, version, scheme))) outside.push(`${id} ${version}`);
    }
  }
  return { compared, outside };
}

/** Versions that a range says are fixed and that lie in it all the same. */
function fixesInRange(advisories: readonly Advisory[]): { fixes: number; inRange: string[] } {
  const inRange: string[] = [];
  let fixes = 0;
  for (const [id, entry] of entriesOf(advisories)) {
    const scheme = schemeOf(entry);
    for (const range of entry.ranges.filter(({ type }) => type !== 'GIT')) {
      for (const { fixed } of range.events) {
        if (fixed === undefined || !scheme.isValid(fixed)) continue;
        fixes++;
        if (isInRange(range, fixed, scheme)) inRange.push(`${id} ${fixed}`);
      }
    }
  }
  return { fixes, inRange };
}

describe('OSV records of PyPI', { skip: corpusSkip('feeds/osv/PyPI.zip') }, () => {
  const advisories = corpusSkip('feeds/osv/PyPI.zip') ? [] : readOsvCorpus('PyPI');

  it('holds every listed version for affected', () => {
    const { listed, missed } = missedVersions(advisories);
    assert.equal(listed, 140_847);
    assert.deepEqual(missed, []);
  });

  it('finds the listed versions by the ranges alone, but for nine that three records list against their own ranges', () => {
    const { compared, outside } = listedOutsideRanges(advisories);
    assert.equal(compared, 140_738);
    assert.deepEqual(outside.sort(), [
      'PYSEC-2021-114 2.11.6',
      'PYSEC-2023-177 23.9.0',
      'PYSEC-2023-177 23.9.0.post1',
      'PYSEC-2023-61 3.2a1',
      'PYSEC-2023-61 3.2b1',
      'PYSEC-2023-61 3.2rc1',
      'PYSEC-2023-61 4.2a1',
      'PYSEC-2023-61 4.2b1',
      'PYSEC-2023-61 4.2rc1',
    ]);
  });

  it('holds no version that fixes a range for one in it, but for four at which the same range introduces it again', () => {
    const { fixes, inRange } = fixesInRange(advisories);
    assert.equal(fixes, 4915);
    assert.deepEqual(inRange.sort(), [
      'PYSEC-2022-236 3.1.1',
      'PYSEC-2022-42972 0.13.0',
      'PYSEC-2023-72 3.1.1',
      'PYSEC-2023-72 3.2.0',
    ]);
  });
});

describe('OSV records of crates.io', { skip: corpusSkip('feeds/osv/crates.io.zip') }, () => {
  const advisories = corpusSkip('feeds/osv/crates.io.zip') ? [] : readOsvCorpus('crates.io');

  it('holds no version that fixes a range for one in it', () => {
    const { fixes, inRange } = fixesInRange(advisories);
    assert.equal(fixes, 1000);
    assert.deepEqual(inRange, []);
  });
});
