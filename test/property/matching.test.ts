/** Findings depend on the records, not on their order; ranges are evaluated as the OSV schema's own pseudocode does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Advisory } from '../../src/core/feed/feed-view.ts';
import type { OsvEvent } from '../../src/core/feed/osv-record.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { findAdvisories } from '../../src/core/matching/find-advisories.ts';
import { type FindingGroup, groupFindings } from '../../src/core/matching/group-findings.ts';
import { isInRange } from '../../src/core/matching/range-timeline.ts';
import { semver } from '../../src/core/version/semver.ts';
import { advisory, feedOf } from '../helpers/osv-records.ts';

const SEED = 20260101;
const CLOCK = '2025-01-15T00:00:00Z';
const PACKAGE = { ecosystem: 'npm', name: 'a', version: '5.0.0', key: 'npm:a' };

const version = fc.nat(11).map((n) => `${n}.0.0`);
const kind = fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit');
const event = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(kind, version).map(([name, at]): OsvEvent => ({ [name]: at })) },
  { weight: 2, arbitrary: fc.constant<OsvEvent>({ introduced: '0' }) },
  { weight: 1, arbitrary: fc.constant<OsvEvent>({ limit: '*' }) },
  { weight: 1, arbitrary: kind.map((name): OsvEvent => ({ [name]: 'not a version' })) },
);
const events = fc.array(event, { maxLength: 8 });

const names = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'CVE-1', 'CVE-2');
const document = fc
  .record({
    id: names,
    aliases: fc.array(names, { maxLength: 3 }),
    published: fc.constantFrom('2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z', null),
    events,
  })
  .map(({ events: timeline, ...record }): JsonObject => {
    const ranges = [{ type: 'SEMVER', events: timeline as unknown as JsonObject[] }];
    return { ...record, affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges }] };
  });
const advisories = fc.uniqueArray(document.map(advisory), {
  maxLength: 12,
  selector: ({ digest }) => digest,
});

function findingsOf(all: readonly Advisory[]): FindingGroup[] {
  const search = findAdvisories(PACKAGE, feedOf(all, ['npm']), CLOCK);
  assert.equal(search.uncovered, null);
  return groupFindings(search.matches);
}

/** What a document would have of a finding. */
function partsOf({ id, aliases, matches, fixedIn }: FindingGroup): unknown {
  return { id, aliases, fixedIn, records: matches.map((match) => match.advisory.digest) };
}

/** The schema's pseudocode, word by word, over events at distinct versions. */
function isVulnerable(at: string, timeline: readonly OsvEvent[]): boolean {
  const limits = timeline.flatMap((one) => one.limit ?? []);
  if (limits.length > 0 && !limits.some((limit) => limit === '*' || semver.compare(at, limit) < 0))
    return false;
  const pointOf = (one: OsvEvent): string => one.introduced ?? one.fixed ?? one.last_affected ?? '';
  const sorted = timeline
    .filter((one) => one.limit === undefined)
    .sort((a, b) => semver.compare(pointOf(a), pointOf(b)));
  let vulnerable = false;
  for (const one of sorted) {
    if (one.introduced !== undefined && semver.compare(at, one.introduced) >= 0) vulnerable = true;
    else if (one.fixed !== undefined && semver.compare(at, one.fixed) >= 0) vulnerable = false;
    else if (one.last_affected !== undefined && semver.compare(at, one.last_affected) > 0) vulnerable = false;
  }
  return vulnerable;
}

test("a range of events at distinct versions holds what the schema's pseudocode says", () => {
  const distinct = fc.uniqueArray(
    fc
      .tuple(kind, fc.integer({ min: 1, max: 12 }))
      .map(([name, n]): [OsvEvent, number] => [{ [name]: `${n}.0.0` }, n]),
    { maxLength: 8, selector: ([, n]) => n },
  );
  fc.assert(
    fc.property(distinct, fc.integer({ min: 0, max: 25 }), (pairs, half) => {
      const timeline = pairs.map(([one]) => one);
      const at = `${Math.floor(half / 2)}.${half % 2}.0`;
      assert.equal(isInRange({ type: 'SEMVER', events: timeline }, at, semver), isVulnerable(at, timeline));
    }),
    { seed: SEED, numRuns: 3000 },
  );
});

