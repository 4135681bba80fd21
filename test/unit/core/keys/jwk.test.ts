import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import { JWK_SET_KEYS_MAX, parseJwks } from '../../../../src/core/keys/jwk.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const rsaJwk = rsa.export({ format: 'jwk' }) as Record<string, string>;

function jwkOf({ publicKey }: SigningKey): Record<string, string> {
  const key = createPublicKey({ key: Buffer.from(publicKey.spkiDer), format: 'der', type: 'spki' });
  return key.export({ format: 'jwk' }) as Record<string, string>;
}

const keys = {
  Ed25519: ed25519Key(1),
  'P-256': ecdsaKey('P-256', 1),
  'P-384': ecdsaKey('P-384', 1),
  'P-521': ecdsaKey('P-521', 1),
};

describe('parseJwks', () => {
  for (const [name, key] of Object.entries(keys)) {
    it(`reads ${name} as the key that its SubjectPublicKeyInfo is`, () => {
      assert.deepEqual(parseJwks(jwkOf(key), 'key.jwk'), [key.publicKey]);
    });
  }

  it('reads RSA', () => {
    const [key] = parseJwks(
      { ...rsaJwk, use: 'sig', alg: 'PS256', key_ops: ['verify'], kid: 'a' },
      'key.jwk',
    );
    assert.deepEqual([key?.algorithm, key?.bits], ['rsa', 2048]);
    const spki = new Uint8Array(rsa.export({ type: 'spki', format: 'der' }));
    assert.deepEqual(key?.spkiDer, spki);
  });

  it('reads a set in order, and passes over keys for other uses and of other kinds', () => {
    const set = {
      keys: [
        jwkOf(keys['P-256']),
        { ...rsaJwk, use: 'enc' },
        { kty: 'OKP', crv: 'X25519', x: 'AA' },
        { kty: 'AKP', pub: 'AA' },
        jwkOf(keys.Ed25519),
      ],
    };
    assert.deepEqual(parseJwks(set, 'keys.jwks'), [keys['P-256'].publicKey, keys.Ed25519.publicKey]);
  });

  const p256 = jwkOf(keys['P-256']);
  const ed25519 = jwkOf(keys.Ed25519);
  const refused: Readonly<Record<string, readonly [JsonValue, RegExp]>> = {
    'a text': ['key', /neither a JWK nor a JWK Set/],
    'an empty object': [{}, /expected OKP Ed25519, EC .*, received a JSON document that is no key/],
    'a secret key': [{ kty: 'oct', k: 'AAAA' }, /private or secret key \(it has "k"\)/],
    'a private key': [{ ...p256, d: 'AAAA' }, /private or secret key \(it has "d"\)/],
    'a private key in a set': [{ keys: [p256, { ...rsaJwk, d: 'AAAA' }] }, /keys\.jwk, key 2 is a private/],
    'a secret key in a set': [{ keys: [p256, { kty: 'oct', k: 'AAAA' }] }, /key 2 is a private or secret/],
    'a set without keys that verify': [
      { keys: [{ ...p256, use: 'enc' }] },
      /no key that verifies signatures/,
    ],
    'a set that is no list': [{ keys: {} }, /"keys" is not an array/],
    'a set of texts': [{ keys: ['a'] }, /key 1 is not an object/],
    'a key for encryption': [{ ...p256, use: 'enc' }, /not for verifying/],
    'a key for signing only': [{ ...p256, key_ops: ['sign'] }, /not for verifying/],
    'another algorithm than the curve has': [
      { ...p256, alg: 'ES384' },
      /expected "alg" ES256, received "ES384"/,
    ],
    'RSA with a hash that is not supported': [{ ...rsaJwk, alg: 'RS512' }, /expected "alg" RS256 or PS256/],
    'RSA for encryption': [{ ...rsaJwk, alg: 'RSA-OAEP' }, /received "RSA-OAEP"/],
    'a curve that is not supported': [{ ...p256, crv: 'secp256k1' }, /received \["EC","secp256k1"\]/],
    'a key type from the prototype of objects': [{ kty: 'constructor', crv: 'name' }, /expected OKP/],
    'a coordinate that is missing': [
      { kty: 'EC', crv: 'P-256', x: p256['x'] ?? '' },
      /"y" is not of the form/,
    ],
    'a coordinate that is too short': [{ ...p256, x: 'AA' }, /"x" is not of the form/],
    'standard base64': [{ ...p256, x: `${p256['x']?.slice(0, -1)}+` }, /"x" is not of the form/],
    'padded base64': [{ ...p256, x: `${p256['x']}=` }, /"x" is not of the form/],
    'a modulus with a leading zero': [{ ...rsaJwk, n: `AA${rsaJwk['n']}` }, /"n" is not of the form/],
    'a point that is not on the curve': [{ ...p256, y: p256['x'] ?? '' }, /keys\.jwk: /],
    'a point of small order': [
      { ...ed25519, x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      /small order/,
    ],
    'a member that is no text': [{ ...p256, x: 1 }, /"x" is not of the form/],
  };
  for (const [what, [value, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseJwks(value, 'keys.jwk'), { code: 'INPUT_INVALID', message });
    });
  }

  it('refuses a set with too many keys before it reads one', () => {
    const set = { keys: new Array(JWK_SET_KEYS_MAX + 1).fill(null) };
    assert.throws(() => parseJwks(set, 'keys.jwk'), { code: 'LIMIT_EXCEEDED' });
  });
});
