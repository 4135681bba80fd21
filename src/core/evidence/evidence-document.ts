/**
 * Evidence, `stella.evidence/v1` (scoring.md): what is known of the scanned artifact beyond its SBOM. Is the
 * vulnerable code reached, was it observed, where does the artifact come from?
 *
 *     schema: stella.evidence/v1
 *     findings:
 *       - purl: pkg:npm/lodash@4.17.20
 *         id: CVE-2021-23337
 *         hops: 3
 *         gates: [authRequired]
 *         observations: [sast, sca]
 *         observedAt: 2025-01-10T00:00:00Z
 *     provenance: { signed: true, sbomLinked: true, attestations: false, reproducible: false }
 *
 * What the page leaves open: `findings`, `provenance` and the members of both may be left out, but for `purl` and
 * `id`; a member of `provenance` that is left out is false. `hops` and `unreachable: true` exclude each other,
 * `gates` need one of them, `observations` need `observedAt`.
 */
import * as v from 'valibot';
import type { DocumentFormat } from '../json/document.ts';
import { countShape, timestampShape } from '../json/shapes.ts';
import { type OperatorDocument, parseOperatorDocument } from '../operator/operator-document.ts';
import { parsePurl } from '../purl/purl.ts';
import { GATES, OBSERVATION_KINDS } from '../rules/factor-rule.ts';

const evidenceFindingShape = v.pipe(
  v.strictObject({
    /** Of the component; without a version it means every version. */
    purl: v.pipe(v.string(), v.check(isPurl, 'expected a package URL')),
    /** The finding's id or any of its aliases. */
    id: v.pipe(v.string(), v.minLength(1)),
    /** Calls between an entry point and the vulnerable code. */
    hops: v.exactOptional(countShape),
    unreachable: v.exactOptional(v.boolean()),
    gates: v.exactOptional(v.array(v.picklist(GATES))),
    observations: v.exactOptional(v.array(v.picklist(OBSERVATION_KINDS))),
    /** When all of this was found out. */
    observedAt: v.exactOptional(timestampShape),
  }),
  v.check(
    ({ hops, unreachable }) => hops === undefined || unreachable !== true,
    'expected hops or unreachable, not both',
  ),
  v.check(
    ({ hops, unreachable, gates = [] }) => gates.length === 0 || hops !== undefined || unreachable === true,
    'expected hops beside gates',
  ),
  v.check(
    ({ observations = [], observedAt }) => observations.length === 0 || observedAt !== undefined,
    'expected observedAt beside observations',
  ),
);

const provenanceShape = v.strictObject({
  /** The artifact has a signature that was verified. */
  signed: v.exactOptional(v.boolean()),
  /** The signature binds the SBOM to the artifact. */
  sbomLinked: v.exactOptional(v.boolean()),
  /** The build is attested. */
  attestations: v.exactOptional(v.boolean()),
  /** It was built again and came out the same. */
  reproducible: v.exactOptional(v.boolean()),
});

export const evidenceShape = v.strictObject({
  schema: v.literal('stella.evidence/v1'),
  findings: v.exactOptional(v.array(evidenceFindingShape)),
  provenance: v.exactOptional(provenanceShape),
});

export type EvidenceDocument = v.InferOutput<typeof evidenceShape>;
export type EvidenceFinding = v.InferOutput<typeof evidenceFindingShape>;
export type Provenance = v.InferOutput<typeof provenanceShape>;

export const EVIDENCE_FORMAT = {
  schemaName: 'stella.evidence/v1',
  what: 'the evidence document',
  shape: evidenceShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof evidenceShape>;

/**
 * Reads an evidence document, YAML or JSON.
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID with the place (line and column), UNSUPPORTED_VERSION, LIMIT_EXCEEDED
 */
export function parseEvidenceDocument(
  text: string,
  what: string = EVIDENCE_FORMAT.what,
): OperatorDocument<EvidenceDocument> {
  return parseOperatorDocument(EVIDENCE_FORMAT, text, what);
}

function isPurl(text: string): boolean {
  try {
    parsePurl(text);
    return true;
  } catch {
    return false;
  }
}
