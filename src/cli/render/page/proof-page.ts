/**
 * The verification of a bundle as one page to file: the answer, what is established and what is not, who signed, the inputs, the
 * score with its factors, the findings, the Merkle tree, and how to repeat the check. Of a bundle that is not verified only the
 * checks are shown: nothing else in it is known to be true.
 */
import type { ReportContent } from '../../../app/proof/report-content.ts';
import type { ProofVerification } from '../../../app/proof/verify-proof.ts';
import type { CheckName } from '../../../core/proof/report.ts';
import { explainCode } from '../../explain-code.ts';
import { fingerprint, type Html, html, sentence, shownName } from './html.ts';
import { type PageSection, type PageTool, readableTime, renderPage } from './page-document.ts';
import {
  type Fact,
  factList,
  type RepeatStep,
  repeatSection,
  statementColumns,
  wordsSection,
} from './page-parts.ts';
import { scoreSections } from './score-sections.ts';

export interface ProofPage {
  readonly verification: ProofVerification;
  /** Null unless the bundle is verified; and for a disclosure. */
  readonly content: ReportContent | null;
  readonly tool: PageTool;
  /** What repeats the check. */
  readonly steps: readonly RepeatStep[];
}

type Proven = NonNullable<ProofVerification['proven']>;

/** The whole document. */
export function renderProofPage({ verification, content, tool, steps }: ProofPage): string {
  const { bundle, proven, verifiedAt } = verification;
  const isProven = verification.verified && proven !== null;
  return renderPage({
    title: isProven
      ? `Verified: ${proven.scanId}, score ${proven.score.toFixed(1)}`
      : `NOT VERIFIED: ${bundle}`,
    kind: `Verification of a ${proven?.finding == null ? 'proof bundle' : 'disclosed finding'}, offline, by stella`,
    madeAt: verifiedAt,
    answer: isProven ? yes(verification, proven, content) : no(verification),
    sections: [
      statementColumns(verification),
      ...(isProven ? [signers(verification, proven)] : [advice(verification)]),
      { id: 'checks', heading: 'The checks, one by one', body: checkTable(verification) },
      ...(isProven && content !== null ? scoreSections(content, proven.rootHash) : []),
      ...(isProven && proven.finding !== null ? [disclosedFinding(proven)] : []),
      repeatSection(fileFacts(verification), steps),
      wordsSection,
    ],
    tool,
  });
}

function yes({ bundle, checks }: ProofVerification, proven: Proven, content: ReportContent | null): Html {
  const { score, severity, verdict, scanId, findingsCount, uncoveredCount, finding } = proven;
  const subject = content?.manifest.subject;
  const components = content?.score.summary.components;
  const certificate = certificateOf(checks);
  const by = proven.signers.length === 1 ? 'a key that you trust' : 'keys that you trust';
  const facts: Fact[] = [
    ['score', html`${score.toFixed(1)} <small>of 10</small>`, 'large'],
    ['severity', html`${severity}`, 'large'],
    ['verdict of the policy', html`${verdict}`, 'large'],
    ['findings', html`${findingsCount}`, 'large'],
    components === undefined
      ? ['components not covered', html`not disclosed`]
      : ['components not covered', html`${uncoveredCount ?? 0} <small>of ${components}</small>`, 'large'],
    ...(subject === undefined ? [] : [['what was scanned', shownName(subject.name)] as const]),
    ['state of knowledge', html`${readableTime(proven.freezeTimestamp)}`],
    ['file', shownName(bundle)],
    [
      proven.signers.length === 1 ? 'signed by the key' : 'signed by the keys',
      html`${proven.signers.map((keyid) => html`<div>${fingerprint(keyid)}</div>`)}`,
      'whole',
    ],
    ...(certificate === null ? [] : [['certificate of the key', sentence(certificate), 'whole'] as const]),
  ];
  const answer =
    finding === null
      ? html`The score ${score.toFixed(1)} of scan ${scanId} was signed by ${by}, and nothing in it was altered since.`
      : html`The finding ${shownName(finding.id)} is in the score of scan ${scanId} that was signed by ${by}.`;
  return html`<div class="answer yes"><p class="mark">✓ VERIFIED</p>
<h1>${answer}</h1>
<p>${meaning(proven)}</p>
${factList(facts)}</div>`;
}

/** Whom the certificate names, and until when; null where the key itself is trusted. */
function certificateOf(checks: ProofVerification['checks']): string | null {
  return checks.find(({ name, status }) => name === 'certificate' && status === 'pass')?.reason ?? null;
}

/** What "verified" is not, for who reads no further. */
function meaning({ finding, replay, severity, verdict }: Proven): string {
  const genuine = `Verified means that the statement is genuine, not that the software is safe: its severity is ${severity}, and the policy’s verdict ${verdict}.`;
  if (finding !== null)
    return `Only this finding is disclosed; the page says nothing about the others. ${genuine}`;
  const computed =
    replay === null
      ? 'The score was not computed again here, so whether it follows from its inputs is open.'
      : 'The score was also computed again from its inputs and came out the same, with no advisory left out.';
  return `${computed} ${genuine}`;
}

/** By exit status: what kind of no it is. */
const WHY_NOT: Readonly<Record<number, string>> = {
  1: 'Something in the file does not hold: it was altered, or it is not what was signed.',
  3: 'The file, or something that it needs, is not there.',
  4: 'The file cannot be read as a proof bundle.',
  5: 'This machine could not read what it needed.',
  6: 'Nobody whom you trust is shown to have signed the file.',
};

