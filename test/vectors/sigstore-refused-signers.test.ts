/** Sigstore bundles with something wrong about who signed, what was signed, or the form of the bundle. */
import { base64Decode, base64Encode } from '../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { EKU, extension, generalName } from '../helpers/certificates.ts';
import {
  broken,
  EARLIER,
  LATER,
  type RefusedCase,
  rootWhere,
  testRefused,
} from '../helpers/refused-bundles.ts';
import { makeBundle } from '../helpers/sigstore-bundles.ts';
import { IDENTITY, KEYS, SIGNED_AT } from '../helpers/sigstore-instance.ts';

const otherPayload = utf8Encode('{}');

const cases: Readonly<Record<string, RefusedCase>> = {
  'logged after the certificate expired': {
    bundle: makeBundle({ integratedTime: LATER }),
    code: 'CERTIFICATE_EXPIRED',
  },
  'logged before the certificate was valid': {
    bundle: makeBundle({ integratedTime: EARLIER }),
    code: 'CERTIFICATE_NOT_YET_VALID',
  },
  'timestamped after the certificate expired': {
    bundle: makeBundle({ log: 'rekor2', timestamps: [LATER] }),
    code: 'CERTIFICATE_EXPIRED',
  },
  'one of two times outside the certificate': {
    bundle: makeBundle({ timestamps: [SIGNED_AT, LATER] }),
    code: 'CERTIFICATE_EXPIRED',
  },
  'a certificate for another identity': {
    bundle: makeBundle({ leaf: { names: [generalName.uri(`${IDENTITY.subject}0`)] } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a certificate by another issuer': {
    bundle: makeBundle({ leaf: { issuerV1: 'https://evil.example', issuerV2: 'https://evil.example' } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a certificate whose two issuers differ': {
    bundle: makeBundle({ leaf: { issuerV1: 'https://evil.example' } }),
    code: 'CERTIFICATE_UNTRUSTED',
    accepted: 'it reads the newer of the two forms alone',
  },
  'a certificate without an issuer': {
    bundle: makeBundle({ leaf: { issuerV1: null, issuerV2: null } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a certificate by another authority': {
    bundle: makeBundle({ leaf: { certificate: { signer: KEYS.other } } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a certificate for TLS servers': {
    bundle: makeBundle({ leaf: { purpose: [EKU.serverAuth] } }),
    code: 'CERTIFICATE_USAGE',
    accepted: 'it does not look at the extended key usage',
  },
  'a certificate with a critical extension that nobody knows': {
    bundle: makeBundle({ leaf: { extra: [extension('06032a0304', Uint8Array.of(5, 0), true)] } }),
    code: 'CERTIFICATE_UNTRUSTED',
    accepted: 'it does not look at critical extensions',
  },
  'an authority that was no longer in force': {
    bundle: makeBundle(),
    code: 'CERTIFICATE_UNTRUSTED',
    options: {
      root: rootWhere((root) =>
        Object.assign((root['certificateAuthorities'] as { validFor: object }[])[0]!, {
          validFor: { start: '2020-01-01T00:00:00Z', end: EARLIER },
        }),
      ),
    },
  },
  'a certificate without a signed certificate timestamp': {
    bundle: makeBundle({ leaf: { sctKeys: [] } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a signed certificate timestamp by a stranger': {
    bundle: makeBundle({ leaf: { sctKeys: [KEYS.other] } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'a signed certificate timestamp from before its log': {
    bundle: makeBundle({ leaf: { sctTime: Date.parse('2023-01-01T00:00:00Z') } }),
    code: 'CERTIFICATE_UNTRUSTED',
  },
  'another payload': {
    bundle: broken({}, (bundle) => {
      bundle.dsseEnvelope!.payload = base64Encode(otherPayload);
    }),
    code: 'SIGNATURE_INVALID',
  },
  'another payload type': {
    bundle: broken({}, (bundle) => {
      bundle.dsseEnvelope!.payloadType = 'text/plain';
    }),
    code: 'SIGNATURE_INVALID',
  },
  'another signature': {
    bundle: broken({ content: 'message' }, (bundle) => {
      const bytes = base64Decode(bundle.messageSignature!.signature);
      bytes[20]! ^= 1;
      bundle.messageSignature!.signature = base64Encode(bytes);
    }),
    code: 'SIGNATURE_INVALID',
  },
  'a swapped artifact': {
    bundle: makeBundle({ content: 'message' }),
    code: 'SUBJECT_MISMATCH',
    options: { artifact: utf8Encode('another artifact') },
  },
  'a swapped artifact, and its digest in the bundle': {
    bundle: broken({ content: 'message' }, (bundle) => {
      bundle.messageSignature!.messageDigest.digest = makeBundle({
        content: 'message',
        artifact: utf8Encode('x'),
      }).messageSignature!.messageDigest.digest;
    }),
    code: 'SIGNATURE_INVALID',
    options: { artifact: utf8Encode('x') },
  },
  'an artifact that the statement is not about': {
    bundle: makeBundle(),
    code: 'SUBJECT_MISMATCH',
    options: { artifact: utf8Encode('another artifact') },
    accepted: 'it does not look into statements',
  },
  'a statement without a type': {
    bundle: makeBundle({
      payload: utf8Encode('{"subject":[{"digest":{"sha256":"00"}}],"predicateType":"x"}'),
    }),
    code: 'UNSUPPORTED_VERSION',
    accepted: 'it does not look into statements',
  },
  'a bundle of a version that nobody knows': {
    bundle: broken({}, (bundle) => {
      bundle.mediaType = 'application/vnd.dev.sigstore.bundle.v0.4+json';
    }),
    code: 'UNSUPPORTED_VERSION',
    accepted: 'it takes any version for the latest one',
  },
  'a chain where there may be one certificate': {
    bundle: broken({}, (bundle) => {
      const { certificate, ...rest } = bundle.verificationMaterial;
      bundle.verificationMaterial = { ...rest, x509CertificateChain: { certificates: [certificate!] } };
    }),
    code: 'INPUT_INVALID',
  },
  'version 0.2 without a proof': {
    bundle: broken({ version: '0.1' }, (bundle) => {
      bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
    }),
    code: 'INPUT_INVALID',
  },
  'version 0.1 without a promise': {
    bundle: broken({ version: '0.2', log: 'rekor2' }, (bundle) => {
      bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1';
    }),
    code: 'INPUT_INVALID',
  },
  'two signatures': {
    bundle: broken({}, (bundle) => {
      bundle.dsseEnvelope!.signatures.push(bundle.dsseEnvelope!.signatures[0]!);
    }),
    code: 'INPUT_INVALID',
  },
  'a certificate and a key identifier': {
    bundle: broken({}, (bundle) => {
      bundle.verificationMaterial.publicKey = { hint: 'x' };
    }),
    code: 'INPUT_INVALID',
  },
  'an envelope and a signature over an artifact': {
    bundle: broken({}, (bundle) => {
      bundle.messageSignature = makeBundle({ content: 'message' }).messageSignature!;
    }),
    code: 'INPUT_INVALID',
  },
  'base64 with a stray character': {
    bundle: broken({}, (bundle) => {
      bundle.dsseEnvelope!.signatures[0]!.sig += '\n';
    }),
    code: 'INPUT_INVALID',
    accepted: 'it passes over stray characters',
  },
  'two different signers for a threshold': {
    bundle: makeBundle(),
    code: 'KEY_UNKNOWN',
    options: { threshold: 2 },
    accepted: 'it has no such threshold',
  },
  'a certificate, and nobody in particular expected': {
    bundle: makeBundle(),
    code: 'USAGE',
    options: { identity: null },
    accepted: 'here it was told whom to expect',
  },
  'a signature over an artifact, and none given': {
    bundle: makeBundle({ content: 'message' }),
    code: 'USAGE',
    options: { artifact: null },
    accepted: 'here it was given the artifact',
  },
  'a certificate, and no trusted root': {
    bundle: makeBundle(),
    code: 'TRUST_ROOT_MISSING',
    options: { root: null },
    accepted: 'here it was given the trusted root',
  },
};

testRefused(cases);
