/** The worked example of the DSSE specification (protocol.md, "Test Vectors"): ECDSA P-256, a signature as r and s. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnvelope } from '../../src/core/dsse/envelope.ts';
import { verifyEnvelope } from '../../src/core/dsse/verify-envelope.ts';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { parseJwks } from '../../src/core/keys/jwk.ts';

const X = 46950820868899156662930047687818585632848591499744589407958293238635476079160n;
const Y = 5640078356564379163099075877009565129882514886557779369047442380624545832820n;
const coordinate = (n: bigint) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex').toString('base64url');
const KEYS = parseJwks({ kty: 'EC', crv: 'P-256', x: coordinate(X), y: coordinate(Y) }, 'the example');

function envelopeOf(payload: string, payloadType: string) {
  const sig = 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
  const document = {
    payload: base64Encode(utf8Encode(payload)),
    payloadType,
    signatures: [{ keyid: '66301bbf', sig }],
  };
  return parseEnvelope(utf8Encode(JSON.stringify(document)), 'the example', 'INPUT_INVALID');
}

test('the example of the DSSE specification verifies, and nothing else under its signature', () => {
  const { signers } = verifyEnvelope(envelopeOf('hello world', 'http://example.com/HelloWorld'), KEYS);
  assert.deepEqual(signers, KEYS);
  for (const [payload, type] of [
    ['hello world!', 'http://example.com/HelloWorld'],
    ['hello world', 'http://example.com/HelloWorld2'],
    ['world', 'http://example.com/HelloWorld 11 hello '],
  ] as const) {
    assert.throws(() => verifyEnvelope(envelopeOf(payload, type), KEYS), { code: 'KEY_UNKNOWN' });
  }
});
