import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  formatStatement,
  parseStatement,
  STATEMENT_PAYLOAD_TYPE,
} from '../../../../src/core/intoto/statement.ts';

const TYPE = 'https://example.org/predicate/v1';
const SHA256 = '0a'.repeat(32);
const STATEMENT = {
  subject: [{ name: 'a', digest: { sha256: SHA256 } }],
  predicateType: TYPE,
  predicate: { x: 1 },
};

const GOOD = { _type: 'https://in-toto.io/Statement/v1', ...STATEMENT };

function parse(payload: unknown, payloadType: string = STATEMENT_PAYLOAD_TYPE) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return parseStatement({ payloadType, payload: utf8Encode(text), signers: [] }, TYPE, 'KIT_INVALID');
}

describe('formatStatement', () => {
  test('writes canonical bytes that parseStatement reads back', () => {
    const bytes = formatStatement(STATEMENT);
    assert.equal(
      Buffer.from(bytes).toString(),
      `{"_type":"https://in-toto.io/Statement/v1","predicate":{"x":1},"predicateType":"${TYPE}","subject":[{"digest":{"sha256":"${SHA256}"},"name":"a"}]}`,
    );
    const { subject, predicateType, predicate } = parse(Buffer.from(bytes).toString());
    assert.deepEqual({ subject, predicateType, predicate }, STATEMENT);
  });
});

describe('parseStatement', () => {
  test('ignores members that in-toto does not know, and digests of other algorithms', () => {
    const subject = [{ name: 'a', uri: 'x', digest: { sha256: SHA256, sha512: 'x' } }];
    const [{ name, digest }] = parse({ ...GOOD, other: 1, subject }).subject as [
      (typeof STATEMENT.subject)[0],
    ];
    assert.deepEqual([name, digest.sha256], ['a', SHA256]);
  });

  const otherTypes: readonly (readonly [string, unknown, string?])[] = [
    ['another payload type', GOOD, 'application/json'],
    ['the payload type in capitals', GOOD, 'application/vnd.in-toto+JSON'],
    ['another statement version', { ...GOOD, _type: 'https://in-toto.io/Statement/v0.1' }],
    ['no statement type', { ...GOOD, _type: undefined }],
    ['another predicate type', { ...GOOD, predicateType: `${TYPE}/` }],
    ['no predicate type', { ...GOOD, predicateType: undefined }],
    ['a statement that is null', null],
    ['a statement that is a string', '"x"'],
    ['a statement that is an array', [GOOD]],
  ];
  for (const [what, payload, payloadType] of otherTypes) {
    test(`is UNSUPPORTED_VERSION for ${what}`, () => {
      assert.throws(() => parse(payload, payloadType), { code: 'UNSUPPORTED_VERSION' });
    });
  }

  const malformed: readonly (readonly [string, unknown])[] = [
    ['no subject', { ...GOOD, subject: undefined }],
    ['a subject without a name', { ...GOOD, subject: [{ digest: { sha256: SHA256 } }] }],
    ['a subject without a SHA-256', { ...GOOD, subject: [{ name: 'a', digest: { sha1: 'x' } }] }],
    [
      'a SHA-256 in upper case',
      { ...GOOD, subject: [{ name: 'a', digest: { sha256: SHA256.toUpperCase() } }] },
    ],
    ['no predicate', { ...GOOD, predicate: undefined }],
    ['a predicate that is null', { ...GOOD, predicate: null }],
    ['a predicate that is a string', { ...GOOD, predicate: 'x' }],
  ];
  for (const [what, payload] of malformed) {
    test(`gives the code that it is told for ${what}`, () => {
      assert.throws(() => parse(payload), { code: 'KIT_INVALID' });
    });
  }

  test('is INPUT_INVALID for what is not strict JSON', () => {
    for (const payload of ['', '{', '{"_type":1,"_type":1}', '\ufeff{}']) {
      assert.throws(() => parse(payload), { code: 'INPUT_INVALID', message: /^the signed statement/ });
    }
  });

  test('shows a bounded part of a type that it refuses', () => {
    assert.throws(
      () => parse({ ...GOOD, predicateType: 'x'.repeat(10_000) }),
      (error: Error) => error.message.length < 400,
    );
  });
});
