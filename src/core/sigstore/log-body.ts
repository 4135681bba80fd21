/**
 * What a log entry says (client-spec.md section 4.4): it must be about the signature at hand, or a signature that was never
 * logged could borrow the entry of another (CVE-2022-36056). The same signature, the same key or certificate, the same bytes.
 */
import { hexEncode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonObject, textOf } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import type { SignatureHash } from '../keys/types.ts';
import { LOG_BODY, LOG_ENTRY_READERS, type LoggedSignature } from './log-entry-kinds.ts';
import type { LogEntry } from './sigstore-bundle.ts';

/** The signature that the entry must be about. */
export interface SignatureAtHand {
  readonly signature: Uint8Array;
  /** DER of the certificate, or of the keys of which one signed. */
  readonly verifiers: readonly Uint8Array[];
  /** Digest of the signed bytes, or of an envelope's payload; null where there is no such thing. */
  digest(of: 'signed' | 'payload', hash: SignatureHash): Uint8Array | null;
}

/**
 * Verifies that an entry of a log is about the signature at hand.
 * @throws StellaError SUBJECT_MISMATCH when it is about another one; UNSUPPORTED_VERSION for another kind of entry, INPUT_INVALID
 */
export function verifyLogBody(entry: LogEntry, atHand: SignatureAtHand): void {
  const { kind, version } = entry.kindVersion;
  const body = parseStrictJson(entry.canonicalizedBody, LOG_BODY);
  const said = isJsonObject(body)
    ? [body['kind'], body['apiVersion']]
        .map((part) => textOf(part ?? null))
        .join(' ')
        .slice(0, 80)
    : '';
  if (said !== `${kind} ${version}`)
    throw mismatch('a log entry is of another kind than the bundle says', `${kind} ${version}`, said);
  const read = Object.hasOwn(LOG_ENTRY_READERS, said) ? LOG_ENTRY_READERS[said] : undefined;
  if (read === undefined) {
    throw new StellaError('UNSUPPORTED_VERSION', `a log entry is of the kind ${JSON.stringify(said)}`, {
      details: { expected: Object.keys(LOG_ENTRY_READERS) },
    });
  }
  compare(read((body as JsonObject)['spec']), atHand);
}

function compare(entry: LoggedSignature, atHand: SignatureAtHand): void {
  if (!isSame(entry.signature, atHand.signature)) {
    const [expected, received] = [hexEncode(atHand.signature), hexEncode(entry.signature)];
    throw mismatch('a log entry is about another signature', expected, received);
  }
  if (!atHand.verifiers.some((verifier) => isSame(entry.verifier, verifier)))
    throw mismatch('a log entry names another key or certificate than the one that signed');
  const digest = atHand.digest(entry.of, entry.hash);
  if (digest === null || !isSame(entry.digest, digest)) {
    const expected = digest === null ? null : hexEncode(digest);
    throw mismatch('a log entry is about other bytes than these', expected, hexEncode(entry.digest));
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function mismatch(message: string, expected?: unknown, received?: unknown): StellaError {
  return new StellaError('SUBJECT_MISMATCH', message, {
    ...(expected === undefined ? {} : { details: { expected, received } }),
    hint: 'the entry is that of another signature; ask the signer for the original bundle',
  });
}
