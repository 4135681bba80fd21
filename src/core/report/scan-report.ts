/**
 * What the report formats of others are made from: a score with its manifest and root hash. The formats are for people and
 * dashboards; what is signed and replayed stays the score itself, which each report names by its root hash.
 */
import { severityBand } from '../cvss/cvss.ts';
import type { Digest } from '../digest/sha256.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, ScoreDocument, Severity } from '../score/score-document.ts';

export interface ScanReport {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  readonly rootHash: Digest;
  /** Of the program, such as `0.1.0`. */
  readonly toolVersion: string;
}

/** Where people read about an id: its own database where it is known, else osv.dev, which has them all. */
export function advisoryUrl(id: string): string {
  if (/^CVE-\d{4}-\d{4,}$/.test(id)) return `https://www.cve.org/CVERecord?id=${id}`;
  if (/^GHSA(-[0-9a-z]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  return `https://osv.dev/vulnerability/${encodeURIComponent(id)}`;
}

/** `lodash 4.17.20: CVE-…, score 9.1, fixed in 4.17.21` */
export function findingSentence({ id, purl, version, score, fixedIn }: Finding): string {
  const fix = fixedIn.length === 0 ? 'no fixed version is known' : `fixed in ${fixedIn.join(', ')}`;
  return `${id} in ${purl} (version ${version}): score ${score.toFixed(1)}, ${fix}`;
}

/** The band of a score of 0.0 to 10.0. */
export function severityOf(score: number): Severity {
  return severityBand(Math.round(score * 10));
}
