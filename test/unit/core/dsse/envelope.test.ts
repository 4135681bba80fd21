import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatEnvelope, MAX_SIGNATURES, parseEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

const parse = (envelope: unknown) =>
  parseEnvelope(
    utf8Encode(typeof envelope === 'string' ? envelope : JSON.stringify(envelope)),
    'kit.dsse.json',
    'KIT_INVALID',
  );

const GOOD = { payload: 'eyJ9', payloadType: 'text/plain', signatures: [{ keyid: 'k', sig: 'AQI=' }] };

describe('parseEnvelope', () => {
  test('decodes payload and signatures', () => {
    assert.deepEqual(parse(GOOD), {
      payloadType: 'text/plain',
      payload: utf8Encode('{"}'),
      signatures: [{ keyidHint: 'k', signature: Uint8Array.of(1, 2) }],
    });
  });

  test('takes a keyid that is absent or null for none', () => {
    const { signatures } = parse({ ...GOOD, signatures: [{ sig: 'AQI=' }, { keyid: null, sig: '' }] });
    assert.deepEqual(
      signatures.map(({ keyidHint }) => keyidHint),
      [null, null],
    );
  });

  test('ignores members that DSSE does not know', () => {
    assert.equal(parse({ ...GOOD, extra: 1, signatures: [{ sig: '', cert: 'x' }] }).signatures.length, 1);
  });

  test('reads an envelope without signatures: who verifies it says so', () => {
    assert.deepEqual(parse({ ...GOOD, signatures: [] }).signatures, []);
  });

  const malformed: readonly (readonly [string, unknown, RegExp])[] = [
    ['no payload', { ...GOOD, payload: undefined }, /at \/payload/],
    ['a payload that is an object', { ...GOOD, payload: {} }, /at \/payload/],
    ['no payloadType', { ...GOOD, payloadType: undefined }, /at \/payloadType/],
    ['no signatures', { ...GOOD, signatures: undefined }, /at \/signatures/],
    ['signatures that are an object', { ...GOOD, signatures: {} }, /at \/signatures/],
    ['a signature that is a string', { ...GOOD, signatures: ['AQI='] }, /at \/signatures\/0/],
    ['a signature without sig', { ...GOOD, signatures: [{ keyid: 'k' }] }, /at \/signatures\/0\/sig/],
    [
      'a keyid that is a number',
      { ...GOOD, signatures: [{ keyid: 1, sig: '' }] },
      /at \/signatures\/0\/keyid/,
    ],
    ['a payload that is not base64', { ...GOOD, payload: 'a b' }, /has a payload that is not strict base64/],
    [
      'a signature that is not base64',
      { ...GOOD, signatures: [{ sig: 'AQI' + '\n' }] },
      /has a signature that is not/,
    ],
    ['an array', [GOOD], /at \/payloadType/],
    ['null', null, /at its top level/],
    [
      'too many signatures',
      { ...GOOD, signatures: Array.from({ length: MAX_SIGNATURES + 1 }, () => ({ sig: '' })) },
      /at \/signatures/,
    ],
  ];
  for (const [what, envelope, message] of malformed) {
    test(`refuses ${what} with the code that it is told`, () => {
      assert.throws(() => parse(envelope), { code: 'KIT_INVALID', message });
    });
  }

  test('refuses what is not strict JSON', () => {
    assert.throws(() => parse('{"payload":"","payload":""}'), {
      code: 'INPUT_INVALID',
      message: /^kit\.dsse\.json/,
    });
  });
});

describe('formatEnvelope', () => {
  test('writes canonical JSON that parseEnvelope reads back', () => {
    const envelope = {
      payloadType: 'é',
      payload: Uint8Array.of(0xfb, 0xff),
      signatures: [{ keyidHint: null, signature: Uint8Array.of(0xff) }],
    };
    const bytes = formatEnvelope(envelope);
    assert.equal(
      Buffer.from(bytes).toString(),
      '{"payload":"+/8=","payloadType":"é","signatures":[{"keyid":"","sig":"/w=="}]}',
    );
    assert.deepEqual(parseEnvelope(bytes, 'x', 'KIT_INVALID'), {
      ...envelope,
      signatures: [{ keyidHint: '', signature: Uint8Array.of(0xff) }],
    });
  });
});
