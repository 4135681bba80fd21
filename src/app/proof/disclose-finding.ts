/** Makes a disclosure of one finding of a bundle. Looks at no signature: whoever gets the disclosure checks that. */
import type { Digest } from '../../core/digest/sha256.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { formatDisclosure } from '../../core/proof/disclosure.ts';
import { verifyMerkleProof } from '../../core/proof/merkle-proof.ts';
import type { ScoreDocument } from '../../core/score/score-document.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import { readSpine } from './show-spine.ts';

export interface DisclosureRequest {
  readonly bundle: string;
  /** A finding's id or alias. */
  readonly finding: string;
  /** The component, where several have such a finding; null for the only one. */
  readonly purl: string | null;
}

export interface MadeDisclosure {
  readonly bytes: Uint8Array;
  readonly report: {
    readonly digest: Digest;
    readonly sizeBytes: number;
    readonly id: string;
    readonly purl: string;
    readonly scanId: string;
    readonly rootHash: Digest;
    /** How many findings stay undisclosed. */
    readonly withheld: number;
    readonly signature: 'not checked';
  };
}

/**
 * @throws StellaError what reading the bundle throws, MERKLE_MISMATCH when its tree does not hold, INPUT_MISSING without such a
 * finding, USAGE when several components have it
 */
export async function discloseFinding(
  { bundle, finding: id, purl }: DisclosureRequest,
  bundles: BundleReader,
): Promise<MadeDisclosure> {
  const { files, score, leaves, proof } = await readSpine(bundle, bundles);
  const rootHash = verifyMerkleProof(proof, leaves);
  const { finding, position } = chooseFinding(score, id, purl);
  const bytes = formatDisclosure(files, proof, leaves, finding, position);
  return {
    bytes,
    report: {
      digest: digestOf(bytes),
      sizeBytes: bytes.length,
      id: finding.id,
      purl: finding.purl,
      scanId: score.scanId,
      rootHash,
      withheld: score.findings.length - 1,
      signature: 'not checked',
    },
  };
}

function chooseFinding(
  { findings }: ScoreDocument,
  id: string,
  purl: string | null,
): { readonly finding: ScoreDocument['findings'][number]; readonly position: number } {
  const found = findings
    .map((finding, position) => ({ finding, position }))
    .filter(({ finding }) => finding.id === id || finding.aliases.includes(id))
    .filter(({ finding }) => purl === null || finding.purl === purl);
  const [first, ...others] = found;
  if (first === undefined) {
    throw new StellaError('INPUT_MISSING', `the bundle has no finding ${JSON.stringify(id.slice(0, 100))}`, {
      hint: 'list the findings with: tar -xzOf BUNDLE bundle/score.json | jq -r ".findings[].id"',
    });
  }
  if (others.length === 0) return first;
  const purls = found.map(({ finding }) => finding.purl);
  throw new StellaError(
    'USAGE',
    `${found.length} components have the finding ${JSON.stringify(id.slice(0, 100))}`,
    {
      details: { purls: purls.slice(0, 100) },
      hint: `choose one with --package: ${purls.slice(0, 5).join(', ')}`,
    },
  );
}
