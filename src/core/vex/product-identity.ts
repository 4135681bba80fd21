/**
 * By what a VEX document names a product. A package URL that is none is left out: then nothing matches by it, and a
 * document of thousands of statements is not lost for one of them.
 */
import { type Purl, parsePurl } from '../purl/purl.ts';

/** Each of these alone is enough. */
export interface ProductIdentity {
  readonly purls: readonly Purl[];
  /** Of the product's own bytes (of an image: its manifest's), 64 lowercase hex digits. */
  readonly sha256: readonly string[];
  /** `bom-ref` in the scanned SBOM; only VEX that stands inside it has these. */
  readonly bomRefs: readonly string[];
  /** `urn:cdx:<serial number>/<version>#<bom-ref>` of a component in another document. */
  readonly bomLinks: readonly string[];
}

const SHA256 = /^[0-9a-f]{64}$/;
const IMAGE_TYPES: readonly string[] = ['oci', 'docker'];

/** An identity from texts as a document has them; what cannot be used is left out. */
export function productIdentity(
  texts: {
    readonly [Member in 'purls' | 'sha256' | 'bomRefs' | 'bomLinks']?: readonly (string | undefined)[];
  },
): ProductIdentity {
  const purls = (texts.purls ?? []).flatMap((text) => parsePurlOrNothing(text));
  const hashes = (texts.sha256 ?? []).map((hash) => hash?.toLowerCase() ?? '');
  return {
    purls,
    sha256: [...hashes, ...purls.map(imageHash)].filter((hash) => SHA256.test(hash)),
    bomRefs: (texts.bomRefs ?? []).filter((ref) => ref !== undefined),
    bomLinks: (texts.bomLinks ?? []).filter((link) => link !== undefined),
  };
}

/** True when there is something to recognise the product by. */
export function isIdentified({ purls, sha256, bomRefs, bomLinks }: ProductIdentity): boolean {
  return purls.length + sha256.length + bomRefs.length + bomLinks.length > 0;
}

/** True for a text that says it is a package URL. */
export function isPurlText(text: string): boolean {
  return /^pkg:/i.test(text);
}

function parsePurlOrNothing(text: string | undefined): readonly Purl[] {
  if (text === undefined || !isPurlText(text)) return [];
  try {
    return [parsePurl(text)];
  } catch {
    return [];
  }
}

/** `pkg:oci/app@sha256:…`: the version of an image is the digest of its manifest. */
function imageHash({ type, version }: Purl): string {
  return IMAGE_TYPES.includes(type) && version?.startsWith('sha256:') ? version.slice('sha256:'.length) : '';
}
