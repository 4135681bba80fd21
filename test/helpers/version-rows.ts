/** Rows of a version table: `[a, '<' | '=', b, where the case comes from]`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VersionScheme } from '../../src/core/version/scheme.ts';

export type Relation = '<' | '=' | '>';
export type Row = readonly [a: string, relation: Relation, b: string, origin: string];

/** How `scheme` orders a and b. */
export function relationOf(scheme: VersionScheme, a: string, b: string): Relation {
  const order = scheme.compare(a, b);
  if (order === 0) return '=';
  return order < 0 ? '<' : '>';
}

const REVERSED: Readonly<Record<Relation, Relation>> = { '<': '>', '=': '=', '>': '<' };

/** One test a row, in both directions. */
export function testRows(scheme: VersionScheme, rows: readonly Row[]): void {
  for (const [a, relation, b, origin] of rows) {
    test(`${scheme.name}: ${JSON.stringify(a)} ${relation} ${JSON.stringify(b)} (${origin})`, () => {
      assert.equal(relationOf(scheme, a, b), relation);
      assert.equal(relationOf(scheme, b, a), REVERSED[relation]);
    });
  }
}

/** One test a string that the scheme cannot order: refused by `isValid`, a RangeError from `compare` on either side. */
export function testRefused(
  scheme: VersionScheme,
  valid: string,
  refused: readonly (readonly [string, string])[],
): void {
  for (const [version, origin] of refused) {
    test(`${scheme.name}: refuses ${JSON.stringify(version.slice(0, 40))} (${origin})`, () => {
      assert.equal(scheme.isValid(version), false);
      assert.throws(() => scheme.compare(version, valid), RangeError);
      assert.throws(() => scheme.compare(valid, version), RangeError);
    });
  }
}

/** One test a string that the scheme takes. */
export function testAccepted(scheme: VersionScheme, accepted: readonly (readonly [string, string])[]): void {
  for (const [version, origin] of accepted) {
    test(`${scheme.name}: orders ${JSON.stringify(version)} (${origin})`, () => {
      assert.equal(scheme.isValid(version), true);
      assert.equal(scheme.compare(version, version), 0);
    });
  }
}
