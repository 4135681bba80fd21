/** Sigstore bundles by our own instance, for tests: made from a recipe, and as JSON to be broken in any place. */
import { createHash } from 'node:crypto';
import { preAuthenticationEncoding } from '../../src/core/dsse/pae.ts';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { type EntryJson, type EntryRecipe, makeEntry } from './rekor-entries.ts';
import {
  ARTIFACT,
  KEYS,
  type LeafRecipe,
  makeLeaf,
  makeTimestamp,
  SIGNED_AT,
  STATEMENT,
} from './sigstore-instance.ts';

export interface BundleRecipe
  extends Omit<EntryRecipe, 'signed' | 'payload' | 'signature' | 'certificate' | 'signer'> {
  readonly payload?: Uint8Array;
  readonly artifact?: Uint8Array;
  readonly leaf?: LeafRecipe;
  /** The certificate itself, in place of one made from `leaf`; null for a bundle by a bare key. */
  readonly certificate?: Uint8Array | null;
  readonly signer?: SigningKey;
  readonly timestamps?: readonly string[];
}

/** A bundle as JSON, for tests to take apart. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    certificate?: { rawBytes: string };
    x509CertificateChain?: { certificates: { rawBytes: string }[] };
    publicKey?: { hint: string };
    tlogEntries: EntryJson[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  messageSignature?: { messageDigest: { algorithm: string; digest: string }; signature: string };
  dsseEnvelope?: { payloadType: string; payload: string; signatures: { sig: string; keyid: string }[] };
}

const MEDIA_TYPES = {
  '0.1': 'application/vnd.dev.sigstore.bundle+json;version=0.1',
  '0.2': 'application/vnd.dev.sigstore.bundle+json;version=0.2',
  '0.3': 'application/vnd.dev.sigstore.bundle.v0.3+json',
  '0.3-old': 'application/vnd.dev.sigstore.bundle+json;version=0.3',
} as const;

/** A good bundle, but for what the recipe breaks. */
export function makeBundle(recipe: BundleRecipe = {}): BundleJson {
  const {
    version = '0.3',
    content = 'envelope',
    log = 'rekor1',
    signer = recipe.leaf?.key ?? KEYS.leaf,
  } = recipe;
  const payloadType = recipe.payloadType ?? 'application/vnd.in-toto+json';
  const payload = recipe.payload ?? utf8Encode(JSON.stringify(STATEMENT));
  const signed =
    content === 'message' ? (recipe.artifact ?? ARTIFACT) : preAuthenticationEncoding(payloadType, payload);
  const signature = signer.sign(signed);
  const certificate = recipe.certificate === undefined ? makeLeaf(recipe.leaf) : recipe.certificate;
  const times = recipe.timestamps ?? (log === 'rekor2' ? [SIGNED_AT] : []);
  return {
    mediaType: MEDIA_TYPES[version],
    verificationMaterial: {
      ...keyMaterial(certificate, version, signer),
      tlogEntries: [makeEntry({ ...recipe, signed, payload, signature, certificate, signer })],
      timestampVerificationData: {
        rfc3161Timestamps: times.map((time) => ({
          signedTimestamp: base64Encode(makeTimestamp(signature, time)),
        })),
      },
    },
    ...(content === 'message'
      ? { messageSignature: messageSignature(signed, signature, recipe.hash ?? 'sha256') }
      : {
          dsseEnvelope: {
            payloadType,
            payload: base64Encode(payload),
            signatures: [{ sig: base64Encode(signature), keyid: '' }],
          },
        }),
  };
}

function keyMaterial(
  certificate: Uint8Array | null,
  version: string,
  signer: SigningKey,
): Partial<BundleJson['verificationMaterial']> {
  if (certificate === null) return { publicKey: { hint: base64Encode(hexDecode(signer.publicKey.keyid)) } };
  const rawBytes = base64Encode(certificate);
  return version < '0.3'
    ? { x509CertificateChain: { certificates: [{ rawBytes }] } }
    : { certificate: { rawBytes } };
}

function messageSignature(
  signed: Uint8Array,
  signature: Uint8Array,
  hash: 'sha256' | 'sha384' | 'sha512',
): NonNullable<BundleJson['messageSignature']> {
  const digest = base64Encode(new Uint8Array(createHash(hash).update(signed).digest()));
  return {
    messageDigest: { algorithm: `SHA2_${hash.slice(3)}`, digest },
    signature: base64Encode(signature),
  };
}
