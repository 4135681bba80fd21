import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { preAuthenticationEncoding } from '../../../../src/core/dsse/pae.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('preAuthenticationEncoding', () => {
  test('is that of the example in the DSSE specification', () => {
    const encoding = preAuthenticationEncoding('http://example.com/HelloWorld', utf8Encode('hello world'));
    assert.equal(text(encoding), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  test('counts the bytes of the type, not its characters', () => {
    assert.equal(text(preAuthenticationEncoding('é😀', utf8Encode('ü'))), 'DSSEv1 6 é😀 2 ü');
  });

  test('of nothing has both lengths', () => {
    assert.equal(text(preAuthenticationEncoding('', new Uint8Array(0))), 'DSSEv1 0  0 ');
  });

  test('carries any bytes as they are', () => {
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const encoding = preAuthenticationEncoding('t', body);
    assert.deepEqual(encoding.subarray(-256), body);
    assert.equal(encoding.length, 'DSSEv1 1 t 256 '.length + 256);
  });

  test('differs for every split of the same text into type and body', () => {
    const whole = 'a 1 b 2 c';
    const splits = Array.from({ length: whole.length + 1 }, (_, at) =>
      text(preAuthenticationEncoding(whole.slice(0, at), utf8Encode(whole.slice(at)))),
    );
    assert.equal(new Set(splits).size, splits.length);
  });

  test('refuses a type that UTF-8 cannot carry', () => {
    assert.throws(() => preAuthenticationEncoding('\ud800', new Uint8Array(0)), { code: 'INPUT_INVALID' });
  });
});
