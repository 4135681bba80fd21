import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import type { EnvelopeReport } from '../../../../src/core/envelope/envelope-report.ts';
import { signatureCertificates } from '../../../../src/core/envelope/signature-certificates.ts';
import { examineSignatureChains } from '../../../../src/core/envelope/signature-chains.ts';
import {
  type EnvelopeRequest,
  verifyDsseDocument,
} from '../../../../src/core/envelope/verify-dsse-document.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import { NO_TRUST_ROOTS, type TrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { makeCa, toAnchor } from '../../../helpers/certificates.ts';
import {
  type EnvelopeJson,
  makeEnvelope,
  makeSigner,
  withCert,
  withWitnessCertificate,
} from '../../../helpers/envelopes.ts';
import { IDENTITY, KEYS, makeLeaf, SIGNED_AT } from '../../../helpers/sigstore-instance.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';

const [alice, bob, eve] = [ed25519Key(1), ecdsaKey('P-256', 2), ed25519Key(3)];
const [rootKey, caKey] = [ed25519Key(10), ed25519Key(11)];
const root = makeCa('root', rootKey);
const ca = makeCa('CA', caKey, { name: 'root', key: rootKey });
const issuer = { name: 'CA', key: caKey };

const keys = (...signers: readonly SigningKey[]): TrustRoots => ({
  keys: signers.map(({ publicKey }) => ({ ...publicKey, source: 'a.pub' })),
  anchors: [],
});
const anchored: TrustRoots = { keys: [], anchors: [toAnchor(root)] };

function verify(
  json: EnvelopeJson,
  trust: TrustRoots,
  request: Partial<EnvelopeRequest> & { readonly at?: string } = {},
): EnvelopeReport {
  const value = JSON.parse(JSON.stringify(json)) as JsonValue;
  const { at = '2025-06-01T00:00:00Z', ...rest } = request;
  const chains = examineSignatureChains(signatureCertificates(value, 'it'), trust.anchors, at);
  return verifyDsseDocument(readEnvelope(value, 'it', 'INPUT_INVALID'), chains, {
    trust,
    threshold: 1,
    identity: null,
    predicateType: null,
    artifact: null,
    assumed: [],
    ...rest,
  });
}

const statusOf = ({ checks }: EnvelopeReport, name: string) =>
  checks.find((check) => check.name === name)?.status;

describe('an envelope by trusted keys', () => {
  it('is verified, with its statement and its signers', () => {
    const { verified, proven } = verify(makeEnvelope([alice]), keys(alice, bob));
    assert.ok(verified);
    assert.equal(proven?.statement?.predicateType, 'https://slsa.dev/provenance/v1');
    assert.deepEqual(proven?.signers, [
      { keyid: alice.publicKey.keyid, algorithm: 'ed25519', certificate: null },
    ]);
  });

  it('is verified when enough different keys have signed', () => {
    assert.ok(verify(makeEnvelope([alice, bob]), keys(alice, bob), { threshold: 2 }).verified);
    const report = verify(makeEnvelope([alice, alice]), keys(alice, bob), { threshold: 2 });
    assert.equal(report.code, 'KEY_UNKNOWN');
    assert.equal(report.proven, null);
  });

  it('shows a payload that is no statement as bytes only', () => {
    const { proven } = verify(makeEnvelope([alice], utf8Encode('{"a":1}'), 'application/json'), keys(alice));
    assert.equal(proven?.payload, 'eyJhIjoxfQ==');
    assert.equal(proven?.statement, null);
  });

  const unknown: Readonly<Record<string, readonly [EnvelopeReport, string]>> = {
    'by a stranger': [verify(makeEnvelope([eve]), keys(alice)), 'KEY_UNKNOWN'],
    'with no trust root at all': [verify(makeEnvelope([alice]), NO_TRUST_ROOTS), 'TRUST_ROOT_MISSING'],
    'without a signature': [verify(makeEnvelope([]), keys(alice)), 'SIGNATURE_INVALID'],
    'with another payload': [
      verify({ ...makeEnvelope([alice]), payload: 'e30=' }, keys(alice)),
      'SIGNATURE_INVALID',
    ],
    'with a statement of a type that nobody knows': [
      verify(makeEnvelope([alice], utf8Encode('{"_type":"x"}')), keys(alice)),
      'UNSUPPORTED_VERSION',
    ],
    'with a statement that is no JSON': [
      verify(makeEnvelope([alice], utf8Encode('hello')), keys(alice)),
      'INPUT_INVALID',
    ],
    'of another predicate type than is expected': [
      verify(makeEnvelope([alice]), keys(alice), { predicateType: 'https://example.com' }),
      'SUBJECT_MISMATCH',
    ],
    'about another artifact': [
      verify(makeEnvelope([alice]), keys(alice), { artifact: new Map([['sha256', new Uint8Array(32)]]) }),
      'SUBJECT_MISMATCH',
    ],
    'without a statement, where one is asked for': [
      verify(makeEnvelope([alice], utf8Encode('x'), 'text/plain'), keys(alice), { predicateType: 'x' }),
      'SUBJECT_MISMATCH',
    ],
    'by a bare key, where an identity is expected': [
      verify(makeEnvelope([alice]), keys(alice), { identity: IDENTITY }),
      'CERTIFICATE_UNTRUSTED',
    ],
  };
  for (const [what, [report, code]] of Object.entries(unknown)) {
    it(`is ${code} ${what}, and nothing of it is told`, () => {
      assert.equal(report.code, code);
      assert.equal(report.verified, false);
      assert.equal(report.proven, null);
      assert.deepEqual(report.established, []);
    });
  }
});

