/** Bundles signed with a certificate and timestamped, and everything to judge them by, for tests. */
import { CERTIFICATE_FILE, ENVELOPE_FILE, TIMESTAMP_FILE } from '../../src/core/bundle/bundle-layout.ts';
import { formatEnvelope, parseEnvelope, type UnverifiedEnvelope } from '../../src/core/dsse/envelope.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import type { TrustRoots } from '../../src/core/trust/trust-roots.ts';
import { EKU, extendedKeyUsage, makeCa, makeCertificate, toAnchor } from './certificates.ts';
import { proofDocuments, signer } from './proof-documents.ts';
import { ed25519Key } from './test-keys.ts';
import { makeResponse, makeTsa, type TokenRecipe } from './timestamps.ts';

export const CA_KEY = ed25519Key(50);
export const CA = makeCa('signing root', CA_KEY);
export const SIGNER_SERIAL = Uint8Array.of(77);
export const tsa = makeTsa();

/** Of `signer`, valid from 2024 to the end of January 2025. */
export const CERTIFICATE = makeCertificate({
  subject: 'issuer',
  issuer: 'signing root',
  key: signer,
  signer: CA_KEY,
  serial: SIGNER_SERIAL,
  notBefore: '2024-01-01T00:00:00Z',
  notAfter: '2025-01-31T23:59:59Z',
  extensions: [extendedKeyUsage([EKU.codeSigning])],
});

/** Trusts the signer's CA and the authority's root. */
export const BOTH_ROOTS: TrustRoots = {
  keys: [],
  anchors: [toAnchor(CA, 'ca.pem'), toAnchor(tsa.root, 'tsa-root.pem')],
};
export const SIGNING_ROOT: TrustRoots = { keys: [], anchors: BOTH_ROOTS.anchors.slice(0, 1) };
export const SIGNER_KEY: TrustRoots = { keys: [{ ...signer.publicKey, source: 'signer.pub' }], anchors: [] };

export type Files = Map<string, Uint8Array>;

/** The files of a bundle by `signer`, with its certificate. */
export function signedFiles(): Files {
  const certificate = utf8Encode(renderPem('CERTIFICATE', CERTIFICATE));
  return makeProofFiles({ ...proofDocuments(), key: signer, certificate });
}

/** The same with a timestamp over its first signature; the recipe may make it one over anything else. */
export function timestampedFiles(recipe: Partial<TokenRecipe> = {}, files: Files = signedFiles()): Files {
  const [first] = envelopeOf(files).signatures;
  const over = first?.signature ?? new Uint8Array();
  return files.set(TIMESTAMP_FILE, makeResponse({ authority: tsa.authority, over, ...recipe }));
}

/** The same bundle without its certificate. */
export function withoutCertificate(files: Files): Files {
  files.delete(CERTIFICATE_FILE);
  return files;
}

export function envelopeOf(files: Files): UnverifiedEnvelope {
  return parseEnvelope(files.get(ENVELOPE_FILE) ?? new Uint8Array(), ENVELOPE_FILE, 'BUNDLE_INVALID');
}

/** Puts another signature before the bundle's own. */
export function withFirstSignature(signature: Uint8Array, files: Files = signedFiles()): Files {
  const envelope = envelopeOf(files);
  const signatures = [{ keyidHint: null, signature }, ...envelope.signatures];
  return files.set(ENVELOPE_FILE, formatEnvelope({ ...envelope, signatures }));
}
