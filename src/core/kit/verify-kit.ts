/** Whether a kit's envelope is signed by someone trusted: decided before any other byte of the kit is believed. */
import { type Digest, digestOf } from '../digest/sha256.ts';
import { parseEnvelope, type UnverifiedEnvelope } from '../dsse/envelope.ts';
import { verifyEnvelope } from '../dsse/verify-envelope.ts';
import { StellaError } from '../errors.ts';
import { isTrustEmpty, type TrustRoots } from '../trust/trust-roots.ts';
import { KIT_ENVELOPE_FILE } from './kit-layout.ts';
import { type KitStatement, parseKitStatement } from './kit-statement.ts';

/** A kit whose signature holds. Its files are yet to be compared with the statement. */
export interface VerifiedKit {
  /** SHA-256 of the envelope's payload: names the kit, however it is packed and whoever signed it too. */
  readonly digest: Digest;
  readonly statement: KitStatement;
  /** Key ids of the trusted keys that signed, each once. */
  readonly signers: readonly string[];
  /** The bytes of `kit.dsse.json`. */
  readonly envelope: Uint8Array;
}

/**
 * Verifies the bytes of `kit.dsse.json` with the trusted keys. A kit carries no certificate, so anchors vouch for nothing here.
 * @throws StellaError TRUST_ROOT_MISSING, SIGNATURE_INVALID, KEY_UNKNOWN, or as `parseEnvelope` and `parseKitStatement`
 */
export function verifyKitEnvelope(bytes: Uint8Array, trust: TrustRoots): VerifiedKit {
  const envelope = parseKitEnvelope(bytes);
  if (isTrustEmpty(trust)) {
    throw new StellaError('TRUST_ROOT_MISSING', 'no trust root is given and the store has none', {
      hint: "give the kit maker's public key with --trust-root FILE; compare its key id with a copy that reached you another way",
    });
  }
  const verified = verifyEnvelope(envelope, trust.keys);
  return {
    digest: digestOf(verified.payload),
    statement: parseKitStatement(verified),
    signers: verified.signers.map(({ keyid }) => keyid),
    envelope: bytes,
  };
}

/**
 * What an envelope claims, whoever signed it: for showing, never for acting on.
 * @throws StellaError as `parseEnvelope` and `parseKitStatement`
 */
export function parseUnverifiedKit(bytes: Uint8Array): {
  readonly digest: Digest;
  readonly statement: KitStatement;
} {
  const { payloadType, payload } = parseKitEnvelope(bytes);
  return {
    digest: digestOf(payload),
    statement: parseKitStatement({ payloadType, payload, signers: [] }),
  };
}

function parseKitEnvelope(bytes: Uint8Array): UnverifiedEnvelope {
  return parseEnvelope(bytes, KIT_ENVELOPE_FILE, 'KIT_INVALID');
}
