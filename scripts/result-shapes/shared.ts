/**
 * What the shapes of results have in common. Results may gain members in any version, and lose none within a major one: their
 * schemas allow members that they do not name.
 */
import * as v from 'valibot';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { countShape, digestShape, hashHexShape, timestampShape } from '../../src/core/json/shapes.ts';

/** Every member of `T` has a shape: a type of the program that gains a member gains it in its schema. */
export type Covers<T> = { readonly [K in keyof T]-?: v.GenericSchema };

export const texts = v.array(v.string());
export const orNull = <T extends v.GenericSchema>(shape: T) => v.nullable(shape);
export const codeShape = v.picklist(ERROR_CODES);
export const json = v.looseObject({});

/** The `error` member, beside an answer that is no, or alone. */
export const errorShape = v.looseObject({
  code: codeShape,
  message: v.string(),
  hint: orNull(v.string()),
  details: orNull(json),
});

/** A result: its members, and those that any may have. */
export function result<T extends v.ObjectEntries>(entries: T) {
  return v.looseObject({
    ...entries,
    error: v.exactOptional(errorShape),
    /** There when network connections were forbidden. */
    offline: v.exactOptional(v.literal(true)),
  });
}

export const clockShape = v.looseObject({
  now: timestampShape,
  floor: orNull(v.looseObject({ time: timestampShape, source: v.string() })),
  isBehind: v.boolean(),
});

export const checkShape = (names: readonly [string, ...string[]]) =>
  v.variant('status', [
    v.looseObject({ name: v.picklist(names), status: v.literal('pass'), reason: v.string() }),
    v.looseObject({
      name: v.picklist(names),
      status: v.literal('skipped'),
      reason: v.string(),
      code: v.exactOptional(codeShape),
    }),
    v.looseObject({
      name: v.picklist(names),
      status: v.literal('fail'),
      code: codeShape,
      reason: v.string(),
      hint: v.exactOptional(v.string()),
      details: v.exactOptional(json),
    }),
  ]);

/** The three lists that every verification ends in. */
export const statements = { established: texts, notEstablished: texts, assumed: texts };

export const revokedShape = {
  serialNumber: v.string(),
  revokedAt: timestampShape,
  reason: orNull(v.string()),
  invalidSince: orNull(timestampShape),
};

export const documentRow = {
  kind: v.picklist(['rules', 'policy']),
  name: v.string(),
  version: v.string(),
  digest: digestShape,
  size: countShape,
  origin: v.string(),
  /** Empty for those that the program ships. */
  addedAt: v.string(),
};

export const subjectShape = v.looseObject({
  name: v.string(),
  digest: v.looseObject({ sha256: hashHexShape }),
});

export const feedSource = {
  name: v.string(),
  kind: v.picklist(['osv', 'epss', 'kev']),
  digest: digestShape,
  size: countShape,
  records: countShape,
  capturedAt: timestampShape,
};