function no({ bundle, bundleDigest, code, checks }: ProofVerification): Html {
  const failed = checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
  const { exit } = explainCode(code ?? 'INTERNAL');
  const facts: Fact[] = [
    ['reason', html`${code ?? 'INTERNAL'}`],
    [
      failed.length === 1 ? 'check that failed' : 'checks that failed',
      html`${failed.join(', ') || 'none, but one that is needed could not be made'}`,
    ],
    ['file', shownName(bundle)],
    ['SHA-256 of the file', html`<code>${bundleDigest ?? 'could not be read'}</code>`, 'whole'],
  ];
  return html`<div class="answer no"><p class="mark">✗ NOT VERIFIED</p>
<h1>${WHY_NOT[exit] ?? 'The check could not be made.'}</h1>
<p>${bundleDigest === null ? 'So there is nothing that could be relied on.' : 'Nothing in the file is to be relied on, so nothing of its content is shown here.'}</p>
${factList(facts)}</div>`;
}

function advice({ code, checks }: ProofVerification): PageSection {
  const { means, advice: steps } = explainCode(code ?? 'INTERNAL');
  const deciding = checks.find((check) => check.status !== 'pass' && check.code === code);
  const hint = deciding?.status === 'fail' ? deciding.hint : undefined;
  const list = (items: readonly string[]) => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return {
    id: 'advice',
    heading: 'What to do',
    body: html`<p><strong>${code ?? 'INTERNAL'}</strong>: ${means}.</p>
${hint === undefined ? html`` : html`<p class="capital">${sentence(hint)}.</p>`}
${list(steps.do)}
${steps.doNot.length === 0 ? html`` : html`<p><strong>Do not</strong></p>\n${list(steps.doNot)}`}`,
  };
}

function signers({ checks, assumed }: ProofVerification, { signers: keys, timestamp }: Proven): PageSection {
  const certificate = certificateOf(checks);
  const receipts = checks.find(({ name, status }) => name === 'receipts' && status === 'pass');
  const roots = assumed.find((line) => line.startsWith('the trust roots: '));
  return {
    id: 'signers',
    heading: 'Who signed',
    body: html`<p>Whoever holds the private key of this fingerprint. That it is the issuer’s, only you can know: compare it with the fingerprint that you were given through another channel, on paper or by telephone.</p>
<dl class="pairs"><dt>key (SHA-256 of the public key)</dt>${keys.map((keyid) => html`<dd>${fingerprint(keyid)}</dd>`)}
<dt>certificate</dt><dd>${certificate === null ? 'none was needed: the key itself is trusted' : sentence(certificate)}</dd>
<dt>believed because of</dt><dd>${roots?.slice('the trust roots: '.length) ?? 'the trust roots'}</dd>
<dt>signed when</dt><dd>${timestamp === null ? 'not known: there is no verified timestamp' : `at ${readableTime(timestamp.time)} or before, says ${timestamp.authority}`}</dd>
${receipts === undefined ? html`` : html`<dt>replayed by others</dt><dd>${sentence(receipts.reason)}</dd>`}</dl>`,
  };
}

const QUESTIONS: Readonly<Record<CheckName, string>> = {
  archive: 'Is the file a whole bundle, with nothing strange in it?',
  manifest: 'Is it clear what the score was made from?',
  score: 'Does the score agree with itself and with that list?',
  merkle: 'Do all parts lead to the one root hash?',
  signature: 'Did a trusted key sign exactly this?',
  certificate: 'Does the key belong to whom it should?',
  timestamp: 'Does an authority say when it was signed?',
  replay: 'Does the score come out again from its inputs?',
  index: 'Is the bundle the one that its archive lists?',
  receipts: 'Did others replay it, and agree?',
};

function checkTable({ verified, checks }: ProofVerification): Html {
  const rows = checks.map((check) => {
    const { name, status, reason } = check;
    const look = status === 'pass' ? 'yes' : status === 'fail' ? 'no' : 'quiet';
    const mark = status === 'pass' ? '✓ pass' : status === 'fail' ? '✗ FAIL' : '– skipped';
    const code =
      status !== 'pass' && check.code !== undefined ? html`<strong>${check.code}</strong>: ` : html``;
    // What a check that holds tells of the content is not to be believed where another one fails.
    const why =
      status === 'pass' && !verified ? html`holds by itself, which means nothing here` : sentence(reason);
    return html`<tr><th scope="row">${name}<small>${QUESTIONS[name]}</small></th><td class="result ${look}">${mark}</td><td>${code}${why}</td></tr>
`;
  });
  return html`<p>Every check is made, even after one fails. One that is skipped never counts as passed.</p>
<table class="checks"><thead><tr><th scope="col">check</th><th scope="col">result</th><th scope="col">why</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function disclosedFinding({ finding, rootHash }: Proven): PageSection {
  const { id, aliases = [], purl = '', status = '', score = 0, factors = [] } = finding ?? {};
  return {
    id: 'finding',
    heading: 'The disclosed finding',
    body: html`<dl class="pairs"><dt>vulnerability</dt><dd>${shownName([id, ...aliases].join(', '))}</dd><dt>component</dt><dd>${shownName(purl)}</dd><dt>status</dt><dd>${status}</dd><dt>score</dt><dd>${score.toFixed(1)}</dd><dt>factors</dt><dd>${shownName(factors.map(({ name, reason }) => `${name}: ${reason}`).join('; '))}</dd><dt>root hash of the whole score</dt><dd><code>${rootHash}</code></dd></dl>`,
  };
}

function fileFacts({ bundle, bundleDigest, verifiedAt }: ProofVerification): Html {
  return html`<dl class="pairs"><dt>file</dt><dd>${shownName(bundle)}</dd><dt>SHA-256</dt><dd><code>${bundleDigest ?? 'it could not be read'}</code></dd><dt>checked at</dt><dd>${readableTime(verifiedAt)}</dd></dl>`;
}
