/** The parts of a report that tell what is in a score: its inputs, what made it, its findings, what it says nothing about. */
import type { ReportContent } from '../../../app/proof/report-content.ts';
import { severityBand } from '../../../core/cvss/cvss.ts';
import type { Manifest } from '../../../core/manifest/manifest.ts';
import type { Factor, Finding, ScoreDocument, Uncovered } from '../../../core/score/score-document.ts';
import { type Html, html, shownName } from './html.ts';
import { type PageSection, readableTime } from './page-document.ts';
import { spinePicture } from './spine-picture.ts';

/** @param rootHash that was verified, or computed */
export function scoreSections({ manifest, score, spine }: ReportContent, rootHash: string): PageSection[] {
  return [
    { id: 'inputs', heading: 'What the score was made from', body: inputs(manifest, rootHash) },
    { id: 'score', heading: 'Why the score is what it is', body: decisive(score) },
    { id: 'findings', heading: `Findings (${score.findings.length})`, body: findings(score) },
    { id: 'coverage', heading: 'What the score says nothing about', body: coverage(score) },
    {
      id: 'tree',
      heading: 'How one hash covers everything',
      body: html`<p>Each input, each finding and the result is a leaf. The hash of a leaf goes into the hash of the node above it, and so on up to the root hash, which is what counts: whatever is changed in any of them, the root hash is another one.</p>
${spinePicture(spine)}`,
    },
  ];
}

function inputs(manifest: Manifest, rootHash: string): Html {
  const { inputs: pinned, subject, scannedAt, freezeTimestamp, engine } = manifest;
  const { sbom, rules, policy, feed, vex, evidence } = pinned;
  const rows: readonly (readonly [string, string, string])[] = [
    ['SBOM', `the list of components: ${sbom.mediaType}, ${sbom.size} bytes`, sbom.digest],
    ['rules', `how factors are weighed: ${rules.name}, version ${rules.version}`, rules.digest],
    ['policy', `what is tolerated: ${policy.name}, version ${policy.version}`, policy.digest],
    ['feed', `the advisories, captured ${readableTime(feed.capturedAt)}`, feed.digest],
    ...vex.map(({ digest, size }) => ['VEX', `statements on what applies: ${size} bytes`, digest] as const),
    ...(evidence === undefined
      ? []
      : [['evidence', `on how components are used: ${evidence.size} bytes`, evidence.digest] as const]),
  ];
  const subjectPairs =
    subject === undefined
      ? html`<dt>what was scanned</dt><dd>not named in the manifest</dd>`
      : html`<dt>what was scanned</dt><dd>${shownName(subject.name)}<br><code>sha256:${subject.digest.sha256}</code></dd>`;
  return html`<dl class="pairs">${subjectPairs}<dt>scan</dt><dd>${manifest.scanId}</dd><dt>scanned at</dt><dd>${readableTime(scannedAt)}</dd><dt>state of knowledge</dt><dd>${readableTime(freezeTimestamp)} <span class="quiet">(what was published later does not count)</span></dd><dt>engine</dt><dd>${engine.name}, version ${engine.version}</dd><dt>root hash</dt><dd><code>${rootHash}</code></dd></dl>
<table><caption>The inputs; whoever has the files can compare their digests</caption><thead><tr><th scope="col">input</th><th scope="col">what it is</th><th scope="col">digest</th></tr></thead><tbody>
${rows.map(
  ([name, what, digest]) =>
    html`<tr><th scope="row">${name}</th><td>${shownName(what)}</td><td><code>${digest}</code></td></tr>
`,
)}</tbody></table>`;
}

/** The finding whose score is the scan's: the first of the highest. */
function decisive({ findings: all, score, severity, verdict }: ScoreDocument): Html {
  const worst = all.find((finding) => finding.status === 'affected' && finding.score === score);
  const scale = html`<p>Scores go from 0.0 (none) to 10.0; ${score.toFixed(1)} is <strong>${severity}</strong>. The policy’s verdict on it is <strong>${verdict}</strong>.</p>`;
  if (worst === undefined)
    return html`${scale}\n<p>No finding counts, so the score is ${score.toFixed(1)}.</p>`;
  return html`${scale}
<p>The score of a scan is that of its worst finding: <strong>${shownName(worst.id)}</strong> in ${shownName(worst.purl)}, which has ${worst.score.toFixed(1)}. Its factors:</p>
<table><caption>The weights are shared out among the factors about which something is known; what they add makes the score</caption><thead><tr><th scope="col">factor</th><th scope="col" class="number">value of 100</th><th scope="col" class="number">weight</th><th scope="col" class="number">adds</th><th scope="col">why</th></tr></thead><tbody>
${worst.factors.map(factorRow)}</tbody></table>`;
}

const BAR_WIDTH = 80;

function factorRow({ name, value, weightBps, contributionBps, reason }: Factor): Html {
  const filled = Math.round((Math.min(value, 100) / 100) * BAR_WIDTH);
  const bar = html`<svg class="bar" aria-hidden="true" width="${BAR_WIDTH}" height="5"><rect width="${BAR_WIDTH}" height="5"/><rect class="filled" width="${filled}" height="5"/></svg>`;
  return html`<tr><th scope="row">${shownName(name)}</th><td class="number" data-is="value">${value}${bar}</td><td class="number" data-is="weight">${percent(weightBps)}</td><td class="number" data-is="adds">${points(contributionBps)}</td><td>${shownName(reason)}</td></tr>
`;
}

