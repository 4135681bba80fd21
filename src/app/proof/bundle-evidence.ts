/**
 * What a bundle's certificate and timestamp are worth, found out before the checks run. The code for either is large, and
 * loaded only for a bundle that has one.
 */
import { CERTIFICATE_FILE, ENVELOPE_FILE, TIMESTAMP_FILE } from '../../core/bundle/bundle-layout.ts';
import { parseEnvelope, type UnverifiedEnvelope } from '../../core/dsse/envelope.ts';
import { firstSignature } from '../../core/dsse/first-signature.ts';
import { isStellaError } from '../../core/errors.ts';
import type { CertificateEvidence } from '../../core/proof/certificate-evidence.ts';
import type { TimestampEvidence } from '../../core/proof/timestamp-evidence.ts';
import { checkAnchors } from '../trust/check-anchors.ts';
import type { EvidenceContext } from './evidence-context.ts';

export interface BundleEvidence {
  /** Null when the bundle has no certificate. */
  readonly certificate: CertificateEvidence | null;
  /** Null when the bundle has no timestamp, or no signature that it could be over. */
  readonly timestamp: TimestampEvidence | null;
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The timestamp comes first: it says at which time the certificate is to be judged.
 * @throws StellaError INPUT_INVALID for a trust anchor that cannot be read; never for what is in the bundle
 */
export async function examineBundle(files: Files, context: EvidenceContext): Promise<BundleEvidence> {
  if (files.has(CERTIFICATE_FILE) || files.has(TIMESTAMP_FILE)) await checkAnchors(context.trust);
  const envelope = readableEnvelope(files.get(ENVELOPE_FILE));
  const timestamp = await timestampEvidence(files.get(TIMESTAMP_FILE), envelope, context);
  const pem = files.get(CERTIFICATE_FILE);
  if (pem === undefined) return { certificate: null, timestamp };
  const { examineCertificate } = await import('./examine-certificate.ts');
  return { certificate: examineCertificate(pem, envelope, context, timestamp), timestamp };
}

async function timestampEvidence(
  response: Uint8Array | undefined,
  envelope: UnverifiedEnvelope | null,
  context: EvidenceContext,
): Promise<TimestampEvidence | null> {
  const signature = envelope === null ? undefined : firstSignature(envelope);
  if (response === undefined || signature === undefined) return null;
  const { examineTimestamp } = await import('./examine-timestamp.ts');
  return examineTimestamp(response, signature, context);
}

/** The verifier itself says what is wrong with an envelope that cannot be read. */
function readableEnvelope(bytes: Uint8Array | undefined): UnverifiedEnvelope | null {
  if (bytes === undefined) return null;
  try {
    return parseEnvelope(bytes, ENVELOPE_FILE, 'BUNDLE_INVALID');
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}
