/**
 * Times in our documents: RFC 3339, UTC, `Z`, whole seconds (formats.md section 1). In this form the order of the text is
 * the order of time, so times are compared as strings. Times of others (OSV, VEX) carry fractions and offsets; they are
 * brought to milliseconds since 1970 for comparison.
 */

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d{1,20})?([Zz]|[+-]\d{2}:\d{2})$/;

/** True for a time in our own form, on a day that exists. */
export function isTimestamp(value: unknown): value is string {
  return typeof value === 'string' && TIMESTAMP.test(value) && formatTimestamp(Date.parse(value)) === value;
}

/** Milliseconds since 1970 of an RFC 3339 time, or null when `text` is not one. Fractions finer than 1 ms are cut off. */
export function parseRfc3339(text: string): number | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [, day, time, fraction = '', offset = 'Z'] = match;
  if (!isTimestamp(`${day}T${time}Z`)) return null;
  const milliseconds = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset.toUpperCase()}`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** Our own form of a time in milliseconds since 1970, or null outside the years 0 to 9999. Fractions are cut off. */
export function formatTimestamp(milliseconds: number): string | null {
  if (!(milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000)) return null;
  return `${new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
