/** A certificate chain that was checked, for people. */
import type { ChainCheck } from '../../app/trust/check-chain.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderList, wrap } from './layout.ts';

/** Below the number of a certificate. */
const INDENT = '   ';

export function renderChainCheck(check: ChainCheck, style: Style): string {
  const { chalk } = style;
  const name = `${safeText(check.chain)}, for ${check.purpose}, at ${check.at}`;
  const headline = check.accepted
    ? `${chalk.green.bold('Accepted')}: ${name}`
    : `${chalk.red.bold('NOT ACCEPTED')}: ${name} (${check.code})`;
  return [
    `${headline}\n\n`,
    ...check.path.map((certificate, index) => renderCertificate(certificate, index, check, style)),
    renderList('Established', check.established, style),
    renderList('Not established', check.notEstablished, style),
    renderList('Assumed', check.assumed, style),
  ].join('');
}

function renderCertificate(
  certificate: ChainCheck['path'][number],
  index: number,
  { path, accepted, anchorSource }: ChainCheck,
  { chalk, width }: Style,
): string {
  const { subject, issuer, notBefore, notAfter, fingerprint, faults } = certificate;
  const isAnchor = accepted && index === path.length - 1;
  return [
    `${index + 1}  ${chalk.bold(safeText(subject === '' ? '(no name)' : subject))}\n`,
    `${INDENT}issued by ${safeText(issuer)}\n`,
    `${INDENT}valid ${notBefore} to ${notAfter}\n`,
    `${INDENT}${chalk.dim(`sha256 ${fingerprint}`)}\n`,
    isAnchor ? `${INDENT}${chalk.green('trusted')}: ${safeText(anchorSource ?? '')}\n` : '',
    ...faults.map(
      ({ code, reason }) => `${INDENT}${wrap(`${chalk.red(code)}: ${safeText(reason)}`, width, INDENT)}`,
    ),
  ].join('');
}
