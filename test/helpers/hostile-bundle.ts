/** A bundle that verifies, and whose every text tries to become something else than text in a page that shows it. */
import { CERTIFICATE_FILE } from '../../src/core/bundle/bundle-layout.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { type Manifest, manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import type { Finding, ScoreDocument } from '../../src/core/score/score-document.ts';
import { EKU, extendedKeyUsage, makeCertificate } from './certificates.ts';
import { proofDocuments, signer } from './proof-documents.ts';
import { CA_KEY, timestampedFiles } from './timestamped-bundles.ts';

/** Each runs or loads something, or breaks the page, wherever it is taken for more than text. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>document.title="pwned"</script>',
  '</style><script>document.title="pwned"</script><style>',
  '</title><svg onload=document.title="pwned">',
  '"><img src="file:///etc/hostname" onerror=document.title="pwned">',
  '\' autofocus onfocus=\'document.title="pwned"',
  '<a href="javascript:document.title=%22pwned%22">click</a>',
  'javascript:document.title="pwned"',
  '<meta http-equiv="refresh" content="0;url=file:///etc/hostname">',
  '<link rel="stylesheet" href="file:///etc/hostname"><style>*{display:none}</style>',
  '<!-- <![CDATA[ --!> ]]> <base href="file:///"> <iframe src="file:///etc/hostname"></iframe>',
  '&lt;script&gt; &#x3c;b&#x3e; {{constructor}}',
  '\u202egnp.exe \u2066\u2067 \u200f \u0000\u0001\u001b[31m\u0007\u0085\u2028 \ufeff',
  'שלום \u05d0\u05d1 ا\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
  'x'.repeat(20_000),
  'https://example.invalid/?q=<x>&y="z"',
];

const text = (i: number) => HOSTILE_TEXTS[i % HOSTILE_TEXTS.length] as string;

/** The packed bundle, signed by `signer`: its own key and the CA of the timestamped bundles both make it verify. */
export function hostileBundle(): Uint8Array {
  const certificate = makeCertificate({
    subject: HOSTILE_TEXTS[0] as string,
    issuer: 'signing root',
    key: signer,
    signer: CA_KEY,
    notBefore: '2024-01-01T00:00:00Z',
    notAfter: '2026-01-31T23:59:59Z',
    extensions: [extendedKeyUsage([EKU.codeSigning])],
  });
  const { manifest, score } = hostileDocuments();
  const files = makeProofFiles({
    manifest,
    score,
    key: signer,
    certificate: utf8Encode(renderPem('CERTIFICATE', certificate)),
  });
  return packBundle(timestampedFiles({}, files));
}

/** The same with a letter of its score changed. */
export function alteredHostileBundle(): Uint8Array {
  const { manifest, score } = hostileDocuments();
  const files = makeProofFiles({ manifest, score, key: signer, certificate: null });
  const changed = makeProofFiles({
    manifest,
    score: { ...score, verdict: 'pass' },
    key: signer,
    certificate: null,
  });
  files.set('score.json', changed.get('score.json') as Uint8Array);
  files.delete(CERTIFICATE_FILE);
  return packBundle(files);
}

function hostileDocuments(): { manifest: Manifest; score: ScoreDocument } {
  const { manifest: honest, score } = proofDocuments();
  const { inputs } = honest;
  const manifest: Manifest = {
    ...honest,
    subject: { name: text(1), digest: honest.subject?.digest ?? { sha256: '0'.repeat(64) } },
    engine: { name: text(2), version: text(3) },
    inputs: {
      ...inputs,
      sbom: { ...inputs.sbom, mediaType: text(4) },
      rules: { ...inputs.rules, name: text(5), version: text(6) },
      policy: { ...inputs.policy, name: text(7), version: text(8) },
    },
  };
  const findings = HOSTILE_TEXTS.flatMap((_, i) => [
    hostileFinding(i, 'affected'),
    hostileFinding(i, 'suppressed'),
  ]);
  const sorted = findings.toSorted((a, b) => Buffer.compare(Buffer.from(a.purl), Buffer.from(b.purl)));
  const affected = sorted.filter(({ status }) => status === 'affected').length;
  return {
    manifest,
    score: {
      ...score,
      manifestHash: manifestHashOf(manifest),
      summary: {
        ...score.summary,
        findings: sorted.length,
        affected,
        suppressed: sorted.length - affected,
        components: 1 + HOSTILE_TEXTS.length,
        bySeverity: { none: 0, low: 0, medium: 0, high: 0, critical: affected },
      },
      coverage: {
        covered: 1,
        uncovered: HOSTILE_TEXTS.map((_, i) =>
          i % 2 === 0 ? { purl: text(i), reason: 'no-purl' } : { ref: text(i), reason: 'type-not-supported' },
        ),
      },
      findings: sorted,
    },
  };
}

function hostileFinding(i: number, status: Finding['status']): Finding {
  const reason = text(i + 5);
  return {
    id: `${text(i)}#${status}`,
    aliases: [text(i + 1), text(i + 2)],
    advisories: [{ id: text(i + 3), digest: `sha256:${'0'.repeat(64)}` }],
    purl: `${text(i)}#${status}`,
    version: text(i + 4),
    fixedIn: [text(i + 6), text(i + 7)],
    cvss: { version: text(i + 8), vector: text(i + 9), baseScore: 9.8 },
    epss: { probability: text(i + 10), percentile: text(i + 11) },
    kev: { dateAdded: text(i + 12) },
    status,
    suppressedBy: status === 'affected' ? null : { kind: 'vex', ref: text(i + 13), reason },
    factors: [{ name: text(i + 14), value: 98, weightBps: 10_000, contributionBps: 9800, reason }],
    score: 9.8,
  };
}
