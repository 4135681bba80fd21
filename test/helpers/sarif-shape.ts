/**
 * The part of SARIF 2.1.0 (OASIS, with errata 01) that our reports use, written down from the standard's object definitions
 * (section 3): the members that an object may have, those that it must have, and their values.
 */
import * as v from 'valibot';

const text = v.string();
const index = v.pipe(v.number(), v.integer(), v.minValue(-1));
const optional = v.exactOptional;
const absoluteUri = v.pipe(
  text,
  v.check((uri) => URL.canParse(uri) && !/[\s<>"{}|\\^`]/.test(uri), 'an absolute URI'),
);
const uriReference = v.pipe(
  text,
  v.check(
    (uri) => URL.canParse(uri, 'https://example.invalid/') && !/[\s<>"{}|\\^`]/.test(uri),
    'a URI reference',
  ),
);
const unique = <T extends v.GenericSchema>(item: T) =>
  v.pipe(
    v.array(item),
    v.check(
      (items) => new Set(items.map((each) => JSON.stringify(each))).size === items.length,
      'no item twice',
    ),
  );

/** 3.8 */
const propertyBag = v.looseObject({ tags: optional(unique(text)) });
/** 3.11: text or id is there. */
const message = v.strictObject({ text });
/** 3.12 */
const multiformatMessageString = v.strictObject({ text, markdown: optional(text) });
const level = v.picklist(['none', 'note', 'warning', 'error']);
/** 3.4 */
const artifactLocation = v.strictObject({ uri: uriReference, index: optional(index) });
/** 3.24 */
const artifact = v.strictObject({
  location: artifactLocation,
  length: optional(index),
  mimeType: optional(v.pipe(text, v.regex(/[^/]+\/.+/))),
  hashes: optional(v.record(text, text)),
});
/** 3.49 */
const reportingDescriptor = v.strictObject({
  id: text,
  shortDescription: optional(multiformatMessageString),
  helpUri: optional(absoluteUri),
  properties: optional(propertyBag),
});
/** 3.58 */
const notification = v.strictObject({
  message,
  level: optional(level),
  descriptor: optional(v.strictObject({ id: text })),
});
/** 3.28 */
const location = v.strictObject({
  physicalLocation: optional(v.strictObject({ artifactLocation })),
  logicalLocations: optional(unique(v.strictObject({ fullyQualifiedName: text, kind: optional(text) }))),
});
/** 3.35 */
const suppression = v.strictObject({
  kind: v.picklist(['inSource', 'external']),
  status: optional(v.picklist(['accepted', 'underReview', 'rejected'])),
  justification: optional(text),
});
/** 3.27. A result whose kind is left out is a failure, and has a level other than none (3.27.10). */
const result = v.strictObject({
  ruleId: optional(text),
  ruleIndex: optional(index),
  level: v.picklist(['note', 'warning', 'error']),
  message,
  locations: optional(v.array(location)),
  partialFingerprints: optional(v.record(text, text)),
  suppressions: optional(unique(suppression)),
});

/** 3.13, 3.14, 3.18 to 3.20 */
export const sarifShape = v.strictObject({
  $schema: optional(absoluteUri),
  version: v.literal('2.1.0'),
  runs: v.array(
    v.strictObject({
      tool: v.strictObject({
        driver: v.strictObject({
          name: text,
          version: optional(text),
          informationUri: optional(absoluteUri),
          rules: optional(unique(reportingDescriptor)),
        }),
      }),
      artifacts: optional(unique(artifact)),
      invocations: optional(
        v.array(
          v.strictObject({
            executionSuccessful: v.boolean(),
            toolExecutionNotifications: optional(v.array(notification)),
          }),
        ),
      ),
      results: optional(v.array(result)),
      properties: optional(propertyBag),
    }),
  ),
});
