/**
 * Verifies a Sigstore bundle offline, by the Sigstore client specification (architecture-docs, client-spec.md section 4): the
 * signature, the log entries, the times that they and timestamp authorities prove, and for a certificate its chain at these times,
 * its transparency and its identity. Every check runs as far as what it needs could be read.
 *
 * A certificate needs at least one log entry and one proven time. A bare key that is trusted needs no time, and a log entry only
 * where the trusted root names logs.
 */

import { hexEncode } from '../encoding/hex.ts';
import { concludeEnvelope } from '../envelope/conclude-envelope.ts';
import {
  ENVELOPE_CHECK_NAMES,
  type EnvelopeReport,
  type EnvelopeSigner,
} from '../envelope/envelope-report.ts';
import { checkPayload, hasFailed, type ProvenPayload } from '../envelope/payload-checks.ts';
import { describeSigner } from '../envelope/signature-chains.ts';
import { identityRequired, noIdentity } from '../envelope/verify-dsse-document.ts';
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { CheckLog } from '../proof/check-log.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { acceptBundleSignature, candidateKeys } from './bundle-signature.ts';
import { certificateIdentity, verifyIdentity } from './identity.ts';
import { verifySigningCertificate } from './signing-certificate.ts';
import type { SigstoreBundle } from './sigstore-bundle.ts';
import type { SigstoreLog, SigstoreRequest } from './sigstore-request.ts';
import { checkTimeAndLog } from './time-and-log.ts';

/**
 * Verifies a bundle.
 * @throws StellaError USAGE when it has a certificate and no identity is expected, or signs an artifact and none was given
 */
export function verifySigstoreBundle(bundle: SigstoreBundle, request: SigstoreRequest): EnvelopeReport {
  checkUsage(bundle, request);
  const log = new CheckLog(ENVELOPE_CHECK_NAMES);
  const leaf = readCertificate(log, bundle);
  const signers = checkSignature(log, bundle, request);
  const { times, logEntries, signedTimes } = checkTimeAndLog(log, bundle, request, signers);
  checkCertificate(log, bundle, request, leaf, times);
  checkIdentity(log, bundle, request, leaf);
  const payload = checkContent(log, bundle, request, signers);
  const proven =
    payload === null || signers === null || !isCertificateProven(log, bundle)
      ? null
      : { ...payload, signers: signers.map((key) => describe(key, leaf)), logEntries, signedTimes };
  return concludeEnvelope(log, {
    format: `Sigstore bundle ${bundle.version}`,
    proven,
    assumed: request.assumed,
  });
}

/** Whatever skipped a check: a certificate proves nothing unless all that it rests on has passed. */
function isCertificateProven(log: SigstoreLog, { chain }: SigstoreBundle): boolean {
  const needed: readonly string[] = chain === null ? [] : ['certificate', 'identity', 'log', 'timestamp'];
  return log.checks.every(({ name, status }) => status === 'pass' || !needed.includes(name));
}

/** What is missing on the command line would otherwise make a check pass that never ran. */
function checkUsage({ chain, content }: SigstoreBundle, { identity, artifact }: SigstoreRequest): void {
  if (chain !== null && identity === null) throw identityRequired();
  if (content.kind === 'message' && artifact === null) {
    throw new StellaError('USAGE', 'the bundle signs an artifact that it does not have', {
      hint: 'name the artifact with --artifact FILE',
    });
  }
}

function readCertificate(log: SigstoreLog, { chain }: SigstoreBundle): Certificate | null {
  if (chain === null) {
    log.skip('certificate', 'a bare key has signed');
    return null;
  }
  return log.attempt('certificate', () => parseCertificate(chain.leaf, 'the signing certificate'));
}

