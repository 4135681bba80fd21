/**
 * DSSE v1 envelopes (https://github.com/secure-systems-lab/dsse, envelope.md and protocol.md).
 *
 * | member          | authenticated                                            |
 * | --------------- | -------------------------------------------------------- |
 * | payload         | yes, once a signature verified                           |
 * | payloadType     | yes, once a signature verified                           |
 * | signatures[].keyid | no: a hint, never used to decide                      |
 *
 * Parsing yields an `UnverifiedEnvelope`, whose payload nothing may look into; verifying yields a `VerifiedPayload`.
 */

import * as v from 'valibot';
import { base64Decode, base64Encode } from '../encoding/base64.ts';
import { type ErrorCode, StellaError } from '../errors.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import { checkShape } from '../json/document.ts';
import type { JsonValue } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { limit } from '../limits.ts';

/** An envelope with more signatures is not read. */
export const MAX_SIGNATURES = limit('envelopeSignatures');

export interface EnvelopeSignature {
  /** Unauthenticated. */
  readonly keyidHint: string | null;
  readonly signature: Uint8Array;
}

export interface UnverifiedEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

/** Unknown members are ignored, as DSSE asks; the payload itself is checked by whoever reads it. */
const envelopeShape = v.object({
  payloadType: v.string(),
  payload: v.string(),
  signatures: v.pipe(
    v.array(v.object({ keyid: v.nullish(v.string()), sig: v.string() })),
    v.maxLength(MAX_SIGNATURES),
  ),
});

/**
 * Reads an envelope; nothing in it is verified yet.
 * @param what names the file in errors
 * @param code for an envelope of the wrong shape or with base64 that is not strict
 * @throws StellaError INPUT_INVALID (not strict JSON) or `code`
 */
export function parseEnvelope(bytes: Uint8Array, what: string, code: ErrorCode): UnverifiedEnvelope {
  return readEnvelope(parseStrictJson(bytes, what), what, code);
}

/**
 * The same for an envelope that stands in another document, whose JSON was read already.
 * @throws StellaError `code`
 */
export function readEnvelope(value: JsonValue, what: string, code: ErrorCode): UnverifiedEnvelope {
  const envelope = checkShape(envelopeShape, value, what, code);
  const decode = (text: string, member: string): Uint8Array => {
    try {
      return base64Decode(text);
    } catch (cause) {
      throw new StellaError(code, `${what} has a ${member} that is not strict base64`, { cause });
    }
  };
  return {
    payloadType: envelope.payloadType,
    payload: decode(envelope.payload, 'payload'),
    signatures: envelope.signatures.map(({ keyid, sig }) => ({
      keyidHint: keyid ?? null,
      signature: decode(sig, 'signature'),
    })),
  };
}

/** The canonical JSON bytes of an envelope. */
export function formatEnvelope(envelope: UnverifiedEnvelope): Uint8Array {
  return canonicalBytes({
    payloadType: envelope.payloadType,
    payload: base64Encode(envelope.payload),
    signatures: envelope.signatures.map(({ keyidHint, signature }) => ({
      keyid: keyidHint ?? '',
      sig: base64Encode(signature),
    })),
  });
}
