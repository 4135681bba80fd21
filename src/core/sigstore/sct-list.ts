/** Reading the list of signed certificate timestamps in a certificate (RFC 6962 sections 3.2 and 3.3). */

import { DER_TAG, expectTag, parseDer } from '../encoding/der.ts';
import { hexEncode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';

/** Most SCTs in one certificate. */
export const SCTS_MAX = limit('certificateTimestamps');

const LOG_ID_BYTES = 32;

/** A signed certificate timestamp that nobody has checked. */
export interface Sct {
  readonly logId: Uint8Array;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** As in the SCT: eight bytes. */
  readonly timestampBytes: Uint8Array;
  readonly extensions: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * The SCTs in the value of the extension: a SignedCertificateTimestampList in an OCTET STRING of its own.
 * @throws StellaError INPUT_INVALID, LIMIT_EXCEEDED
 */
export function parseSctList(extensionValue: Uint8Array): readonly Sct[] {
  const outer = new TlsReader(expectTag(parseDer(extensionValue), DER_TAG.octetString).content);
  const list = new TlsReader(outer.vector());
  outer.end();
  const scts: Sct[] = [];
  while (!list.isAtEnd) {
    scts.push(parseSct(new TlsReader(list.vector())));
    if (scts.length > SCTS_MAX)
      throw new StellaError('LIMIT_EXCEEDED', `more than ${SCTS_MAX} signed certificate timestamps`);
  }
  return scts;
}

function parseSct(reader: TlsReader): Sct {
  const [version] = reader.take(1);
  if (version !== 0) throw malformed(`version ${version}, expected 0`);
  const logId = reader.take(LOG_ID_BYTES);
  const timestampBytes = reader.take(8);
  const extensions = reader.vector();
  // Hash and signature algorithm: they follow from the log's key, which is not asked what it would like to be.
  reader.take(2);
  const signature = reader.vector();
  reader.end();
  const timestamp = Number.parseInt(hexEncode(timestampBytes), 16);
  return { logId, timestamp, timestampBytes, extensions, signature };
}

/** TLS presentation language (RFC 8446 section 3): fixed fields, and vectors with a length of two bytes. */
class TlsReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw malformed('it is cut off');
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  vector(): Uint8Array {
    const [high = 0, low = 0] = this.take(2);
    return this.take(256 * high + low);
  }

  end(): void {
    if (!this.isAtEnd) throw malformed('it has bytes after its end');
  }
}

function malformed(found: string): StellaError {
  return new StellaError('INPUT_INVALID', `the list of signed certificate timestamps is malformed: ${found}`);
}
