/**
 * Verifies a bare DSSE envelope by any tool: with keys that are trusted as they are, and with certificates that lead to a trust
 * anchor. There is no log and no proven time: certificates were judged at the time that the caller gave.
 */
import type { UnverifiedEnvelope } from '../dsse/envelope.ts';
import { preAuthenticationEncoding } from '../dsse/pae.ts';
import { type VerifiedPayload, verifyEnvelope } from '../dsse/verify-envelope.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey } from '../keys/types.ts';
import { CheckLog } from '../proof/check-log.ts';
import { type ExpectedIdentity, isExpectedIdentity, verifyIdentity } from '../sigstore/identity.ts';
import { isTrustEmpty, type TrustRoots } from '../trust/trust-roots.ts';
import { concludeEnvelope } from './conclude-envelope.ts';
import {
  ENVELOPE_CHECK_NAMES,
  type EnvelopeCheckName,
  type EnvelopeReport,
  type EnvelopeSigner,
  type SignerCertificate,
} from './envelope-report.ts';
import { checkPayload, hasFailed, type PayloadRequest } from './payload-checks.ts';
import type { ChainEvidence } from './signature-chains.ts';

export interface EnvelopeRequest extends PayloadRequest {
  readonly trust: TrustRoots;
  /** How many different trusted keys must have signed. */
  readonly threshold: number;
  /** Whom the certificates must be for; null when nobody in particular is expected. */
  readonly identity: ExpectedIdentity | null;
  /** Says in the report where the trust roots and the time came from. */
  readonly assumed: readonly string[];
}

/**
 * Verifies an envelope. `chains` are the certificates beside its signatures, already judged.
 * @throws StellaError USAGE when it rests on a certificate of Fulcio's and no identity is expected: such certificates are issued
 * to everyone
 */
export function verifyDsseDocument(
  envelope: UnverifiedEnvelope,
  chains: readonly ChainEvidence[],
  request: EnvelopeRequest,
): EnvelopeReport {
  const log = new CheckLog(ENVELOPE_CHECK_NAMES);
  const accepted = log.attempt('signature', () => acceptSigners(envelope, chains, request));
  if (accepted !== null) checkSigners(log, accepted, request);
  log.skip('log', 'a bare envelope has no log entry');
  log.skip('timestamp', 'a bare envelope has no timestamp that is looked at');
  const payload = checkPayload(log, accepted?.verified ?? null, request);
  const signers = accepted === null ? [] : signersOf(accepted);
  const proven = payload === null ? null : { ...payload, signers, logEntries: [], signedTimes: [] };
  return concludeEnvelope(log, { format: 'DSSE envelope', proven, assumed: request.assumed });
}

/** True when keys that are trusted as they are reach the threshold, so that no certificate has to be looked at. */
export function isSignedByTrustedKeys(
  envelope: UnverifiedEnvelope,
  keys: readonly PublicKey[],
  threshold: number,
): boolean {
  return tryKeys(envelope, keys, threshold) !== null;
}

/** Enough signatures verify; whether the certificates among the signers can be relied on is checked next. */
interface AcceptedSigners {
  readonly verified: VerifiedPayload;
  /** Certificates of signers. */
  readonly used: readonly ChainEvidence[];
  /** False when the signers that are beyond doubt are too few. */
  readonly isEnough: boolean;
}

