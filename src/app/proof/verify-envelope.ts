/** Verifies envelopes of others from a file: bare DSSE envelopes and Sigstore bundles. Opens no store. */
import { readEnvelope, type UnverifiedEnvelope } from '../../core/dsse/envelope.ts';
import {
  ENVELOPE_SIGNATURES_MAX,
  type EnvelopeDocument,
  parseEnvelopeDocuments,
} from '../../core/envelope/documents.ts';
import type { EnvelopeReport } from '../../core/envelope/envelope-report.ts';
import { signatureCertificates } from '../../core/envelope/signature-certificates.ts';
import type { ChainEvidence } from '../../core/envelope/signature-chains.ts';
import {
  type EnvelopeRequest,
  isSignedByTrustedKeys,
  verifyDsseDocument,
} from '../../core/envelope/verify-dsse-document.ts';
import { StellaError } from '../../core/errors.ts';
import { ArtifactCheck, type ArtifactFacts, type ArtifactSignature } from '../../core/keys/artifact-check.ts';
import { decidingError } from '../../core/proof/report.ts';
import type { ExpectedIdentity } from '../../core/sigstore/identity.ts';
import type { SigstoreBundle } from '../../core/sigstore/sigstore-bundle.ts';
import type { SigstoreRequest } from '../../core/sigstore/sigstore-request.ts';
import type { SigstoreTrustedRoot } from '../../core/sigstore/trusted-root.ts';
import type { TrustRoots } from '../../core/trust/trust-roots.ts';
import type { TrustSource } from '../ports/trust.ts';
import type { ClockReport, VerificationTime } from './verification-time.ts';

export interface EnvelopeFileRequest {
  readonly file: string;
  /** Path of the artifact that must be the one that was signed, or among the subjects; null when none was given. */
  readonly artifact: string | null;
  /** Path of Sigstore's trusted root. */
  readonly trustedRoot: string | null;
  readonly identity: ExpectedIdentity | null;
  readonly predicateType: string | null;
  readonly threshold: number;
}

export interface EnvelopePorts {
  readonly trust: TrustSource;
  /** The time at which certificates of bare envelopes are judged, and in words where it came from. */
  readonly at: VerificationTime;
  /** @throws StellaError INPUT_MISSING, PERMISSION_DENIED or LIMIT_EXCEEDED */
  readDocument(path: string, what: string): Promise<Uint8Array>;
  /** A file of any size, piece by piece. Throws as `readDocument`. */
  streamArtifact(path: string): AsyncIterable<Uint8Array>;
}

export interface EnvelopeVerification extends EnvelopeReport {
  /** The path as given. */
  readonly file: string;
  readonly verifiedAt: string;
  /** Null when the time was given. */
  readonly clock: ClockReport | null;
}

/** A document that was read, and what it needs to be verified. */
type ReadDocument =
  | {
      readonly kind: 'dsse';
      readonly envelope: UnverifiedEnvelope;
      readonly chains: readonly ChainEvidence[];
    }
  | { readonly kind: 'sigstore'; readonly bundle: SigstoreBundle };

/**
 * A report for each document of the file, in order.
 * @throws StellaError for a file, an artifact, a trusted root or a document that cannot be read, and USAGE where the command line
 * lacks what a check needs
 */
export async function verifyEnvelopeFile(
  request: EnvelopeFileRequest,
  ports: EnvelopePorts,
): Promise<readonly EnvelopeVerification[]> {
  const what = 'the envelope';
  const documents = parseEnvelopeDocuments(await ports.readDocument(request.file, what), what);
  const trustedRoot = await readTrustedRoot(request, ports);
  const read: ReadDocument[] = [];
  for (const document of documents) {
    read.push(await readDocument(document, request, ports));
    checkSignatureCount(read);
  }
  const artifact = await examineArtifact(read, request, ports);
  const reports: EnvelopeReport[] = [];
  for (const [index, document] of read.entries()) {
    const common = envelopeRequest(document, artifact, request, ports);
    const artifactSigners = artifact?.signers[index] ?? [];
    reports.push(await verifyDocument(document, { ...common, trustedRoot, artifactSigners }));
  }
  return reports.map((report) => ({
    file: request.file,
    verifiedAt: ports.at.time,
    clock: ports.at.clock,
    ...report,
  }));
}

/** @throws StellaError LIMIT_EXCEEDED */
function checkSignatureCount(documents: readonly ReadDocument[]): void {
  const counts = documents.map((document) =>
    document.kind === 'dsse' ? document.envelope.signatures.length : 1,
  );
  const count = counts.reduce((sum, signatures) => sum + signatures, 0);
  if (count <= ENVELOPE_SIGNATURES_MAX) return;
  throw new StellaError('LIMIT_EXCEEDED', `more than ${ENVELOPE_SIGNATURES_MAX} signatures in one file`);
}

