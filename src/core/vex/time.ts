/** Times in VEX documents: RFC 3339, with offset and fraction as their issuers write them. */
import * as v from 'valibot';
import { parseRfc3339 } from '../time/timestamp.ts';

export const timeShape = v.pipe(
  v.string(),
  v.check((text) => parseRfc3339(text) !== null, 'expected an RFC 3339 time'),
);

/** Milliseconds since 1970 of a text that `timeShape` let pass; null where there is none. */
export function parseVexTime(text: string | undefined): number | null {
  return text === undefined ? null : parseRfc3339(text);
}
