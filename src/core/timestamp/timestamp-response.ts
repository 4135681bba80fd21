/** The answer of a time-stamping authority (RFC 3161 section 2.4.2): a token, or why there is none. */

import {
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  expectTag,
  parseDer,
} from '../encoding/der.ts';
import { derCount } from '../encoding/der-values.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { timestampError } from './timestamp-error.ts';

/** Longest response. Real ones have 1 to 10 kB, most of it certificates. */
export const TIMESTAMP_BYTES_MAX = limit('timestampBytes');

/** PKIStatus: granted, and granted with changes that the token shows. */
const GRANTED: readonly number[] = [0, 1];
const STATUS_NAMES: readonly string[] = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
];
const STATUS_TEXTS_SHOWN = 3;

/**
 * The token in a TimeStampResp, still unread.
 * @throws StellaError TIMESTAMP_INVALID (`refused`) when the authority did not grant one, INPUT_INVALID for a response that is
 * not of its form, LIMIT_EXCEEDED
 */
export function parseTimestampResponse(bytes: Uint8Array): DerElement {
  if (bytes.length > TIMESTAMP_BYTES_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${bytes.length} bytes, at most ${TIMESTAMP_BYTES_MAX} of a timestamp are read`,
    );
  }
  const fields = new DerFields(parseDer(bytes));
  const info = new DerFields(fields.take(DER_TAG.sequence));
  const status = derCount(info.take(DER_TAG.integer));
  const texts = info.takeOptional(DER_TAG.sequence);
  info.takeOptional(DER_TAG.bitString);
  info.end();
  if (!GRANTED.includes(status)) throw refusal(status, texts);
  const token = fields.take(DER_TAG.sequence);
  fields.end();
  return token;
}

function refusal(status: number, texts: DerElement | undefined): StellaError {
  const name = STATUS_NAMES[status] ?? `status ${status}`;
  const said = texts === undefined ? [] : derChildren(texts).slice(0, STATUS_TEXTS_SHOWN).map(readText);
  const quoted = said.map((text) => `: ${JSON.stringify(text.slice(0, 100))}`).join('');
  return timestampError('refused', `was not granted, the authority answered ${name}${quoted}`, {
    status: name,
    statusText: said,
  });
}

function readText(element: DerElement): string {
  const text = utf8Decode(expectTag(element, DER_TAG.utf8String).content, 'a status text');
  if (text === '') throw derError('an empty status text');
  return text;
}
