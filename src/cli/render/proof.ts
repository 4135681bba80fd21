/** The verification of proof bundles, in plain sentences. */
import type { PlannedArchive } from '../../app/proof/plan-batch.ts';
import type { ProofVerification } from '../../app/proof/verify-proof.ts';
import type { Style } from '../terminal.ts';
import { fingerprintText, formatScore, renderPairs, renderTable } from './layout.ts';
import { renderVerification, verdictCell } from './verification.ts';

/** One bundle as a page, several as a row each. */
export function renderProof(
  verifications: readonly ProofVerification[],
  isGrouped: boolean,
  style: Style,
): string {
  const [only] = verifications;
  if (verifications.length === 1 && only !== undefined) {
    const proven = only.proven === null ? null : provenPairs(only.proven, isGrouped);
    return renderVerification({ ...only, name: only.bundle, proven }, style);
  }
  return renderTable(
    [
      { head: 'BUNDLE' },
      { head: 'RESULT' },
      { head: 'SCAN' },
      { head: 'SCORE', align: 'right' },
      { head: 'ROOT HASH' },
    ],
    verifications.map(({ bundle, proven, ...verdict }) => [
      bundle,
      verdictCell(verdict, style),
      proven?.scanId ?? null,
      formatScore(proven?.score ?? null),
      proven?.rootHash ?? null,
    ]),
    style,
  );
}

/** Many bundles: how many there are, and a row for each that fails. */
export function renderArchive(
  archives: readonly PlannedArchive[],
  verifications: readonly ProofVerification[],
  style: Style,
): string {
  const failures = verifications.filter(({ verified }) => !verified);
  const { chalk } = style;
  const headline = failures.length === 0 ? chalk.green.bold('Verified OK') : chalk.red.bold('NOT VERIFIED');
  const pairs = archives.flatMap(({ path, signers }): [string, string][] => [
    ['archive', path],
    ['index signed by', signers?.join(', ') ?? 'nobody who is trusted'],
  ]);
  const rows = failures.map(({ bundle, checks, ...verdict }) => [
    bundle,
    verdictCell(verdict, style),
    checks.find((check) => check.status !== 'pass' && check.code === verdict.code)?.reason ?? null,
  ]);
  return [
    `${headline}: ${verifications.length - failures.length} verified, ${failures.length} failed\n`,
    pairs.length === 0 ? '' : `\n${renderPairs(pairs, style)}`,
    rows.length === 0
      ? ''
      : `\n${renderTable([{ head: 'BUNDLE' }, { head: 'RESULT' }, { head: 'WHY' }], rows, style)}`,
  ].join('');
}

function provenPairs(
  proven: NonNullable<ProofVerification['proven']>,
  isGrouped: boolean,
): [string, string | number | null][] {
  const { finding } = proven;
  return [
    ...(finding === null
      ? []
      : ([
          ['finding', finding.id],
          ['in', finding.purl],
          ['finding score', `${formatScore(finding.score)} (${finding.status})`],
        ] satisfies [string, string][])),
    ['scan', proven.scanId],
    ['score', `${formatScore(proven.score)} (${proven.severity})`],
    ['verdict', proven.verdict],
    ['findings', proven.findingsCount],
    ['not covered', proven.uncoveredCount],
    ['as of', proven.freezeTimestamp],
    ['manifest', proven.manifestHash],
    ['root hash', proven.rootHash],
    ['signed by', proven.signers.map((keyid) => fingerprintText(keyid, isGrouped)).join(', ')],
  ];
}
