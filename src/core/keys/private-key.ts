/**
 * Private keys for signing: PKCS#8 (RFC 5958) plain or encrypted, SEC 1 `EC PRIVATE KEY` (RFC 5915), PKCS#1
 * `RSA PRIVATE KEY` and cosign's key files. Every key signs reproducibly: Ed25519 by its definition, ECDSA by RFC 6979, RSA as PKCS#1 v1.5.
 */
import { constants, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type PemBlock, parsePem } from '../encoding/pem.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { COSIGN_KEY_LABELS, decryptCosignKey } from './cosign-key.ts';
import { signEcdsa } from './deterministic-ecdsa.ts';
import { curveOf } from './ecdsa.ts';
import { signEd25519 } from './ed25519.ts';
import { parsePublicKeyDer } from './public-key.ts';
import { isSignatureValid } from './signature.ts';
import type { SigningKey } from './types.ts';

const ENCRYPTED_PKCS8_LABEL = 'ENCRYPTED PRIVATE KEY';
const ENCRYPTED_LABELS: readonly string[] = [ENCRYPTED_PKCS8_LABEL, ...COSIGN_KEY_LABELS];
/** `openssl ecparam -genkey` writes this block before the key; the key names its curve itself. */
const IGNORED_LABEL = 'EC PARAMETERS';

const KEY_TYPES: ReadonlyMap<string, 'pkcs8' | 'sec1' | 'pkcs1'> = new Map([
  ['PRIVATE KEY', 'pkcs8'],
  [ENCRYPTED_PKCS8_LABEL, 'pkcs8'],
  ...COSIGN_KEY_LABELS.map((label) => [label, 'pkcs8'] as const),
  ['EC PRIVATE KEY', 'sec1'],
  ['RSA PRIVATE KEY', 'pkcs1'],
]);

/**
 * The signing key in a PEM text with exactly one private key. `passphrase` opens an encrypted one, PKCS#8 or cosign's, and is not
 * looked at for another.
 * @throws StellaError INPUT_INVALID naming what was received, a missing or wrong passphrase, or an unsupported key;
 * LIMIT_EXCEEDED for a key file that asks for too much work
 */
export function parsePrivateKeyPem(pem: string, passphrase?: string): SigningKey {
  const block = onlyKeyBlock(pem);
  const isEncrypted = ENCRYPTED_LABELS.includes(block.label);
  if (isEncrypted && passphrase === undefined) {
    throw new StellaError('INPUT_INVALID', 'the private key is encrypted: a passphrase is needed', {
      hint: 'give it with --passphrase-file FILE or in the variable STELLA_KEY_PASSPHRASE; on a terminal it is asked for',
    });
  }
  const privateKey = openKey(block, isEncrypted ? passphrase : undefined);
  const key = fromCrypto(() => signingKey(privateKey));
  // A file may hold a public half that is not the private one's, or damaged RSA factors, which a signature would give away.
  const isWhole = fromCrypto(() => isSignatureValid(key.publicKey, PROBE, key.sign(PROBE)));
  if (!isWhole)
    throw invalid('the private key is damaged: what it signs does not verify with its own public key');
  return key;
}

/** What every key signs once before it is used. */
const PROBE: Uint8Array = new Uint8Array(32);

function signingKey(privateKey: KeyObject): SigningKey {
  const spkiDer = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const publicKey = parsePublicKeyDer(new Uint8Array(spkiDer));
  const curve = curveOf(publicKey);
  if (curve !== undefined) {
    const secret = secretBytes(privateKey);
    return { publicKey, sign: (message) => signEcdsa(curve, secret, message) };
  }
  if (publicKey.algorithm === 'ed25519') {
    const seed = secretBytes(privateKey);
    return { publicKey, sign: (message) => signEd25519(seed, message) };
  }
  const options = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
  return { publicKey, sign: (message) => new Uint8Array(sign('sha256', message, options)) };
}

/**
 * True for a PEM text whose private key needs a passphrase.
 * @throws StellaError INPUT_INVALID when there is not exactly one private key
 */
export function hasEncryptedPrivateKey(pem: string): boolean {
  return ENCRYPTED_LABELS.includes(onlyKeyBlock(pem).label);
}

function onlyKeyBlock(pem: string): PemBlock {
  const blocks = parsePem(pem, 'private key').filter(({ label }) => label !== IGNORED_LABEL);
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || !KEY_TYPES.has(block.label)) {
    const received =
      blocks
        .map(({ label }) => label)
        .slice(0, 5)
        .join(', ') || 'no PEM block';
    throw invalid(`expected one PEM block, ${[...KEY_TYPES.keys()].join(' or ')}, received ${received}`);
  }
  return block;
}

function openKey({ label, der }: PemBlock, passphrase: string | undefined): KeyObject {
  const isCosign = (COSIGN_KEY_LABELS as readonly string[]).includes(label);
  if (isCosign && passphrase !== undefined) {
    return importKey(label, decryptCosignKey(der, passphrase), undefined);
  }
  return importKey(label, der, passphrase);
}

function importKey(label: string, der: Uint8Array, passphrase: string | undefined): KeyObject {
  const type = KEY_TYPES.get(label) ?? 'pkcs8';
  try {
    const options = passphrase === undefined ? {} : { passphrase };
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type, ...options });
  } catch {
    // OpenSSL's own error is not passed on: for a wrong passphrase it is random, like the bytes that came out.
    const why =
      passphrase === undefined
        ? 'it is not a key that can be read'
        : 'the passphrase is wrong, or the key damaged';
    throw new StellaError('INPUT_INVALID', `${label}: ${why}`, {
      hint:
        passphrase === undefined
          ? 'take it from another copy'
          : 'check the passphrase; if it is right, take the key from another copy',
    });
  }
}

/** `d` of the key's JWK (RFC 7518 section 6.2.2, RFC 8037): the scalar of fixed length, or the Ed25519 seed. */
function secretBytes(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
}

/** What `use` of a key returns; what OpenSSL cannot do with it is the key's fault. */
function fromCrypto<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (isStellaError(error)) throw error;
    throw invalid('the private key is damaged: it cannot be used');
  }
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
