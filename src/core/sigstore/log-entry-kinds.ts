/**
 * Kinds of log entries, each read into one form: which signature, by which key, over what.
 *
 * | kind         | versions       | the signed bytes as                                |
 * | ------------ | -------------- | -------------------------------------------------- |
 * | hashedrekord | 0.0.1, 0.0.2   | digest of the artifact, or of a DSSE envelope's PAE |
 * | dsse         | 0.0.1, 0.0.2   | digest of the envelope's payload                   |
 * | intoto       | 0.0.2          | digest of the envelope's payload                   |
 *
 * The versions 0.0.1 of hashedrekord and dsse, and intoto, are Rekor 1's (pkg/types), the others Rekor 2's (protobuf-specs).
 */
import * as v from 'valibot';
import { base64Decode } from '../encoding/base64.ts';
import { hexDecode, hexEncode } from '../encoding/hex.ts';
import { parsePem } from '../encoding/pem.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { readShape } from '../json/document.ts';
import type { SignatureHash } from '../keys/types.ts';
import { bytesShape, someBytesShape } from './proto-json.ts';

/** A signature as a log has it. */
export interface LoggedSignature {
  readonly signature: Uint8Array;
  /** DER of a certificate or of a public key. */
  readonly verifier: Uint8Array;
  /** `signed`: of the bytes that the signature is over. `payload`: of what stands in the envelope. */
  readonly of: 'signed' | 'payload';
  readonly hash: SignatureHash;
  readonly digest: Uint8Array;
}

/** What the body is called in messages. */
export const LOG_BODY = 'the body of a log entry';

const hashShape = v.object({ algorithm: v.picklist(['sha256', 'sha384', 'sha512']), value: v.string() });
const protoHashShape = v.object({
  algorithm: v.picklist(['SHA2_256', 'SHA2_384', 'SHA2_512']),
  digest: someBytesShape,
});
const protoVerifierShape = v.object({
  publicKey: v.nullish(v.object({ rawBytes: someBytesShape })),
  x509Certificate: v.nullish(v.object({ rawBytes: someBytesShape })),
});
const protoSignatureShape = v.object({ content: someBytesShape, verifier: protoVerifierShape });

const hashedRekord1Shape = v.object({
  data: v.object({ hash: hashShape }),
  signature: v.object({ content: someBytesShape, publicKey: v.object({ content: someBytesShape }) }),
});
const hashedRekord2Shape = v.object({
  hashedRekordV002: v.object({ data: protoHashShape, signature: protoSignatureShape }),
});
const dsse1Shape = v.object({
  payloadHash: hashShape,
  signatures: v.strictTuple([v.object({ signature: someBytesShape, verifier: someBytesShape })]),
});
const dsse2Shape = v.object({
  dsseV002: v.object({ payloadHash: protoHashShape, signatures: v.strictTuple([protoSignatureShape]) }),
});
const intoto2Shape = v.object({
  content: v.object({
    envelope: v.object({
      signatures: v.strictTuple([v.object({ sig: bytesShape, publicKey: someBytesShape })]),
    }),
    payloadHash: hashShape,
  }),
});

/** The reader of each kind and version: takes the entry's `spec`. Throws StellaError INPUT_INVALID. */
export const LOG_ENTRY_READERS: Readonly<Record<string, (spec: unknown) => LoggedSignature>> = {
  'hashedrekord 0.0.1': (spec) => {
    const { data, signature } = readShape(hashedRekord1Shape, spec, LOG_BODY, 'INPUT_INVALID');
    return logged('signed', signature.content, pemVerifier(signature.publicKey.content), data.hash);
  },
  'hashedrekord 0.0.2': (spec) => {
    const { data, signature } = readShape(
      hashedRekord2Shape,
      spec,
      LOG_BODY,
      'INPUT_INVALID',
    ).hashedRekordV002;
    return logged('signed', signature.content, protoVerifier(signature.verifier), protoHash(data));
  },
  'dsse 0.0.1': (spec) => {
    const { payloadHash, signatures } = readShape(dsse1Shape, spec, LOG_BODY, 'INPUT_INVALID');
    return logged('payload', signatures[0].signature, pemVerifier(signatures[0].verifier), payloadHash);
  },
  'dsse 0.0.2': (spec) => {
    const { payloadHash, signatures } = readShape(dsse2Shape, spec, LOG_BODY, 'INPUT_INVALID').dsseV002;
    return logged(
      'payload',
      signatures[0].content,
      protoVerifier(signatures[0].verifier),
      protoHash(payloadHash),
    );
  },
  'intoto 0.0.2': (spec) => {
    const { content } = readShape(intoto2Shape, spec, LOG_BODY, 'INPUT_INVALID');
    const [{ sig, publicKey }] = content.envelope.signatures;
    // Rekor took the envelope's base64 text for bytes, and wrote it as base64 again.
    const signature = base64Decode(utf8Decode(sig, LOG_BODY));
    return logged('payload', signature, pemVerifier(publicKey), content.payloadHash);
  },
};

function logged(
  of: LoggedSignature['of'],
  signature: Uint8Array,
  verifier: Uint8Array,
  { algorithm, value }: v.InferOutput<typeof hashShape>,
): LoggedSignature {
  return { of, signature, verifier, hash: algorithm, digest: hexDecode(value) };
}

/** The hash of Rekor 2 in the form of Rekor 1. */
function protoHash({
  algorithm,
  digest,
}: v.InferOutput<typeof protoHashShape>): v.InferOutput<typeof hashShape> {
  const names = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' } as const;
  return { algorithm: names[algorithm], value: hexEncode(digest) };
}

function protoVerifier({ publicKey, x509Certificate }: v.InferOutput<typeof protoVerifierShape>): Uint8Array {
  const verifier = x509Certificate ?? publicKey;
  if (verifier == null || (publicKey != null && x509Certificate != null))
    throw new StellaError('INPUT_INVALID', `${LOG_BODY} names no key, or two`);
  return verifier.rawBytes;
}

/** Rekor 1 has PEM: the certificate or the public key is the first block. */
function pemVerifier(pem: Uint8Array): Uint8Array {
  const [block] = parsePem(utf8Decode(pem, LOG_BODY), LOG_BODY);
  if (block === undefined) throw new StellaError('INPUT_INVALID', `${LOG_BODY} names no key`);
  return block.der;
}