/** @throws StellaError TRUST_ROOT_MISSING, SIGNATURE_INVALID or KEY_UNKNOWN */
function acceptSigners(
  envelope: UnverifiedEnvelope,
  chains: readonly ChainEvidence[],
  { trust, threshold, identity }: EnvelopeRequest,
): AcceptedSigners {
  if (isTrustEmpty(trust)) {
    throw new StellaError('TRUST_ROOT_MISSING', 'no trust root is given and the store has none', {
      hint: "give the signer's public key or CA certificate with --trust-root FILE; compare its fingerprint with a copy that reached you another way",
    });
  }
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  const own = chains.filter(({ index, key }) =>
    isSignatureValid(key, message, envelope.signatures[index]?.signature ?? new Uint8Array()),
  );
  const sound = own.filter(({ error, certificate }) => error === null && isExpected(certificate, identity));
  // A bare key has no identity, so it cannot be that of the one who is expected.
  const soundKeys = [...(identity === null ? trust.keys : []), ...sound.map(({ key }) => key)];
  const anyKeys = [...trust.keys, ...own.map(({ key }) => key)];
  const enough = tryKeys(envelope, soundKeys, threshold);
  // A signature that comes with a good certificate, but is not by its key, was altered: as if its key id named a trusted key.
  const isAltered = chains.some((chain) => chain.error === null && !own.includes(chain));
  if (isAltered && tryKeys(envelope, anyKeys, threshold) === null) {
    throw new StellaError('SIGNATURE_INVALID', 'a signature with a trusted certificate does not verify', {
      hint: 'the document was altered after signing, or the signature was; ask the signer for the original',
    });
  }
  const verified = enough ?? verifyEnvelope(envelope, anyKeys, threshold);
  const used = own.filter(({ key }) => verified.signers.some(({ keyid }) => keyid === key.keyid));
  return { verified, used, isEnough: enough !== null };
}

function checkSigners(
  log: CheckLog<EnvelopeCheckName>,
  { verified, used, isEnough }: AcceptedSigners,
  { identity }: EnvelopeRequest,
): void {
  const keyids = verified.signers.map(({ keyid }) => keyid).join(', ');
  const refused = used.find(({ error }) => error !== null);
  const [first] = used;
  if (refused?.error && !isEnough) log.fail('certificate', refused.error);
  else if (first === undefined) log.skip('certificate', 'not needed: the signing key itself is trusted');
  else log.pass('certificate', `${first.certificate.subject}, valid until ${first.certificate.notAfter}`);
  checkIdentity(log, used, identity);
  if (!isEnough && !hasFailed(log))
    throw new StellaError(
      'INTERNAL',
      'too few signers are beyond doubt, yet nothing is wrong with the others',
    );
  log.pass('signature', `over exactly this payload, by ${keyids}`);
}

function checkIdentity(
  log: CheckLog<EnvelopeCheckName>,
  used: readonly ChainEvidence[],
  identity: ExpectedIdentity | null,
): void {
  const certificates = used.filter(({ error }) => error === null).map(({ certificate }) => certificate);
  if (used.length > certificates.length) log.skip('identity', 'the certificate is not to be relied on');
  if (identity === null) {
    if (certificates.some(({ identityIssuer }) => identityIssuer !== null)) throw identityRequired();
    log.skip('identity', 'nobody in particular is expected');
    return;
  }
  const other = certificates.find((certificate) => !isExpected(certificate, identity)) ?? certificates[0];
  log.attempt('identity', () => {
    if (other === undefined) throw noIdentity();
    verifyIdentity({ subjects: other.identities, issuer: other.identityIssuer }, identity);
  });
  log.pass('identity', `${identity.subject}, whom ${identity.issuer} vouched for`);
}

/** The error for a certificate of Fulcio's where nobody in particular is expected. */
export function identityRequired(): StellaError {
  return new StellaError('USAGE', 'the certificate is one of those that Fulcio issues to everyone', {
    hint: 'say whom you expect, with --certificate-identity and --certificate-oidc-issuer',
  });
}

/** The error for a signature by a bare key where somebody in particular is expected. */
export function noIdentity(): StellaError {
  return new StellaError('CERTIFICATE_UNTRUSTED', 'it is signed with a bare key, which has no identity', {
    hint: 'ask the signer for a signature with a certificate that names them',
  });
}

function isExpected(
  { identities, identityIssuer }: SignerCertificate,
  identity: ExpectedIdentity | null,
): boolean {
  return identity === null || isExpectedIdentity({ subjects: identities, issuer: identityIssuer }, identity);
}

function signersOf({ verified, used }: AcceptedSigners): readonly EnvelopeSigner[] {
  return verified.signers.map(({ keyid, algorithm }) => ({
    keyid,
    algorithm,
    certificate: used.find(({ key }) => key.keyid === keyid)?.certificate ?? null,
  }));
}

function tryKeys(
  envelope: UnverifiedEnvelope,
  keys: readonly PublicKey[],
  threshold: number,
): VerifiedPayload | null {
  try {
    return verifyEnvelope(envelope, keys, threshold);
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}