function checkSignature(
  log: SigstoreLog,
  bundle: SigstoreBundle,
  { trust, artifactSigners, threshold }: SigstoreRequest,
): readonly PublicKey[] | null {
  const keys = candidateKeys(bundle, trust);
  const signers = log.attempt('signature', () => {
    if (bundle.chain === null && keys.length === 0)
      throw noTrustRoot('no trusted key is given', '--trust-root');
    return acceptBundleSignature(bundle, keys, artifactSigners, threshold);
  });
  const what = bundle.content.kind === 'message' ? 'artifact' : 'payload';
  log.pass(
    'signature',
    `over exactly this ${what}, by ${(signers ?? []).map(({ keyid }) => keyid).join(', ')}`,
  );
  return signers;
}

function checkCertificate(
  log: SigstoreLog,
  { chain }: SigstoreBundle,
  { trustedRoot }: SigstoreRequest,
  leaf: Certificate | null,
  times: readonly number[],
): void {
  if (chain === null || leaf === null) return;
  const logs = log.attempt('certificate', () => {
    if (trustedRoot === null) throw noTrustRoot('no trusted root is given', '--trusted-root');
    return times.length === 0 ? null : verifySigningCertificate(chain, leaf, times, trustedRoot);
  });
  if (logs === null) log.skip('certificate', 'there is no proven time at which to judge it');
  else
    log.pass(
      'certificate',
      `issued by ${leaf.issuer}${logs.length === 0 ? '' : `, logged in ${logs.join(', ')}`}`,
    );
}

function checkIdentity(
  log: SigstoreLog,
  { chain }: SigstoreBundle,
  { identity }: SigstoreRequest,
  leaf: Certificate | null,
): void {
  if (identity === null) {
    log.skip('identity', 'nobody in particular is expected');
    return;
  }
  if (chain !== null && leaf === null) return;
  log.attempt('identity', () => {
    if (leaf === null) throw noIdentity();
    verifyIdentity(certificateIdentity(leaf), identity);
  });
  log.pass('identity', `${identity.subject}, whom ${identity.issuer} vouched for`);
}

function checkContent(
  log: SigstoreLog,
  bundle: SigstoreBundle,
  request: SigstoreRequest,
  signers: readonly PublicKey[] | null,
): ProvenPayload | null {
  const { content } = bundle;
  if (content.kind === 'envelope') {
    const { payloadType, payload } = content.envelope;
    return checkPayload(log, signers === null ? null : { payloadType, payload, signers }, request);
  }
  if (request.predicateType === null) log.skip('statement', 'an artifact was signed, without a statement');
  else
    log.fail('statement', new StellaError('SUBJECT_MISMATCH', 'an artifact was signed, without a statement'));
  log.attempt('artifact', () => verifyMessageDigest(content, request));
  log.pass('artifact', 'it is the one that was signed');
  return hasFailed(log) ? null : { payloadType: null, payload: null, statement: null, matchedSubject: null };
}

/** The digest in the bundle only helps to find the artifact; that it is another one says why the signature does not verify. */
function verifyMessageDigest(
  { digest }: Extract<SigstoreBundle['content'], { kind: 'message' }>,
  { artifact }: SigstoreRequest,
): void {
  const actual = digest === null ? undefined : artifact?.get(digest.hash);
  if (digest === null || actual === undefined || Buffer.compare(digest.value, actual) === 0) return;
  throw new StellaError('SUBJECT_MISMATCH', 'the artifact is not the one that was signed', {
    details: { expected: hexEncode(digest.value), actual: hexEncode(actual), algorithm: digest.hash },
    hint: 'compare the digests: the artifact was altered, or the bundle belongs to another one',
  });
}

function describe({ keyid, algorithm }: PublicKey, leaf: Certificate | null): EnvelopeSigner {
  return { keyid, algorithm, certificate: leaf === null ? null : describeSigner(leaf) };
}

function noTrustRoot(message: string, flag: string): StellaError {
  return new StellaError('TRUST_ROOT_MISSING', message, {
    hint: `give it with ${flag}; compare its fingerprint with a copy that reached you another way`,
  });
}
