/**
 * cosign's own private key files: a PEM block whose content is not DER but JSON, as go-securesystemslib/encrypted writes it.
 *
 *     {"kdf":{"name":"scrypt","params":{"N":65536,"r":8,"p":1},"salt":"…"},
 *      "cipher":{"name":"nacl/secretbox","nonce":"…"},"ciphertext":"…"}
 *
 * scrypt (RFC 7914) makes a key of the passphrase, NaCl's secretbox (XSalsa20 and Poly1305) opens the ciphertext, and a PKCS#8
 * key comes out. Whoever wrote the file chose scrypt's parameters, so memory and work are bounded before it runs.
 */

import { scryptSync } from 'node:crypto';
import { secretbox } from '@noble/ciphers/salsa.js';
import * as v from 'valibot';
import { base64Decode } from '../encoding/base64.ts';
import { StellaError } from '../errors.ts';
import { checkShape } from '../json/document.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { limit } from '../limits.ts';

/** Labels of the block: cosign's since 2.0, and the one before. */
export const COSIGN_KEY_LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'] as const;

/** Most memory that scrypt may take, in bytes (128·N·r): four times what cosign writes. */
export const SCRYPT_MEMORY_MAX = limit('scryptMemoryBytes');
/** Most blocks that scrypt may mix (N·r·p): eight times what cosign writes, a few seconds. */
export const SCRYPT_WORK_MAX = limit('scryptWork');

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const keyFileShape = v.object({
  kdf: v.object({
    name: v.string(),
    params: v.object({ N: positive, r: positive, p: positive }),
    salt: v.string(),
  }),
  cipher: v.object({ name: v.string(), nonce: v.string() }),
  ciphertext: v.string(),
});

type KeyFile = v.InferOutput<typeof keyFileShape>;

/**
 * PKCS#8 DER of the key in the content of a block with one of `COSIGN_KEY_LABELS`.
 * @throws StellaError INPUT_INVALID for another form, key derivation or cipher, and for a wrong passphrase; LIMIT_EXCEEDED for
 * scrypt parameters that would take too much memory or time
 */
export function decryptCosignKey(content: Uint8Array, passphrase: string): Uint8Array {
  const what = 'the cosign key';
  const file = checkShape(keyFileShape, parseStrictJson(content, what), what, 'INPUT_INVALID');
  if (file.kdf.name !== 'scrypt' || file.cipher.name !== 'nacl/secretbox') {
    const received = JSON.stringify([file.kdf.name, file.cipher.name]).slice(0, 80);
    throw invalid(`${what}: expected scrypt and nacl/secretbox, received ${received}`);
  }
  const nonce = base64Decode(file.cipher.nonce);
  if (nonce.length !== NONCE_BYTES) {
    throw invalid(`${what}: expected a nonce of ${NONCE_BYTES} bytes, received ${nonce.length}`);
  }
  const key = deriveKey(file, passphrase);
  try {
    return secretbox(key, nonce).open(base64Decode(file.ciphertext));
  } catch (cause) {
    throw new StellaError('INPUT_INVALID', `${what}: the passphrase is wrong, or the key damaged`, {
      cause,
      hint: 'check the passphrase; if it is right, take the key from another copy',
    });
  }
}

function deriveKey({ kdf }: KeyFile, passphrase: string): Uint8Array {
  const { N, r, p } = kdf.params;
  if (N < 2 || !Number.isInteger(Math.log2(N))) {
    throw invalid(`the cosign key: scrypt's N is ${N}, expected a power of two`);
  }
  if (128 * N * r > SCRYPT_MEMORY_MAX || N * r * p > SCRYPT_WORK_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `the cosign key asks scrypt for N=${N}, r=${r}, p=${p}: more memory or time than is spent on a key`,
      { details: { memoryMax: SCRYPT_MEMORY_MAX, workMax: SCRYPT_WORK_MAX } },
    );
  }
  const maxmem = 2 * SCRYPT_MEMORY_MAX;
  return new Uint8Array(scryptSync(passphrase, base64Decode(kdf.salt), KEY_BYTES, { N, r, p, maxmem }));
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
