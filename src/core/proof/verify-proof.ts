/**
 * Verifies a proof bundle: a pure function of its files, the trust roots and the certificate's evidence. Every check runs
 * even after one fails, as far as what it needs could be read; the report says of each whether it passed.
 */
import {
  CERTIFICATE_FILE,
  ENVELOPE_FILE,
  MANIFEST_FILE,
  MERKLE_PROOF_FILE,
  SCORE_FILE,
  TIMESTAMP_FILE,
} from '../bundle/bundle-layout.ts';
import type { Digest } from '../digest/sha256.ts';
import { parseEnvelope } from '../dsse/envelope.ts';
import { StellaError } from '../errors.ts';
import { type Manifest, manifestHashOf, parseManifest } from '../manifest/manifest.ts';
import { parseScoreDocument, type ScoreDocument } from '../score/score-document.ts';
import { isTrustEmpty, type TrustRoots } from '../trust/trust-roots.ts';
import { type AcceptedSignature, acceptSignature } from './accept-signature.ts';
import { verifyBundledInputs } from './bundled-inputs.ts';
import type { CertificateEvidence } from './certificate-evidence.ts';
import { CheckLog } from './check-log.ts';
import { counted } from './counted.ts';
import { parseMerkleProof, verifyMerkleProof } from './merkle-proof.ts';
import { proofStatements } from './proof-statements.ts';
import type { ReplayEvidence } from './replay-evidence.ts';
import { CHECK_NAMES, type CheckName, decidingCode, type ProofReport, type ProvenScore } from './report.ts';
import { verifyScoreBinding, verifyScoreConsistency } from './score-consistency.ts';
import { type ScoreLeaf, scoreLeaves } from './score-leaves.ts';
import { scoreProofPredicate, verifyPredicate, verifyScoreStatement } from './score-statement.ts';
import { provenTime, type TimestampEvidence } from './timestamp-evidence.ts';

export interface ProofInput {
  /** The bundle's files by name within its folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly trust: TrustRoots;
  /** Null when the bundle has no certificate. */
  readonly certificate: CertificateEvidence | null;
  /** Null when the bundle has no timestamp, or no signature that it could be over. */
  readonly timestamp: TimestampEvidence | null;
  /** Null when no replay was asked for. */
  readonly replay?: ReplayEvidence | null;
  /** How many different trusted keys must have signed; 1 unless given. */
  readonly threshold?: number;
  /** RFC 3339: the time of verification. */
  readonly at: string;
  /** Says in the report where the trust roots and the time came from. */
  readonly assumed: readonly string[];
}

/** Verifies a bundle whose archive could be read. Never throws for what is in it. */
export function verifyProof(input: ProofInput): ProofReport {
  const log = new CheckLog(CHECK_NAMES);
  log.pass('archive', `${input.files.size} files, each known and there once`);
  const manifest = log.attempt('manifest', () => parseManifestFile(input.files));
  if (manifest !== null) checkManifest(log, manifest, input.files);
  const score = log.attempt('score', () => parseScoreDocument(requiredFile(input.files, SCORE_FILE)));
  if (score !== null) checkScore(log, score, manifest);
  const leaves = manifest !== null && score !== null ? scoreLeaves(manifest, score) : null;
  const rootHash = checkMerkle(log, leaves, input.files);
  const accepted = checkSignature(log, input, { score, leaves, rootHash });
  checkCertificate(log, input.certificate, accepted);
  checkTimestamp(log, input, accepted);
  checkReplay(log, input.replay ?? null);
  return conclude(
    log,
    input,
    score !== null && rootHash !== null && accepted !== null ? { score, rootHash, accepted } : null,
  );
}

/** The report on a bundle whose archive could not be read. */
export function unreadableProof(error: StellaError, assumed: readonly string[]): ProofReport {
  const log = new CheckLog(CHECK_NAMES);
  log.fail('archive', error);
  return conclude(log, { certificate: null, timestamp: null, at: '', assumed }, null);
}

interface Evidence {
  readonly score: ScoreDocument;
  readonly rootHash: Digest;
  readonly accepted: AcceptedSignature;
}

function conclude(
  log: CheckLog<CheckName>,
  context: Pick<ProofInput, 'certificate' | 'timestamp' | 'replay' | 'at' | 'assumed'>,
  evidence: Evidence | null,
): ProofReport {
  const { checks } = log;
  const code = decidingCode(checks);
  const replay = context.replay?.status === 'same' ? context.replay.facts : null;
  const timestamp = provenTime(checks, context.timestamp);
  const proven =
    code === null && evidence !== null
      ? { ...provenScore(evidence), timestamp, replay, finding: null }
      : null;
  return {
    verified: proven !== null,
    code: proven === null ? (code ?? 'INTERNAL') : null,
    proven,
    checks,
    ...proofStatements(checks, proven, context),
  };
}

function provenScore({
  score,
  rootHash,
  accepted,
}: Evidence): Omit<ProvenScore, 'timestamp' | 'replay' | 'finding'> {
  return {
    scanId: score.scanId,
    score: score.score,
    severity: score.severity,
    verdict: score.verdict,
    findingsCount: score.findings.length,
    uncoveredCount: score.coverage.uncovered.length,
    manifestHash: score.manifestHash,
    rootHash,
    freezeTimestamp: score.freezeTimestamp,
    signers: accepted.verified.signers.map(({ keyid }) => keyid),
  };
}

