import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  type ArtifactDigests,
  type Attestation,
  parseAttestation,
  verifyArtifactSubject,
  verifyPredicateType,
} from '../../../../src/core/intoto/attestation.ts';

const V1 = 'https://in-toto.io/Statement/v1';

function parse(statement: unknown): Attestation {
  const payload = utf8Encode(typeof statement === 'string' ? statement : JSON.stringify(statement));
  return parseAttestation({ payloadType: 'application/vnd.in-toto+json', payload, signers: [] });
}

const subject = [{ name: 'a', digest: { sha256: '00' } }];

describe('parseAttestation', () => {
  it('reads statements of v1 and v0.1, with any predicate', () => {
    for (const type of [V1, 'https://in-toto.io/Statement/v0.1']) {
      for (const predicate of [{ a: 1 }, 'text', ['list'], null])
        assert.deepEqual(parse({ _type: type, subject, predicateType: 'p', predicate }), {
          type,
          subject,
          predicateType: 'p',
          predicate,
        });
    }
  });

  it('reads a subject without a name, and a statement without a predicate', () => {
    const { subject: read, predicate } = parse({
      _type: V1,
      subject: [{ digest: { gitCommit: 'abc' }, uri: 'x' }],
      predicateType: 'p',
    });
    assert.deepEqual(read, [{ name: null, digest: { gitCommit: 'abc' } }]);
    assert.equal(predicate, null);
  });

  for (const [what, type] of [
    ['a version that nobody knows', 'https://in-toto.io/Statement/v2'],
    ['no type', undefined],
    ['a type that is no text', 1],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parse({ _type: type, subject, predicateType: 'p' }), {
        code: 'UNSUPPORTED_VERSION',
      });
    });
  }

  for (const [what, statement] of Object.entries({
    'no JSON': 'hello',
    'a member given twice': `{"_type":"${V1}","_type":"${V1}"}`,
    'no subject': { _type: V1, predicateType: 'p' },
    'an empty list of subjects': { _type: V1, subject: [], predicateType: 'p' },
    'a subject without a digest': { _type: V1, subject: [{ name: 'a', digest: {} }], predicateType: 'p' },
    'a digest that is no text': { _type: V1, subject: [{ digest: { sha256: 1 } }], predicateType: 'p' },
    'no predicate type': { _type: V1, subject },
    'an empty predicate type': { _type: V1, subject, predicateType: '' },
  })) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parse(statement), { code: 'INPUT_INVALID' });
    });
  }
});

describe('verifyArtifactSubject', () => {
  const artifact: ArtifactDigests = new Map([
    ['sha256', Uint8Array.of(0xaa)],
    ['sha512', Uint8Array.of(0xbb)],
  ]);
  const about = (...digests: readonly Record<string, string>[]): Attestation =>
    parse({ _type: V1, subject: digests.map((digest) => ({ name: 'a', digest })), predicateType: 'p' });

  it('finds the subject by any algorithm that both sides have', () => {
    for (const digest of [{ sha256: 'aa' }, { sha512: 'bb' }, { sha256: 'aa', sha512: 'bb', md5: '00' }])
      assert.deepEqual(verifyArtifactSubject(about({ sha256: 'ff' }, digest), artifact).digest, digest);
  });

  for (const [what, digest] of Object.entries({
    'another digest': { sha256: 'ab' },
    'one that agrees and one that does not': { sha256: 'aa', sha512: 'bc' },
    'no algorithm that both sides have': { sha1: 'aa', gitCommit: 'aa' },
    'a digest in capital letters': { sha256: 'AA' },
    'an algorithm from the prototype of objects': { constructor_: 'aa' },
  })) {
    it(`is SUBJECT_MISMATCH for ${what}`, () => {
      assert.throws(() => verifyArtifactSubject(about(digest as Record<string, string>), artifact), {
        code: 'SUBJECT_MISMATCH',
        details: { expected: [{ name: 'a', digest }], actual: { sha256: 'aa', sha512: 'bb' } },
      });
    });
  }
});

describe('verifyPredicateType', () => {
  it('is exact', () => {
    const statement = parse({ _type: V1, subject, predicateType: 'https://slsa.dev/provenance/v1' });
    verifyPredicateType(statement, 'https://slsa.dev/provenance/v1');
    for (const other of ['https://slsa.dev/provenance/v1.0', 'https://slsa.dev/provenance/', ''])
      assert.throws(() => verifyPredicateType(statement, other), { code: 'SUBJECT_MISMATCH' });
  });
});
