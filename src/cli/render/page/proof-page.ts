/**
 * The verification of a bundle as one page to file: the answer, what is established and what is not, who signed, the inputs, the
 * score with its factors, the findings, the Merkle tree, and how to repeat the check. Self-contained: no script, nothing loaded
 * from anywhere. Of a bundle that is not verified, only the checks are shown: nothing else in it is known to be true.
 */
import type { ProofVerification } from '../../../app/verify-proof.ts';
import type { Manifest } from '../../../core/manifest/manifest.ts';
import type { SpineNode } from '../../../core/proof/spine.ts';
import type { Finding, ScoreDocument } from '../../../core/score/score-document.ts';
import { type Html, html, ownHtml } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';
import { spinePicture } from './spine-picture.ts';

/** Documents of a bundle that is verified. */
export interface VerifiedContent {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  readonly spine: SpineNode;
}

export interface ProofPage {
  readonly verification: ProofVerification;
  /** Null unless the bundle is verified. */
  readonly content: VerifiedContent | null;
  readonly tool: {
    readonly version: string;
    /** SHA-256 over the program's own files. */
    readonly digest: string;
    readonly node: string;
  };
  /** Command lines that repeat the check. */
  readonly commands: readonly string[];
}

/** The whole document. */
export function renderProofPage({ verification, content, tool, commands }: ProofPage): string {
  const { verified, bundle, bundleDigest, verifiedAt } = verification;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${verified ? 'Verified' : 'NOT verified'}: ${bundle}</title>
<style>${ownHtml(PAGE_STYLE)}</style>
</head>
<body>
${answer(verification)}
${sentences('Established', verification.established, 'Nothing.')}
${sentences('Not established', verification.notEstablished, 'Nothing is left open.')}
${sentences('Assumed', verification.assumed, 'Nothing.')}
${checkTable(verification)}
${content === null ? html`` : contentSections(content, verification)}
<h2>The file, and how to repeat the check</h2>
<dl><dt>file</dt><dd><code>${bundle}</code></dd><dt>SHA-256</dt><dd><code>${bundleDigest ?? 'it could not be read'}</code></dd><dt>checked at</dt><dd>${verifiedAt}</dd></dl>
<pre>${commands.join('\n')}</pre>
<footer>Made by stella ${tool.version} on Node.js ${tool.node}. Its own files have the digest <code>${tool.digest}</code>. This page is not signed: whoever needs to be sure repeats the check on the bundle itself.</footer>
</body>
</html>
`.text;
}

function answer({ verified, proven, code, checks }: ProofVerification): Html {
  if (!verified || proven === null) {
    const failed = checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
    return html`<div class="answer no"><h1>Not verified: ${code ?? 'unknown'}</h1>
<p>${failed.length === 0 ? 'Trust in whoever signed it could not be established.' : `These checks failed: ${failed.join(', ')}.`} Nothing in the bundle is to be relied on.</p></div>`;
  }
  const { score, severity, verdict, scanId, findingsCount, uncoveredCount } = proven;
  return html`<div class="answer yes"><h1>Verified: the score ${score.toFixed(1)} (${severity}) of scan ${scanId} is what its issuer signed, and nothing was altered since.</h1>
<p>Verdict of the policy: ${verdict}. ${findingsCount} findings; ${uncoveredCount ?? 'an unknown number of'} components that the feed knows nothing about.</p></div>`;
}

function sentences(heading: string, items: readonly string[], none: string): Html {
  const body =
    items.length === 0 ? html`<p>${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return html`<h2>${heading}</h2>\n${body}`;
}

function checkTable({ checks }: ProofVerification): Html {
  const rows = checks.map(({ name, status, reason }) => {
    const look = status === 'pass' ? 'yes' : status === 'fail' ? 'no' : 'skipped';
    return html`<tr><th scope="row">${name}</th><td class="${look}">${status}</td><td>${reason}</td></tr>`;
  });
  return html`<h2>Checks</h2>
<div class="wide"><table><thead><tr><th scope="col">check</th><th scope="col">result</th><th scope="col">why</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function contentSections({ manifest, score, spine }: VerifiedContent, { proven }: ProofVerification): Html {
  const signers = (proven?.signers ?? []).map((keyid) => html`<dd><code>${grouped(keyid)}</code></dd>`);
  return html`<h2>Who signed</h2>
<dl><dt>key (SHA-256 of its public key)</dt>${signers}</dl>
${inputSection(manifest, proven?.rootHash ?? '')}
${decisiveSection(score)}
${findingSection(score)}
${coverageSection(score)}
<h2>The Merkle tree</h2>
${spinePicture(spine)}`;
}

function inputSection(
  { inputs, subject, scannedAt, freezeTimestamp, engine }: Manifest,
  rootHash: string,
): Html {
  const rows: readonly (readonly [string, string, string])[] = [
    ['SBOM', `${inputs.sbom.mediaType}, ${inputs.sbom.size} bytes`, inputs.sbom.digest],
    ['rules', `${inputs.rules.name} ${inputs.rules.version}`, inputs.rules.digest],
    ['policy', `${inputs.policy.name} ${inputs.policy.version}`, inputs.policy.digest],
    ['feed', `captured ${inputs.feed.capturedAt}`, inputs.feed.digest],
    ...inputs.vex.map(({ digest, size }): [string, string, string] => ['VEX', `${size} bytes`, digest]),
    ...(inputs.evidence === undefined
      ? []
      : [['evidence', `${inputs.evidence.size} bytes`, inputs.evidence.digest] as const]),
  ];
  const shownSubject =
    subject === undefined ? 'not named' : `${subject.name}, sha256:${subject.digest.sha256}`;
  return html`<h2>What the score was made from</h2>
<dl><dt>subject</dt><dd>${shownSubject}</dd><dt>scanned at</dt><dd>${scannedAt}</dd><dt>as of</dt><dd>${freezeTimestamp}</dd><dt>engine</dt><dd>${engine.name} ${engine.version}</dd><dt>root hash</dt><dd><code>${rootHash}</code></dd></dl>
<div class="wide"><table><thead><tr><th scope="col">input</th><th scope="col">what</th><th scope="col">digest</th></tr></thead><tbody>${rows.map(
    ([name, what, digest]) =>
      html`<tr><th scope="row">${name}</th><td>${what}</td><td><code>${digest}</code></td></tr>`,
  )}</tbody></table></div>`;
}

/** The finding whose score is the scan's: the first of the highest. */
function decisiveSection({ findings, score }: ScoreDocument): Html {
  const decisive = findings.find((finding) => finding.status === 'affected' && finding.score === score);
  if (decisive === undefined)
    return html`<h2>The score</h2>\n<p>No finding counts: the score is ${score.toFixed(1)}.</p>`;
  const rows = decisive.factors.map(
    ({ name, value, weightBps, contributionBps, reason }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${value}</td><td class="number">${percent(weightBps)}</td><td class="number">${(contributionBps / 1000).toFixed(3)}</td><td>${reason}</td></tr>`,
  );
  return html`<h2>The score, factor by factor</h2>
<div class="wide"><table><caption>The score of the scan is that of its worst finding: ${decisive.id} in ${decisive.purl}, ${decisive.score.toFixed(1)}</caption><thead><tr><th scope="col">factor</th><th scope="col" class="number">value of 100</th><th scope="col" class="number">weight</th><th scope="col" class="number">adds</th><th scope="col">why</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function findingSection({ findings }: ScoreDocument): Html {
  if (findings.length === 0) return html`<h2>Findings</h2>\n<p>None in what the feed covers.</p>`;
  return html`<h2>Findings (${findings.length})</h2>
<div class="wide"><table><thead><tr><th scope="col" class="number">score</th><th scope="col">vulnerability</th><th scope="col">component</th><th scope="col">fixed in</th><th scope="col">status</th><th scope="col">factors</th></tr></thead><tbody>${findings.map(findingRow)}</tbody></table></div>`;
}

function findingRow({
  score,
  id,
  aliases,
  purl,
  version,
  fixedIn,
  status,
  suppressedBy,
  factors,
}: Finding): Html {
  const shownStatus =
    suppressedBy === null ? status : `${status} by ${suppressedBy.kind}: ${suppressedBy.reason}`;
  const shownFactors = factors.map(
    ({ name, value, weightBps }) => `${name} ${value} × ${percent(weightBps)}`,
  );
  return html`<tr><td class="number">${score.toFixed(1)}</td><td>${[id, ...aliases].join(', ')}</td><td>${purl} (version ${version})</td><td>${fixedIn.join(', ') || 'none known'}</td><td>${shownStatus}</td><td>${shownFactors.join('; ')}</td></tr>
`;
}

function coverageSection({ coverage, summary }: ScoreDocument): Html {
  const { covered, uncovered } = coverage;
  if (uncovered.length === 0)
    return html`<h2>Coverage</h2>\n<p>The feed covers all ${summary.components} components.</p>`;
  return html`<h2>Coverage</h2>
<p>The feed covers ${covered} of ${summary.components} components. Nothing is known about these:</p>
<ul>${uncovered.map((component) => html`<li>${'purl' in component ? component.purl : component.ref}: ${component.reason}</li>`)}</ul>`;
}

function percent(bps: number): string {
  return `${bps / 100} %`;
}

/** In fours, as people compare fingerprints. */
function grouped(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(' ') ?? hex;
}
