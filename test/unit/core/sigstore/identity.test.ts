import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  certificateIdentity,
  isExpectedIdentity,
  verifyIdentity,
} from '../../../../src/core/sigstore/identity.ts';
import { parseCertificate } from '../../../../src/core/x509/certificate.ts';
import { extension, generalName } from '../../../helpers/certificates.ts';
import { IDENTITY, type LeafRecipe, makeLeaf, usernameName } from '../../../helpers/sigstore-instance.ts';

const identityOf = (recipe: LeafRecipe) =>
  certificateIdentity(parseCertificate(makeLeaf({ sctKeys: [], ...recipe })));

describe('certificateIdentity', () => {
  it('reads URIs, email addresses and user names', () => {
    const names = [
      generalName.uri('https://a.example/x'),
      generalName.email('a@example.org'),
      usernameName('alice!example.org'),
    ];
    for (const name of names) assert.equal(identityOf({ names: [name] }).subjects.length, 1);
    assert.deepEqual(identityOf({ names }).subjects, [
      'https://a.example/x',
      'a@example.org',
      'alice!example.org',
    ]);
  });

  it('passes over names of other kinds', () => {
    const names = [
      generalName.ip('01020304'),
      generalName.directory('x'),
      generalName.uri('u:x'),
      generalName.registeredId(),
    ];
    assert.deepEqual(identityOf({ names }).subjects, ['u:x']);
  });

  it('reads the issuer in either form, or in both when they agree', () => {
    assert.equal(identityOf({ issuerV1: null }).issuer, IDENTITY.issuer);
    assert.equal(identityOf({ issuerV2: null }).issuer, IDENTITY.issuer);
    assert.equal(identityOf({}).issuer, IDENTITY.issuer);
    assert.equal(identityOf({ issuerV1: null, issuerV2: null }).issuer, null);
  });

  it('refuses two issuers that differ', () => {
    assert.throws(() => identityOf({ issuerV2: 'https://evil.example' }), { code: 'CERTIFICATE_UNTRUSTED' });
  });

  it('refuses an issuer that is no UTF8String, or no text', () => {
    const v2 = '060a2b0601040183bf300108';
    for (const value of [utf8Encode('bare'), Uint8Array.of(0x13, 1, 0x41), Uint8Array.of(0x0c, 1, 0xff)])
      assert.throws(() => identityOf({ issuerV2: null, extra: [extension(v2, value)] }), {
        code: 'INPUT_INVALID',
      });
  });
});

describe('verifyIdentity', () => {
  const received = { subjects: ['a@example.org', 'https://a.example'], issuer: 'https://issuer.example' };

  it('takes one of the names, with its issuer', () => {
    for (const subject of received.subjects) verifyIdentity(received, { subject, issuer: received.issuer });
  });

  for (const [what, subject, issuer] of [
    ['a name that only begins alike', 'a@example.org.evil', received.issuer],
    ['a part of the name', 'example.org', received.issuer],
    ['a pattern', '.*', received.issuer],
    ['nobody', '', received.issuer],
    ['another case', 'A@example.org', received.issuer],
    ['another issuer', 'a@example.org', 'https://issuer.example/'],
    ['no issuer', 'a@example.org', ''],
  ] as const) {
    it(`is CERTIFICATE_UNTRUSTED for ${what}`, () => {
      assert.equal(isExpectedIdentity(received, { subject, issuer }), false);
      assert.throws(() => verifyIdentity(received, { subject, issuer }), { code: 'CERTIFICATE_UNTRUSTED' });
    });
  }

  it('takes no certificate without an issuer, whatever is expected', () => {
    for (const issuer of ['null', '', 'undefined'])
      assert.equal(
        isExpectedIdentity({ ...received, issuer: null }, { subject: 'a@example.org', issuer }),
        false,
      );
  });
});
