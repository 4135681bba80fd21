/**
 * Private keys for signing: PKCS#8 (RFC 5958) plain or encrypted, SEC 1 `EC PRIVATE KEY` (RFC 5915) and PKCS#1
 * `RSA PRIVATE KEY`. Every key signs reproducibly: Ed25519 by its definition, ECDSA by RFC 6979, RSA as PKCS#1 v1.5.
 */
import { constants, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { base64Decode } from '../encoding/base64.ts';
import { type PemBlock, parsePem } from '../encoding/pem.ts';
import { StellaError } from '../errors.ts';
import { signEcdsa } from './deterministic-ecdsa.ts';
import { curveOf } from './ecdsa.ts';
import { signEd25519 } from './ed25519.ts';
import { parsePublicKeyDer } from './public-key.ts';
import type { SigningKey } from './types.ts';

const ENCRYPTED_LABEL = 'ENCRYPTED PRIVATE KEY';
/** `openssl ecparam -genkey` writes this block before the key; the key names its curve itself. */
const IGNORED_LABEL = 'EC PARAMETERS';

const KEY_TYPES: ReadonlyMap<string, 'pkcs8' | 'sec1' | 'pkcs1'> = new Map([
  ['PRIVATE KEY', 'pkcs8'],
  [ENCRYPTED_LABEL, 'pkcs8'],
  ['EC PRIVATE KEY', 'sec1'],
  ['RSA PRIVATE KEY', 'pkcs1'],
]);

/**
 * The signing key in a PEM text with exactly one private key. `passphrase` opens an `ENCRYPTED PRIVATE KEY` (PKCS#8) and is
 * not looked at for another.
 * @throws StellaError INPUT_INVALID naming what was received, a missing or wrong passphrase, or an unsupported key
 */
export function parsePrivateKeyPem(pem: string, passphrase?: string): SigningKey {
  const block = onlyKeyBlock(pem);
  const isEncrypted = block.label === ENCRYPTED_LABEL;
  if (isEncrypted && passphrase === undefined)
    throw invalid('the private key is encrypted: a passphrase is needed');
  const privateKey = openKey(block, isEncrypted ? passphrase : undefined);
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
  return onlyKeyBlock(pem).label === ENCRYPTED_LABEL;
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

function openKey(block: PemBlock, passphrase: string | undefined): KeyObject {
  const type = KEY_TYPES.get(block.label) ?? 'pkcs8';
  try {
    const key = Buffer.from(block.der);
    return createPrivateKey({
      key,
      format: 'der',
      type,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch {
    // OpenSSL's own error is not passed on: for a wrong passphrase it is random, like the bytes that came out.
    const why =
      passphrase === undefined
        ? 'it is not a key that can be read'
        : 'the passphrase is wrong, or the key damaged';
    throw invalid(`${block.label}: ${why}`);
  }
}

/** `d` of the key's JWK (RFC 7518 section 6.2.2, RFC 8037): the scalar of fixed length, or the Ed25519 seed. */
function secretBytes(privateKey: KeyObject): Uint8Array {
  return base64Decode(privateKey.export({ format: 'jwk' }).d ?? '');
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