/** Findings with their factors; those beyond are in a part that is closed until it is opened, and is not printed. */
const DETAILED_MAX = 200;

function findings({ findings: all, summary }: ScoreDocument): Html {
  if (all.length === 0) return html`<p>None, in what the feed covers.</p>`;
  const worstFirst = all.toSorted((a, b) => suppressedLast(a, b) || b.score - a.score);
  const [first, rest] = [worstFirst.slice(0, DETAILED_MAX), worstFirst.slice(DETAILED_MAX)];
  return html`<p>${tally(summary)}</p>
<table class="findings"><caption>Worst first, suppressed ones last</caption><thead><tr><th scope="col" class="number">score</th><th scope="col">vulnerability</th><th scope="col">component</th><th scope="col">fixed in</th><th scope="col">status and factors</th></tr></thead><tbody>
${first.map(detailedRow)}</tbody></table>
${rest.length === 0 ? html`` : furtherFindings(rest)}`;
}

const BANDS = ['critical', 'high', 'medium', 'low', 'none'] as const;

function tally({ affected, suppressed, bySeverity }: ScoreDocument['summary']): string {
  const bands = BANDS.filter((band) => bySeverity[band] > 0).map((band) => `${bySeverity[band]} ${band}`);
  const counted = affected === 0 ? 'None counts' : `${affected} count: ${bands.join(', ')}`;
  const others = suppressed === 0 ? 'None is' : suppressed === 1 ? 'One is' : `${suppressed} are`;
  return `${counted}. ${others} suppressed by VEX or by the policy${suppressed === 0 ? '' : ', each with its reason'}.`;
}

function suppressedLast(a: Finding, b: Finding): number {
  return Number(a.status === 'suppressed') - Number(b.status === 'suppressed');
}

function furtherFindings(rest: readonly Finding[]): Html {
  return html`<details><summary>${rest.length} further findings</summary>
<table><thead><tr><th scope="col" class="number">score</th><th scope="col">vulnerability</th><th scope="col">component</th><th scope="col">fixed in</th><th scope="col">status</th></tr></thead><tbody>
${rest.map(briefRow)}</tbody></table></details>
<p class="on-paper">${rest.length} further findings, none of them worse, are not printed. They are in this page’s file, and in score.json of the bundle.</p>`;
}

function detailedRow(finding: Finding): Html {
  const factors = finding.factors.map(({ name, contributionBps }) => `${name} ${points(contributionBps)}`);
  const reasons = factors.length === 0 ? html`` : html`<small>${shownName(factors.join(' + '))}</small>`;
  return html`<tr${isQuiet(finding)}><td class="number" data-is="score">${finding.score.toFixed(1)} <small>${severityBand(Math.round(finding.score * 10))}</small></td><th scope="row">${shownName(finding.id)}<small>${few(finding.aliases)}</small></th><td>${shownName(finding.purl)}</td><td data-is="fixed in">${fixes(finding)}</td><td>${status(finding)}${reasons}</td></tr>
`;
}

function briefRow(finding: Finding): Html {
  return html`<tr${isQuiet(finding)}><td class="number">${finding.score.toFixed(1)}</td><th scope="row">${shownName(finding.id)}</th><td>${shownName(finding.purl)}</td><td>${fixes(finding)}</td><td>${status(finding)}</td></tr>
`;
}

function isQuiet({ status: value }: Finding): Html {
  return value === 'suppressed' ? html` class="suppressed"` : html``;
}

function status({ status: value, suppressedBy }: Finding): Html {
  if (suppressedBy === null) return html`${value}`;
  return html`${value} by ${suppressedBy.kind}: ${shownName(suppressedBy.reason)}`;
}

function fixes({ fixedIn }: Finding): Html {
  return fixedIn.length === 0 ? html`<span class="quiet">none known</span>` : few(fixedIn);
}

const FEW = 8;

/** A list of names in a cell. */
function few(names: readonly string[]): Html {
  const more = names.length > FEW ? ` and ${names.length - FEW} more` : '';
  return html`${names.slice(0, FEW).map((name, i) => html`${i === 0 ? '' : ', '}${shownName(name)}`)}${more}`;
}

const WHY_UNCOVERED: Readonly<Record<Uncovered['reason'], string>> = {
  'no-purl': 'the SBOM gives it no package URL to look it up by',
  'ecosystem-not-in-feed': 'the feed has no advisories of its ecosystem',
  'version-not-parsable': 'its version cannot be compared',
  'type-not-supported': 'its type of package is not one that can be looked up',
};

const LISTED_MAX = 200;

function coverage({ coverage: { covered, uncovered }, summary }: ScoreDocument): Html {
  if (uncovered.length === 0)
    return html`<p>The feed covers all ${summary.components} components of the SBOM. What its publishers did not know at the time, it does not have either.</p>`;
  const further = uncovered.length - LISTED_MAX;
  return html`<p>The feed covers ${covered} of ${summary.components} components. Of the others nothing is known: that they have no finding does not mean that they are safe.</p>
<ul>
${uncovered.slice(0, LISTED_MAX).map(
  (component) =>
    html`<li>${shownName('purl' in component ? component.purl : component.ref)} <span class="quiet">(${WHY_UNCOVERED[component.reason]})</span></li>
`,
)}</ul>
${further > 0 ? html`<p>And ${further} more, in score.json of the bundle.</p>` : html``}`;
}

function percent(bps: number): string {
  return `${bps / 100} %`;
}

/** What a factor adds to a score of 0 to 10. */
function points(contributionBps: number): string {
  return (contributionBps / 1000).toFixed(3);
}