test('the order of the events changes nothing', () => {
  const shuffled = events.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, version, ([all, other], at) => {
      const inRange = (timeline: OsvEvent[]): boolean =>
        isInRange({ type: 'SEMVER', events: timeline }, at, semver);
      assert.equal(inRange(other), inRange(all));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test('an end that becomes unreadable never makes an affected version look safe', () => {
  fc.assert(
    fc.property(events, version, fc.nat(7), (all, at, i) => {
      const blurred = all.map((one, j) => {
        if (j !== i) return one;
        return Object.fromEntries(Object.keys(one).map((name) => [name, 'unreadable'])) as OsvEvent;
      });
      fc.pre(isInRange({ type: 'SEMVER', events: all }, at, semver));
      assert.ok(isInRange({ type: 'SEMVER', events: blurred }, at, semver));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test('the order of the records changes no finding', () => {
  const shuffled = advisories.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      assert.deepEqual(findingsOf(other).map(partsOf), findingsOf(all).map(partsOf));
    }),
    { seed: SEED },
  );
});

test('a record of another package, or one that does not affect the version, changes no finding', () => {
  const unrelated = fc.constantFrom(
    { package: { ecosystem: 'npm', name: 'b' }, versions: ['5.0.0'] },
    { package: { ecosystem: 'PyPI', name: 'a' }, versions: ['5.0.0'] },
    { package: { ecosystem: 'npm', name: 'a' }, versions: ['5.0.1'] },
  );
  fc.assert(
    fc.property(advisories, unrelated, fc.array(names, { maxLength: 3 }), (all, entry, aliases) => {
      const more = advisory({ id: 'Z', aliases, affected: [entry] });
      assert.deepEqual(findingsOf([more, ...all]).map(partsOf), findingsOf(all).map(partsOf));
    }),
    { seed: SEED },
  );
});

test('what a record says of other packages changes no finding', () => {
  const others = fc.array(
    fc.constantFrom<JsonObject>(
      { package: { ecosystem: 'npm', name: 'b' }, versions: ['5.0.0'] },
      { package: { ecosystem: 'PyPI', name: 'a' }, versions: ['5.0.0'] },
      { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] },
    ),
    { maxLength: 3 },
  );
  const documents = fc.uniqueArray(document, { maxLength: 8, selector: ({ id }) => id });
  fc.assert(
    fc.property(documents, others, fc.boolean(), (all, entries, isFirst) => {
      const more = all.map((each): JsonObject => {
        const own = each['affected'] as readonly JsonObject[];
        return { ...each, affected: isFirst ? [...entries, ...own] : [...own, ...entries] };
      });
      const said = (from: readonly JsonObject[]): unknown =>
        findingsOf(from.map(advisory)).map(({ id, aliases, fixedIn, matches }) => ({
          ...{ id, aliases, fixedIn },
          entries: matches.map((match) => match.entries),
        }));
      assert.deepEqual(said(more), said(all));
    }),
    { seed: SEED },
  );
});

test('findings are a partition: every matching record is in one, and no id is in two', () => {
  fc.assert(
    fc.property(advisories, (all) => {
      const search = findAdvisories(PACKAGE, feedOf(all, ['npm']), CLOCK);
      assert.equal(search.uncovered, null);
      const groups = groupFindings(search.matches);
      const digests = (matches: readonly { advisory: Advisory }[]): string[] =>
        matches.map((match) => match.advisory.digest).sort();
      assert.deepEqual(digests(groups.flatMap((group) => group.matches)), digests(search.matches));
      const ids = groups.flatMap((group) => [group.id, ...group.aliases]);
      assert.equal(new Set(ids).size, ids.length);
    }),
    { seed: SEED },
  );
});

/** The ids that are reached from the first record by records that have one of them. */
function reachedIds(matches: FindingGroup['matches']): ReadonlySet<string> {
  const reached = new Set([matches[0]?.advisory.record.id ?? '']);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const {
      advisory: { record },
    } of matches) {
      const ids = [record.id, ...record.aliases];
      if (ids.some((id) => reached.has(id))) for (const id of ids) reached.add(id);
    }
  }
  return reached;
}

test('within a finding, each record is reached from the first by shared ids', () => {
  fc.assert(
    fc.property(advisories, (all) => {
      for (const { matches } of findingsOf(all)) {
        const reached = reachedIds(matches);
        assert.ok(matches.every((match) => reached.has(match.advisory.record.id)));
      }
    }),
    { seed: SEED },
  );
});
