/**
 * Public keys as JSON Web Keys (RFC 7517): OKP Ed25519 (RFC 8037), EC P-256, P-384 and P-521, RSA (RFC 7518 section 6). Members
 * that restrict what a key is for (`use`, `key_ops`, `alg`) are obeyed, and a private key is refused wherever it turns up:
 * it has no business in a trust root. The key itself is checked by the one reader of SubjectPublicKeyInfo.
 */

import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../json/json-value.ts';
import { limit } from '../limits.ts';
import { parsePublicKeyDer } from './public-key.ts';
import type { PublicKey } from './types.ts';

/** Most keys in a JWK Set. */
export const JWK_SET_KEYS_MAX = limit('jwkSetKeys');

/** A kind of key: what tells it, the `alg` values that mean what is verified here, and the octets of its members. */
interface KeyForm {
  readonly kty: string;
  /** Undefined where the type has no curve. */
  readonly crv: string | undefined;
  readonly algorithms: readonly string[];
  /** Null: a big integer without leading zero octets. */
  readonly octets: Readonly<Record<string, number | null>>;
}

const KEY_FORMS: readonly KeyForm[] = [
  { kty: 'OKP', crv: 'Ed25519', algorithms: ['EdDSA', 'Ed25519'], octets: { x: 32 } },
  { kty: 'EC', crv: 'P-256', algorithms: ['ES256'], octets: { x: 32, y: 32 } },
  { kty: 'EC', crv: 'P-384', algorithms: ['ES384'], octets: { x: 48, y: 48 } },
  { kty: 'EC', crv: 'P-521', algorithms: ['ES512'], octets: { x: 66, y: 66 } },
  { kty: 'RSA', crv: undefined, algorithms: ['RS256', 'PS256'], octets: { n: null, e: null } },
];
/** RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The keys in a JWK or a JWK Set. In a set, keys of other kinds and for other uses are passed over (RFC 7517 section 5), but
 * one must be left.
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID, LIMIT_EXCEEDED for a set with too many keys
 */
export function parseJwks(value: JsonValue, what: string): readonly PublicKey[] {
  if (!isJsonObject(value)) throw invalid(`${what} is neither a JWK nor a JWK Set`);
  if (!('keys' in value)) return [parseJwk(value, what)];
  const { keys } = value;
  if (!Array.isArray(keys)) throw invalid(`${what}: "keys" is not an array`);
  if (keys.length > JWK_SET_KEYS_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${keys.length} keys, at most ${JWK_SET_KEYS_MAX} are read`,
    );
  }
  const parsed = (keys as readonly JsonValue[]).flatMap((key, index) => {
    const place = `${what}, key ${index + 1}`;
    if (!isJsonObject(key)) throw invalid(`${place} is not an object`);
    checkPublic(key, place);
    return formOf(key) !== undefined && isForVerifying(key) ? [parseJwk(key, place)] : [];
  });
  if (parsed.length === 0) throw invalid(`${what} has no key that verifies signatures`);
  return parsed;
}

function parseJwk(jwk: JsonObject, what: string): PublicKey {
  checkPublic(jwk, what);
  const form = formOf(jwk);
  if (form === undefined) {
    const isKey = typeof jwk['kty'] === 'string';
    const received = isKey
      ? quote([jwk['kty'] ?? null, jwk['crv'] ?? null])
      : 'a JSON document that is no key';
    throw invalid(`${what}: expected OKP Ed25519, EC P-256, P-384, P-521 or RSA, received ${received}`);
  }
  if (!isForVerifying(jwk)) throw invalid(`${what} is not for verifying signatures ("use", "key_ops")`);
  const { alg } = jwk;
  if (alg !== undefined && !form.algorithms.includes(textOf(alg))) {
    throw invalid(`${what}: expected "alg" ${form.algorithms.join(' or ')}, received ${quote(alg)}`);
  }
  for (const [name, size] of Object.entries(form.octets)) checkMember(jwk, name, size, what);
  return importKey(jwk, what);
}

function formOf(jwk: JsonObject): KeyForm | undefined {
  return KEY_FORMS.find(({ kty, crv }) => kty === jwk['kty'] && (crv === undefined || crv === jwk['crv']));
}

/** The text of a member is the one base64url text of its octets; big integers have no leading zero octets. */
function checkMember(jwk: JsonObject, name: string, size: number | null, what: string): void {
  const text = jwk[name];
  const octets = typeof text === 'string' ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  const isOneText = octets.toString('base64url') === text;
  const isOfSize = size === null ? octets.length > 0 && octets[0] !== 0 : octets.length === size;
  if (!isOneText || !isOfSize) throw invalid(`${what}: "${name}" is not of the form that RFC 7518 gives it`);
}

function importKey(jwk: JsonObject, what: string): PublicKey {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return parsePublicKeyDer(new Uint8Array(key.export({ type: 'spki', format: 'der' })));
  } catch (cause) {
    const why = cause instanceof StellaError ? cause.message : 'its members make no key';
    throw new StellaError('INPUT_INVALID', `${what}: ${why}`, { cause });
  }
}

function isForVerifying(jwk: JsonObject): boolean {
  const { use, key_ops: operations } = jwk;
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

function checkPublic(jwk: JsonObject, what: string): void {
  const secret = PRIVATE_MEMBERS.find((name) => name in jwk);
  if (secret !== undefined) throw invalid(`${what} is a private or secret key (it has "${secret}")`);
}

function quote(value: JsonValue): string {
  return JSON.stringify(value).slice(0, 80);
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
