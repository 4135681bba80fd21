/** DSSE envelopes by other tools, as JSON, for tests. */
import { signEnvelope } from '../../src/core/dsse/verify-envelope.ts';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { EKU, extendedKeyUsage, makeCertificate } from './certificates.ts';
import { STATEMENT } from './sigstore-instance.ts';

export interface EnvelopeJson {
  payloadType: string;
  payload: string;
  signatures: {
    keyid?: string | null;
    sig: string;
    cert?: string;
    certificate?: string;
    intermediates?: string[];
  }[];
}

/** An envelope over a statement, with a signature by each key. */
export function makeEnvelope(
  keys: readonly SigningKey[],
  payload: Uint8Array = utf8Encode(JSON.stringify(STATEMENT)),
  payloadType = 'application/vnd.in-toto+json',
): EnvelopeJson {
  return {
    payloadType,
    payload: base64Encode(payload),
    signatures: keys.map((key) => {
      const [signature] = signEnvelope(payloadType, payload, key).signatures;
      return { keyid: key.publicKey.keyid, sig: base64Encode(signature!.signature) };
    }),
  };
}

/** The certificate as slsa-github-generator and Rekor have it: PEM text. */
export function withCert(envelope: EnvelopeJson, ...chain: readonly Uint8Array[]): EnvelopeJson {
  const cert = chain.map((der) => renderPem('CERTIFICATE', der)).join('');
  return { ...envelope, signatures: envelope.signatures.map((signature) => ({ ...signature, cert })) };
}

/** The same as witness has it: base64 of PEM, and the rest apart. */
export function withWitnessCertificate(
  envelope: EnvelopeJson,
  ...chain: readonly Uint8Array[]
): EnvelopeJson {
  const [certificate = '', ...intermediates] = chain.map((der) =>
    base64Encode(utf8Encode(renderPem('CERTIFICATE', der))),
  );
  return {
    ...envelope,
    signatures: envelope.signatures.map((signature) => ({ ...signature, certificate, intermediates })),
  };
}

/** A certificate for signing code. */
export function makeSigner(
  key: SigningKey,
  issuer: { readonly name: string; readonly key: SigningKey },
  recipe: Partial<Parameters<typeof makeCertificate>[0]> = {},
): Uint8Array {
  return makeCertificate({
    subject: 'Release key',
    issuer: issuer.name,
    signer: issuer.key,
    extensions: [extendedKeyUsage([EKU.codeSigning])],
    ...recipe,
    key,
  });
}
