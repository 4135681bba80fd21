/**
 * Findings are a matter of what the records say: how a feed's files are called, in which order they stand in its zips, into
 * how many sources they are cut, and what is said of other packages changes none. Through kits and the real store.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { scoreScan } from '../../src/core/scoring/score-scan.ts';
import { importInto, type KitFiles, kitTar, withStore, writeFileIn } from '../helpers/kits.ts';
import { component, scanInput } from '../helpers/scoring.ts';

const SEED = 20260101;
const folder = mkdtempSync(join(tmpdir(), 'stella-feed-order-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const FAMILIES = [
  { ecosystem: 'npm', file: 'npm', type: 'SEMVER' },
  { ecosystem: 'PyPI', file: 'PyPI', type: 'ECOSYSTEM' },
  { ecosystem: 'Ubuntu:22.04:LTS', file: 'Ubuntu', type: 'ECOSYSTEM' },
  { ecosystem: 'Ubuntu:Pro:22.04:LTS', file: 'Ubuntu', type: 'ECOSYSTEM' },
] as const;
const COMPONENTS = [
  ...['a', 'b', 'B'].flatMap((name) => [`pkg:npm/${name}@1.5.0`, `pkg:pypi/${name}@1.5.0`]),
  'pkg:deb/ubuntu/liba@1.5.0?distro=ubuntu-22.04&upstream=a',
  'pkg:deb/ubuntu/b@1.5.0?distro=jammy',
].map((purl) => component(purl));

interface Named {
  readonly file: string;
  readonly document: JsonObject & { readonly id: string };
}

const version = fc.integer({ min: 1, max: 4 }).map((n) => `1.${n}.0`);
const event = fc.oneof(
  fc.constant({ introduced: '0' }),
  version.map((introduced) => ({ introduced })),
  version.map((fixed) => ({ fixed })),
);

function recordsOf(prefix: string, names: readonly string[]): fc.Arbitrary<Named> {
  return fc
    .record({
      n: fc.nat(99),
      family: fc.constantFrom(...FAMILIES, FAMILIES[0]),
      name: fc.constantFrom(...names),
      events: fc.array(event, { minLength: 1, maxLength: 4 }),
      alias: fc.constantFrom('CVE-2024-0001', 'CVE-2024-0002', null),
    })
    .map(({ n, family: { ecosystem, file, type }, name, events, alias }) => ({
      file,
      document: {
        id: `${prefix}-${n}`,
        modified: '2024-01-01T00:00:00Z',
        aliases: alias === null ? [] : [`${prefix}-${alias}`],
        affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
      },
    }));
}

const related = fc.uniqueArray(recordsOf('R', ['a', 'b', 'B', 'B']), {
  minLength: 8,
  maxLength: 25,
  selector: ({ document }) => document.id,
});
const unrelated = fc.uniqueArray(recordsOf('U', ['c', 'd']), {
  maxLength: 5,
  selector: ({ document }) => document.id,
});

/** One record of each ecosystem, so that each is covered whatever else there is. */
const PRESENT: readonly Named[] = FAMILIES.map(({ ecosystem, file }, i) => ({
  file,
  document: { id: `P-${i}`, affected: [{ package: { ecosystem, name: 'present' }, versions: ['0'] }] },
}));

function kitOf(records: readonly Named[], nameOf: (id: string, i: number) => string): KitFiles {
  const zips = Map.groupBy(records, ({ file }) => `feeds/osv/${file}.zip`);
  return Object.fromEntries(
    [...zips].map(([path, own]) => {
      const files = own.map(({ document }, i) => [
        `${nameOf(document.id, i)}.json`,
        strToU8(JSON.stringify(document)),
      ]);
      return [path, zipSync(Object.fromEntries(files))];
    }),
  );
}

let homes = 0;

async function answerOf(files: KitFiles, components = COMPONENTS): Promise<unknown> {
  homes++;
  const home = join(folder, `home-${homes}`);
  await importInto(home, writeFileIn(folder, `kit-${homes}.tar`, kitTar(files)));
  return await withStore(home, ({ feeds }) => {
    const active = feeds.active();
    assert.ok(active);
    const { findings, coverage } = scoreScan(
      scanInput({ components, feed: feeds.view(active.digest) }),
    ).score;
    assert.deepEqual(coverage, { covered: 6, uncovered: [] });
    return findings;
  });
}

test('file names, orders, sources and what is said of other packages change no finding', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      related.chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
      ),
      unrelated,
      fc.shuffledSubarray(COMPONENTS, { minLength: COMPONENTS.length }),
      async ([records, shuffled], others, components) => {
        const expected = await answerOf(kitOf([...PRESENT, ...records], (id) => id));
        const moved = [...others, ...shuffled, ...PRESENT].map((record, i) =>
          i % 3 === 0 && record.file === 'npm' ? { ...record, file: 'npm-more' } : record,
        );
        const answer = await answerOf(
          kitOf([...moved, ...PRESENT.slice(0, 1)], (id, i) => `${String(99 - i).padStart(3, '0')}-${id}`),
          components,
        );
        assert.deepEqual(answer, expected);
        found += (expected as unknown[]).length;
      },
    ),
    { seed: SEED, numRuns: 12 },
  );
  assert.ok(found > 20, `too few findings to tell: ${found}`);
});
