/** Scans from documents as they are given, SBOM, VEX and evidence, without a store: what `scan run` computes. */
import { type ComputedScore, computeScore } from '../../src/app/score/compute-score.ts';
import { type Digest, digestOf } from '../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { FeedView } from '../../src/core/feed/feed-view.ts';
import { parseSbom } from '../../src/core/sbom/read-sbom.ts';
import { CLOCK, manifestAt, shippedText } from './scoring.ts';

export interface ScanDocuments {
  /** Text, or a value that is written as JSON. */
  readonly sbom: unknown;
  readonly vex?: readonly unknown[];
  readonly evidence?: unknown;
  readonly feed: FeedView;
}

/** The score at `CLOCK`, by the shipped rules and policy. */
export function scanDocuments({ sbom, vex = [], evidence, feed }: ScanDocuments): ComputedScore {
  const bytes = new Map<Digest, Uint8Array>();
  const pin = (document: unknown) => {
    const content = utf8Encode(typeof document === 'string' ? document : JSON.stringify(document));
    const digest = digestOf(content);
    bytes.set(digest, content);
    return { digest, mediaType: 'application/json', size: content.length };
  };
  const named = (path: string) => ({ ...pin(shippedText(path)), name: 'stella-default', version: '1.0.0' });
  const input = pin(sbom);
  const read = (digest: Digest): Uint8Array => bytes.get(digest) as Uint8Array;
  const parsed = parseSbom(read(input.digest));
  const sha256 = parsed.subject?.sha256;
  const manifest = manifestAt(CLOCK, {
    ...(sha256 ? { subject: { name: parsed.subject.name, digest: { sha256 } } } : {}),
    inputs: {
      sbom: input,
      rules: named('rules/stella-default.yaml'),
      policy: named('policies/stella-default.yaml'),
      feed: { digest: input.digest, capturedAt: CLOCK },
      vex: vex.map(pin),
      ...(evidence === undefined ? {} : { evidence: pin(evidence) }),
    },
  });
  return computeScore(manifest, { sbom: () => parsed, bytes: read, feed: () => feed }, () => {});
}

/** `affected`, or why not, of each finding: `vex: the words of the issuer`. */
export function outcomes({ score }: ComputedScore): string[] {
  return score.findings.map(({ purl, suppressedBy }) =>
    suppressedBy === null ? `${purl} affected` : `${purl} ${suppressedBy.kind}: ${suppressedBy.reason}`,
  );
}
