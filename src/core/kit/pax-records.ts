/**
 * The records of a pax extended header (POSIX.1-2001, pax "Extended Header"): `LENGTH KEY=VALUE\n`, the length in bytes of the whole
 * record. General archivers write them for times with fractions and for long names. What changes what a reader would unpack,
 * other than the name, is refused.
 */

import { TarHeaderFault } from '../archive/tar-header.ts';
import { utf8Decode } from '../encoding/utf8.ts';

const LENGTH_PREFIX = /^([1-9]\d{0,5}) $/;
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** Keys that make an entry something else than a file of the size that its header tells. */
const FORBIDDEN_KEYS = /^(?:size|linkpath|type|GNU\.sparse\..*|SUN\..*)$/;

/**
 * The `path` of the records, or null where they do not set it.
 * @throws TarHeaderFault for malformed records, one key twice, and keys that are refused
 */
export function paxPath(records: Uint8Array): string | null {
  const keys = new Map<string, string>();
  let rest = records;
  while (rest.length > 0) {
    const length = recordLength(rest);
    const [key, value] = keyAndValue(rest.subarray(0, length));
    if (FORBIDDEN_KEYS.test(key) || keys.has(key))
      throw new TarHeaderFault(`a pax header with the record ${JSON.stringify(key.slice(0, 40))}`);
    keys.set(key, value);
    rest = rest.subarray(length);
  }
  return keys.get('path') ?? null;
}

function recordLength(bytes: Uint8Array): number {
  const space = bytes.subarray(0, 7).indexOf(SPACE);
  const [, digits] = LENGTH_PREFIX.exec(String.fromCharCode(...bytes.subarray(0, space + 1))) ?? [];
  const length = Number(digits ?? 0);
  if (length > space + 1 && length <= bytes.length && bytes[length - 1] === NEWLINE) return length;
  throw new TarHeaderFault('a malformed pax header');
}

function keyAndValue(record: Uint8Array): readonly [string, string] {
  const text = utf8Text(record.subarray(record.indexOf(SPACE) + 1, -1));
  const equals = text.indexOf('=');
  if (equals < 1) throw new TarHeaderFault('a malformed pax header');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes);
  } catch {
    throw new TarHeaderFault('a pax header that is not UTF-8');
  }
}
