/** Checks a part of an SPDX document against what the specification demands and the reader needs of it. */
import * as v from 'valibot';
import { compileShape } from '../../json/compiled-shape.ts';
import { jsonPointer } from '../json-schema/violation.ts';
import { invalidSbom, quote } from '../sbom-error.ts';

/** A text that is there. */
export const textShape = v.pipe(v.string(), v.nonEmpty());

/**
 * The value, known to have the shape. Members that the shape does not name are left alone.
 * @param place JSON pointer of the value in its document
 * @throws StellaError INPUT_INVALID with the JSON pointer of what does not fit
 */
export function checkSpdxShape<TSchema extends v.GenericSchema<unknown, unknown>>(
  shape: TSchema,
  value: unknown,
  what: string,
  place = '',
): v.InferOutput<TSchema> {
  // The value itself: valibot's copy of a large document would take as much memory again.
  if (compileShape(shape)(value)) return value as v.InferOutput<TSchema>;
  const result = v.safeParse(shape, value, { abortEarly: true });
  if (result.success) return result.output;
  const [{ path = [], expected, received }] = result.issues;
  const inner = jsonPointer(path.map(({ key }) => String(key)).toReversed());
  throw invalidSbom(
    what,
    `${place}${inner}`,
    `expected ${expected ?? 'another value'}, received ${quote(received)}`,
  );
}
