/**
 * Certificates beside the signatures of an envelope: an extension of DSSE by those who sign with certificates. They are hints like
 * the key id: what they say counts once their chain leads to a trust anchor.
 *
 * | tool                           | member of `signatures[]`                                           |
 * | ------------------------------ | ------------------------------------------------------------------ |
 * | slsa-github-generator, Rekor   | `cert`: PEM of the certificate, perhaps followed by its chain        |
 * | witness                        | `certificate`: base64 of PEM; `intermediates`: a list of the same   |
 */
import * as v from 'valibot';
import { base64Decode } from '../encoding/base64.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { readShape } from '../json/document.ts';
import type { JsonValue } from '../json/json-value.ts';
import { parseCertificatePem, type UnverifiedChain } from '../x509/certificate-pem.ts';

const signaturesShape = v.object({
  signatures: v.array(
    v.object({
      cert: v.nullish(v.string(), ''),
      certificate: v.nullish(v.string(), ''),
      intermediates: v.nullish(v.array(v.string()), []),
    }),
  ),
});

/** A certificate that came with a signature. */
export interface SignatureCertificate {
  /** Place of the signature in the envelope. */
  readonly index: number;
  readonly chain: UnverifiedChain;
}

/**
 * The certificates in an envelope that `readEnvelope` has read, for each signature that has one.
 * @param what names the envelope in errors
 * @throws StellaError INPUT_INVALID, LIMIT_EXCEEDED for one that is not of its form
 */
export function signatureCertificates(value: JsonValue, what: string): readonly SignatureCertificate[] {
  const { signatures } = readShape(signaturesShape, value, what, 'INPUT_INVALID');
  return signatures.flatMap(({ cert, certificate, intermediates }, index) => {
    const place = `${what}, the certificate of signature ${index + 1}`;
    const pems =
      certificate === '' ? [cert] : [certificate, ...intermediates].map((text) => decode(text, place));
    if (pems.every((pem) => pem === '')) return [];
    return [{ index, chain: parseCertificatePem(pems.map((pem) => `${pem}\n`).join(''), place) }];
  });
}

function decode(base64: string, place: string): string {
  return utf8Decode(base64Decode(base64), place);
}