describe('an envelope with a certificate', () => {
  const leaf = makeSigner(bob, issuer);
  const good = withCert(makeEnvelope([bob]), leaf, ca);

  it('is verified by its chain, as SLSA generators and as witness write it', () => {
    for (const json of [good, withWitnessCertificate(makeEnvelope([bob]), leaf, ca)]) {
      const { verified, proven } = verify(json, anchored);
      assert.ok(verified);
      assert.equal(proven?.signers[0]?.certificate?.subject, 'CN=Release key');
    }
  });

  it('is judged at the time that is given', () => {
    const short = { notBefore: '2025-01-01T00:00:00Z', notAfter: '2025-02-01T00:00:00Z' };
    const json = withCert(makeEnvelope([bob]), makeSigner(bob, issuer, short), ca);
    assert.ok(verify(json, anchored, { at: '2025-01-15T00:00:00Z' }).verified);
    assert.equal(verify(json, anchored, { at: '2025-03-01T00:00:00Z' }).code, 'CERTIFICATE_EXPIRED');
    assert.equal(verify(json, anchored, { at: '2024-03-01T00:00:00Z' }).code, 'CERTIFICATE_NOT_YET_VALID');
  });

  it('counts its key and trusted keys together against a threshold', () => {
    const both = makeEnvelope([bob, alice]);
    const json = {
      ...both,
      signatures: [{ ...both.signatures[0]!, cert: good.signatures[0]!.cert! }, both.signatures[1]!],
    };
    const trust = { ...keys(alice), anchors: anchored.anchors };
    assert.ok(verify(json, trust, { threshold: 2 }).verified);
    assert.equal(
      verify(json, trust, { threshold: 2, at: '2060-01-01T00:00:00Z' }).code,
      'CERTIFICATE_EXPIRED',
    );
    assert.ok(
      verify(json, trust, { at: '2060-01-01T00:00:00Z' }).verified,
      'one trusted key is enough for one',
    );
  });

  const refused: Readonly<Record<string, readonly [EnvelopeJson, string]>> = {
    'whose chain leads nowhere': [withCert(makeEnvelope([bob]), leaf), 'CERTIFICATE_UNTRUSTED'],
    'by another authority': [
      withCert(makeEnvelope([bob]), makeSigner(bob, { name: 'CA', key: eve }), ca),
      'CERTIFICATE_UNTRUSTED',
    ],
    'that is not for signing code': [
      withCert(makeEnvelope([bob]), makeSigner(bob, issuer, { extensions: [] }), ca),
      'CERTIFICATE_USAGE',
    ],
    'of another key than the one that signed': [withCert(makeEnvelope([eve]), leaf, ca), 'SIGNATURE_INVALID'],
    'over another payload': [{ ...good, payload: 'e30=' }, 'SIGNATURE_INVALID'],
  };
  for (const [what, [json, code]] of Object.entries(refused)) {
    it(`is ${code} with a certificate ${what}`, () => {
      assert.equal(verify(json, anchored).code, code);
    });
  }

  it('may not borrow the certificate of another signature', () => {
    const both = makeEnvelope([eve, bob]);
    const json = {
      ...both,
      signatures: [{ ...both.signatures[0]!, cert: good.signatures[0]!.cert! }, both.signatures[1]!],
    };
    assert.equal(verify(json, anchored).code, 'SIGNATURE_INVALID');
  });

  for (const [what, signature] of Object.entries({
    'that is no PEM': { cert: 'hello' },
    'that is a private key': { cert: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
    'that is no certificate': { cert: '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n' },
    'whose base64 is not strict': { certificate: 'A B' },
  })) {
    it(`is refused with a certificate ${what}`, () => {
      const json = makeEnvelope([bob]);
      const bad = { ...json, signatures: [{ ...json.signatures[0]!, ...signature }] };
      assert.throws(() => verify(bad, anchored), { code: 'INPUT_INVALID' });
    });
  }
});

describe('an envelope with a certificate of Fulcio’s', () => {
  const fulcio: TrustRoots = { keys: [], anchors: [toAnchor(makeCa('Fulcio', KEYS.intermediate))] };
  const json = withCert(makeEnvelope([KEYS.leaf]), makeLeaf());

  it('is verified for the identity that is expected', () => {
    const report = verify(json, fulcio, { identity: IDENTITY, at: SIGNED_AT });
    assert.ok(report.verified);
    assert.equal(statusOf(report, 'identity'), 'pass');
  });

  it('is refused for another one', () => {
    for (const other of [
      { subject: 'https://evil.example' },
      { issuer: 'https://evil.example' },
      { subject: '' },
    ]) {
      const report = verify(json, fulcio, { identity: { ...IDENTITY, ...other }, at: SIGNED_AT });
      assert.equal(report.code, 'CERTIFICATE_UNTRUSTED');
      assert.equal(statusOf(report, 'identity'), 'fail');
    }
  });

  it('is not judged at all where nobody in particular is expected', () => {
    assert.throws(() => verify(json, fulcio, { at: SIGNED_AT }), { code: 'USAGE' });
  });

  it('is refused outside its ten minutes', () => {
    assert.equal(verify(json, fulcio, { identity: IDENTITY }).code, 'CERTIFICATE_EXPIRED');
  });
});
