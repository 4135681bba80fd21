/**
 * Verifies a disclosure: that one finding is in the score that somebody signed. The checks have the names that those of a bundle
 * have, so that a report reads the same; what a disclosure cannot show is `skipped`.
 */
import { ENVELOPE_FILE, MERKLE_PROOF_FILE } from '../bundle/bundle-layout.ts';
import { severityBand } from '../cvss/cvss.ts';
import { parseEnvelope } from '../dsse/envelope.ts';
import { StellaError } from '../errors.ts';
import { type AcceptedSignature, acceptSignature } from './accept-signature.ts';
import { CheckLog } from './check-log.ts';
import { type DisclosedTree, type Disclosure, verifyDisclosedTree } from './disclosure.ts';
import { disclosureStatements } from './proof-statements.ts';
import { CHECK_NAMES, type CheckName, decidingCode, type ProofReport, type ProvenScore } from './report.ts';
import { type ScoreProofPredicate, verifyPredicate, verifyScoreStatement } from './score-statement.ts';
import { provenTime } from './timestamp-evidence.ts';
import { checkCertificate, checkTimestamp, type ProofInput } from './verify-proof.ts';

export interface DisclosureInput extends Omit<ProofInput, 'replay'> {
  readonly disclosure: Disclosure;
  /** True when a replay was asked for, which a disclosure cannot serve. */
  readonly isReplayAsked: boolean;
}

/** Verifies a disclosure that could be read. Never throws for what is in it. */
export function verifyDisclosure(input: DisclosureInput): ProofReport {
  const log = new CheckLog(CHECK_NAMES);
  log.pass('archive', 'a disclosure: one finding of a score, not a bundle');
  log.skip('manifest', 'a disclosure has its digest only');
  log.skip('score', 'a disclosure has one finding of it only');
  const tree = log.attempt('merkle', () => verifyDisclosedTree(input.disclosure));
  if (tree !== null)
    log.pass(
      'merkle',
      `finding ${tree.position + 1} of ${tree.findingsCount} leads to the root ${input.disclosure.merkleProof.rootHash}`,
    );
  const signed = checkSignature(log, input, tree);
  checkCertificate(log, input.certificate, signed?.accepted ?? null);
  checkTimestamp(log, input, signed?.accepted ?? null);
  if (input.isReplayAsked)
    log.fail('replay', new StellaError('INPUT_MISSING', 'a disclosure carries no inputs to recompute from'));
  else log.skip('replay', 'a disclosure carries no inputs to recompute from');
  return conclude(log, input, tree, signed);
}

interface Signed {
  readonly accepted: AcceptedSignature;
  readonly predicate: ScoreProofPredicate;
}

function checkSignature(
  log: CheckLog<CheckName>,
  { files, trust, certificate, threshold, disclosure }: DisclosureInput,
  tree: DisclosedTree | null,
): Signed | null {
  const signed = log.attempt('signature', (): Signed => {
    const envelope = parseEnvelope(
      files.get(ENVELOPE_FILE) ?? new Uint8Array(),
      'the envelope',
      'BUNDLE_INVALID',
    );
    const accepted = acceptSignature(envelope, trust, certificate, threshold);
    const documents = new Map([...files].filter(([name]) => name === MERKLE_PROOF_FILE));
    const predicate = verifyScoreStatement(accepted.verified, documents);
    const { rootHash, treeSize } = disclosure.merkleProof;
    verifyPredicate(predicate, {
      ...predicate,
      rootHash,
      treeSize,
      ...(tree === null ? {} : { manifestHash: tree.manifestHash as ScoreProofPredicate['manifestHash'] }),
    });
    return { accepted, predicate };
  });
  if (signed === null) return null;
  const signers = signed.accepted.verified.signers.map(({ keyid }) => keyid).join(', ');
  log.pass(
    'signature',
    `over exactly this tree, by ${signed.accepted.by === 'key' ? 'the trusted key' : 'the certificate’s key'} ${signers}`,
  );
  return signed;
}

function conclude(
  log: CheckLog<CheckName>,
  input: DisclosureInput,
  tree: DisclosedTree | null,
  signed: Signed | null,
): ProofReport {
  const { checks } = log;
  const code = decidingCode(checks);
  const proven =
    code === null && tree !== null && signed !== null
      ? { ...provenFinding(input, tree, signed), timestamp: provenTime(checks, input.timestamp) }
      : null;
  return {
    verified: proven !== null,
    code: proven === null ? (code ?? 'INTERNAL') : null,
    proven,
    checks,
    ...disclosureStatements(checks, proven, input),
  };
}

function provenFinding(
  { disclosure }: DisclosureInput,
  { findingsCount }: DisclosedTree,
  { accepted, predicate }: Signed,
): Omit<ProvenScore, 'timestamp'> {
  const { scanId, score, verdict, manifestHash, rootHash, freezeTimestamp } = predicate;
  return {
    scanId,
    score,
    severity: severityBand(Math.round(score * 10)),
    verdict,
    findingsCount,
    uncoveredCount: null,
    manifestHash,
    rootHash,
    freezeTimestamp,
    signers: accepted.verified.signers.map(({ keyid }) => keyid),
    replay: null,
    finding: disclosure.finding,
  };
}
