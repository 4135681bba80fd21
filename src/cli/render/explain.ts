/** Why a score is what it is, step by step. */
import type { ScoreExplanation } from '../../app/score/explain-score.ts';
import type { FindingExplanation } from '../../core/scoring/explain-finding.ts';
import { type Style, safeText } from '../terminal.ts';
import { formatScore, renderPairs, renderTable } from './layout.ts';

export function renderExplanation(explanation: ScoreExplanation, style: Style): string {
  const { rules, policy, decidedBy } = explanation;
  return [
    renderPairs(
      [
        ['scan', explanation.scanId],
        ['score', `${formatScore(explanation.score)} (${explanation.severity})`],
        [
          'decided by',
          decidedBy === null
            ? 'nothing is affected'
            : `${decidedBy.id} in ${decidedBy.purl}, the highest score`,
        ],
        ['verdict', `${explanation.verdict}, by the policy ${policy.name} ${policy.version}`],
        ['rules', `${rules.name} ${rules.version}`],
        ['findings', `${explanation.affected} affected, ${explanation.suppressed} suppressed`],
        ['not covered', explanation.uncovered],
      ],
      style,
    ),
    `\n${style.chalk.bold('Verdict: the worst of')}\n`,
    renderTable(
      [{ head: 'RULE' }, { head: 'VERDICT' }, { head: 'WHY' }],
      explanation.verdictSteps.map(({ rule, verdict, reason }) => [rule, verdict, reason]),
      style,
    ),
    ...explanation.findings.map((finding) => renderFinding(finding, style)),
  ].join('');
}

function renderFinding(finding: FindingExplanation, style: Style): string {
  const { steps, sumOfProducts, sumOfWeights, quotient, scoreTenths, remainderBps } = finding;
  const title = `${finding.id} in ${finding.purl}`;
  const suppressed =
    finding.suppressedBy === null
      ? ''
      : safeText(
          `suppressed by ${finding.suppressedBy.kind} ${finding.suppressedBy.ref}: ${finding.suppressedBy.reason}`,
        ).concat('\n');
  const sum =
    quotient === null
      ? 'no factor has any weight: the score is 0.0\n'
      : [
          `products: ${steps.map(({ product }) => product).join(' + ')} = ${sumOfProducts}\n`,
          `weights: ${steps.map(({ weightBps }) => weightBps).join(' + ')} = ${sumOfWeights}\n`,
          `score: ${sumOfProducts} / ${sumOfWeights} = ${quotient} -> ${scoreTenths} (rounded half up) -> ${formatScore(finding.score)}\n`,
          `contributions: ${scoreTenths * 100} x product / ${sumOfProducts}, cut off${remainderBps === 0 ? '' : `; the remainder ${remainderBps} goes to the largest`}\n`,
        ].join('');
  return [
    `\n${style.chalk.bold(safeText(title))}\n${suppressed}`,
    renderTable(
      [
        { head: 'FACTOR' },
        { head: 'VALUE', align: 'right' },
        { head: 'WEIGHT', align: 'right' },
        { head: 'PRODUCT', align: 'right' },
        { head: 'CONTRIBUTION', align: 'right' },
        { head: 'WHY' },
      ],
      steps.map(({ name, value, weightBps, product, contributionBps, reason }) => [
        name,
        value,
        weightBps,
        product,
        contributionBps,
        reason,
      ]),
      style,
    ),
    sum,
  ].join('');
}