function parseManifestFile(files: ProofInput['files']): Manifest {
  const bytes = files.get(MANIFEST_FILE);
  if (bytes !== undefined) return parseManifest(bytes);
  throw new StellaError('MANIFEST_MISSING', 'the bundle has no manifest.json', {
    hint: 'the bundle is incomplete: export it again where it was made, with "stella score bundle"',
  });
}

function checkManifest(log: CheckLog<CheckName>, manifest: Manifest, files: ProofInput['files']): void {
  log.attempt('manifest', () => verifyBundledInputs(manifest, files));
  log.pass('manifest', `canonical, of scan ${manifest.scanId}`);
}

function checkScore(log: CheckLog<CheckName>, score: ScoreDocument, manifest: Manifest | null): void {
  if (manifest === null) log.skip('score', 'there is no manifest to hold it against');
  else log.attempt('score', () => verifyScoreBinding(score, manifest, manifestHashOf(manifest)));
  log.attempt('score', () => verifyScoreConsistency(score));
  log.pass('score', 'canonical, made from this manifest, and in agreement with itself');
}

function checkMerkle(
  log: CheckLog<CheckName>,
  leaves: readonly ScoreLeaf[] | null,
  files: ProofInput['files'],
): Digest | null {
  const proof = log.attempt('merkle', () => parseMerkleProof(requiredFile(files, MERKLE_PROOF_FILE)));
  if (proof === null || leaves === null) return null;
  const rootHash = log.attempt('merkle', () => verifyMerkleProof(proof, leaves));
  log.pass('merkle', `${leaves.length} leaves lead to the root ${rootHash}`);
  return rootHash;
}

interface Recomputed {
  readonly score: ScoreDocument | null;
  readonly leaves: readonly ScoreLeaf[] | null;
  readonly rootHash: Digest | null;
}

function checkSignature(
  log: CheckLog<CheckName>,
  input: ProofInput,
  recomputed: Recomputed,
): AcceptedSignature | null {
  const { files, trust, certificate, threshold } = input;
  const envelope = log.attempt('signature', () =>
    parseEnvelope(requiredFile(files, ENVELOPE_FILE), ENVELOPE_FILE, 'BUNDLE_INVALID'),
  );
  if (envelope === null) return null;
  const accepted = log.attempt('signature', () => acceptSignature(envelope, trust, certificate, threshold));
  if (accepted === null) return null;
  log.attempt('signature', () => checkStatement(accepted, files, recomputed));
  const signers = accepted.verified.signers.map(({ keyid }) => keyid).join(', ');
  log.pass(
    'signature',
    `over exactly these documents, by ${accepted.by === 'key' ? 'the trusted key' : 'the certificate’s key'} ${signers}`,
  );
  return accepted;
}

function checkStatement(
  accepted: AcceptedSignature,
  files: ProofInput['files'],
  recomputed: Recomputed,
): void {
  const predicate = verifyScoreStatement(accepted.verified, files);
  const { score, leaves, rootHash } = recomputed;
  if (score === null || leaves === null || rootHash === null) return;
  verifyPredicate(predicate, scoreProofPredicate(score, rootHash, leaves.length));
}

/** The certificate's evidence, unless the signature was accepted without it. */
export function checkCertificate(
  log: CheckLog<CheckName>,
  certificate: CertificateEvidence | null,
  accepted: AcceptedSignature | null,
): void {
  if (certificate === null) log.skip('certificate', `the bundle has no ${CERTIFICATE_FILE}`);
  else if (certificate.status === 'unreadable') log.fail('certificate', certificate.error);
  else if (accepted?.by === 'key') log.skip('certificate', 'not needed: the signing key itself is trusted');
  else if (certificate.status === 'refused') log.fail('certificate', certificate.error);
  else
    log.pass(
      'certificate',
      `${certificate.subject}, valid at ${certificate.judgedAt}, until ${certificate.notAfter}`,
    );
}

/** One that is there must hold: a time that somebody claims and nobody proves is no part of a proof. */
export function checkTimestamp(
  log: CheckLog<CheckName>,
  { files, trust, timestamp }: Pick<ProofInput, 'files' | 'trust' | 'timestamp'>,
  accepted: AcceptedSignature | null,
): void {
  if (!files.has(TIMESTAMP_FILE)) log.skip('timestamp', `the bundle has no ${TIMESTAMP_FILE}`);
  else if (timestamp === null) log.skip('timestamp', 'there is no signature that it could be over');
  else if (timestamp.status === 'invalid') log.fail('timestamp', timestamp.error);
  else if (isTrustEmpty(trust))
    log.skip('timestamp', 'there is no trust root that could vouch for its authority');
  else if (timestamp.status === 'untrusted') log.fail('timestamp', timestamp.error);
  else if (accepted?.isFirst === false)
    log.skip('timestamp', 'it is over the first signature, which is by none of the accepted keys');
  else log.pass('timestamp', `the signature existed at ${timestamp.time}, says ${timestamp.authority}`);
}

function checkReplay(log: CheckLog<CheckName>, replay: ReplayEvidence | null): void {
  if (replay === null) log.skip('replay', 'not asked for: the score was not recomputed from its inputs');
  else if (replay.status === 'failed') log.fail('replay', replay.error);
  else if (replay.status === 'same') {
    const { engine, packages, advisories } = replay.facts;
    log.pass(
      'replay',
      `${engine} gives the same score from the bundle's own inputs; the feed is proven to have had ${counted(advisories, 'record')} of ${counted(packages.present, 'package')}, none of which is left out, and nothing of ${counted(packages.absent, 'package')}`,
    );
  }
}

function requiredFile(files: ProofInput['files'], name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new StellaError('BUNDLE_INVALID', `the bundle has no ${name}`);
  return bytes;
}
