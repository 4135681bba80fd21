/** Does a score agree with its manifest and with itself? What can be told without the inputs (formats.md section 4). */
import { severityBand } from '../cvss/cvss.ts';
import type { Digest } from '../digest/sha256.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, ScoreDocument, Severity } from '../score/score-document.ts';

/**
 * Checks that the score is about this manifest.
 * @throws StellaError DIGEST_MISMATCH for another manifestHash, SUBJECT_MISMATCH for another scan or clock
 */
export function verifyScoreBinding(score: ScoreDocument, manifest: Manifest, manifestHash: Digest): void {
  if (score.manifestHash !== manifestHash) {
    throw new StellaError(
      'DIGEST_MISMATCH',
      `score.json was computed from the manifest ${score.manifestHash}, manifest.json has the digest ${manifestHash}`,
      { details: { expected: score.manifestHash, received: manifestHash } },
    );
  }
  for (const member of ['scanId', 'freezeTimestamp'] as const) {
    if (score[member] === manifest[member]) continue;
    throw new StellaError(
      'SUBJECT_MISMATCH',
      `score.json has the ${member} ${score[member]}, manifest.json ${manifest[member]}`,
      { details: { expected: manifest[member], received: score[member] } },
    );
  }
}

/**
 * Checks that a score's summary follows from its findings and its coverage: no honest engine contradicts itself.
 * @throws StellaError REPLAY_MISMATCH naming the contradiction
 */
export function verifyScoreConsistency(score: ScoreDocument): void {
  const { findings, summary, coverage } = score;
  const affected = findings.filter(({ status }) => status === 'affected');
  expectSame('summary.findings', findings.length, summary.findings);
  expectSame('summary.affected', affected.length, summary.affected);
  expectSame('summary.suppressed', findings.length - affected.length, summary.suppressed);
  const bands = Map.groupBy(affected, (finding) => bandOf(finding.score));
  for (const [band, count] of Object.entries(summary.bySeverity))
    expectSame(`summary.bySeverity.${band}`, bands.get(band as Severity)?.length ?? 0, count);
  expectSame('score', highestScore(affected), score.score);
  expectSame('severity', bandOf(score.score), score.severity);
  const components = coverage.covered + coverage.uncovered.length;
  if (summary.components !== components)
    throw contradiction(`its summary.components is ${summary.components}, its coverage gives ${components}`);
  const outOfOrder = findings.findIndex(
    (finding, i) => i > 0 && compareFindings(findings[i - 1] as Finding, finding) >= 0,
  );
  if (outOfOrder !== -1) throw contradiction(`finding ${outOfOrder} is not after the one before it`);
}

/** The order of findings: by purl, then by id. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareUtf8(a.purl, b.purl) || compareUtf8(a.id, b.id);
}

/** @param score of 0.0 to 10.0 */
function bandOf(score: number): Severity {
  return severityBand(Math.round(score * 10));
}

function highestScore(findings: readonly Finding[]): number {
  return findings.reduce((highest, { score }) => Math.max(highest, score), 0);
}

function expectSame(what: string, expected: string | number, received: string | number): void {
  if (expected !== received) throw contradiction(`its ${what} is ${received}, its findings give ${expected}`);
}

function contradiction(problem: string): StellaError {
  return new StellaError('REPLAY_MISMATCH', `score.json contradicts itself: ${problem}`);
}