/** Sigstore's part is large, and loaded for its bundles only. */
async function verifyDocument(document: ReadDocument, request: SigstoreRequest): Promise<EnvelopeReport> {
  if (document.kind === 'dsse') return verifyDsseDocument(document.envelope, document.chains, request);
  const { verifySigstoreBundle } = await import('../../core/sigstore/verify-sigstore-bundle.ts');
  return verifySigstoreBundle(document.bundle, request);
}

/** The failure that decided, as an error; null when it is verified. */
export function envelopeError({ verified, code, checks }: EnvelopeReport): StellaError | null {
  return verified || code === null ? null : decidingError(code, checks);
}

async function readTrustedRoot(
  { trustedRoot }: EnvelopeFileRequest,
  { readDocument }: EnvelopePorts,
): Promise<SigstoreTrustedRoot | null> {
  if (trustedRoot === null) return null;
  const { parseTrustedRoot } = await import('../../core/sigstore/trusted-root.ts');
  return parseTrustedRoot(await readDocument(trustedRoot, 'the trusted root'), trustedRoot);
}

async function readDocument(
  { kind, value, what }: EnvelopeDocument,
  request: EnvelopeFileRequest,
  ports: EnvelopePorts,
): Promise<ReadDocument> {
  if (kind === 'sigstore') {
    const { parseSigstoreBundle } = await import('../../core/sigstore/sigstore-bundle.ts');
    return { kind, bundle: parseSigstoreBundle(value, what) };
  }
  if (request.trustedRoot !== null) {
    throw new StellaError('USAGE', `--trusted-root is for Sigstore bundles, and ${what} is a bare envelope`, {
      hint: "it has no log entry and proves no time: give the signer's key or CA certificate with --trust-root",
    });
  }
  const envelope = readEnvelope(value, what, 'INPUT_INVALID');
  const { keys, anchors } = ports.trust.roots;
  const isEnough = request.identity === null && isSignedByTrustedKeys(envelope, keys, request.threshold);
  // Certificates are hints: one that is not needed is not looked at, and cannot spoil a good signature.
  if (isEnough || anchors.length === 0) return { kind, envelope, chains: [] };
  const certificates = signatureCertificates(value, what);
  if (certificates.length === 0) return { kind, envelope, chains: [] };
  const { examineSignatureChains } = await import('../../core/envelope/signature-chains.ts');
  return { kind, envelope, chains: examineSignatureChains(certificates, anchors, ports.at.time) };
}

/** Reads the artifact once, whatever its size, for its digests and for every signature over it. */
async function examineArtifact(
  documents: readonly ReadDocument[],
  { artifact }: EnvelopeFileRequest,
  { trust, streamArtifact }: EnvelopePorts,
): Promise<ArtifactFacts | null> {
  if (artifact === null) return null;
  const check = new ArtifactCheck(await artifactSignatures(documents, trust.roots));
  for await (const chunk of streamArtifact(artifact)) check.update(chunk);
  return check.finish();
}

/** For each document the signature over the artifact itself, where it is one, and the keys that may have made it. */
async function artifactSignatures(
  documents: readonly ReadDocument[],
  trust: TrustRoots,
): Promise<readonly ArtifactSignature[]> {
  if (!documents.some(({ kind }) => kind === 'sigstore')) return documents.map(() => NO_SIGNATURE);
  const { candidateKeys } = await import('../../core/sigstore/bundle-signature.ts');
  return documents.map((document) => {
    if (document.kind === 'dsse' || document.bundle.content.kind === 'envelope') return NO_SIGNATURE;
    const { signature } = document.bundle.content;
    return { signature, keys: candidateKeys(document.bundle, trust) };
  });
}

const NO_SIGNATURE: ArtifactSignature = { signature: new Uint8Array(), keys: [] };

function envelopeRequest(
  document: ReadDocument,
  artifact: ArtifactFacts | null,
  request: EnvelopeFileRequest,
  { trust, at }: EnvelopePorts,
): EnvelopeRequest {
  const { identity, predicateType, threshold, trustedRoot } = request;
  const hasOwnTime = document.kind === 'sigstore' && document.bundle.chain !== null;
  const assumed = [
    ...(hasOwnTime ? [] : [`the trust roots: ${trust.origin}`]),
    ...(trustedRoot === null ? [] : [`Sigstore's trusted root: ${trustedRoot}`]),
    ...(document.kind === 'dsse' && document.chains.length > 0 ? [`the time ${at.time}: ${at.origin}`] : []),
  ];
  return {
    trust: trust.roots,
    identity,
    predicateType,
    threshold,
    artifact: artifact?.digests ?? null,
    assumed,
  };
}
