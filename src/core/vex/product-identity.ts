/**
 * By what a VEX document names a product. A package URL that is none is left out: then nothing matches by it, and a
 * document of thousands of statements is not lost for one of them.
 */
import { type Purl, parsePurl } from '../purl/purl.ts';
import { type BomLink, parseBomLink } from '../sbom/cyclonedx/bom-link.ts';

/** Each of these alone is enough. */
export interface ProductIdentity {
  readonly purls: readonly Purl[];
  /** Of the product's own bytes (of an image: its manifest's), 64 lowercase hex digits. */
  readonly sha256: readonly string[];
  /** `bom-ref` in the scanned SBOM; only VEX that stands inside it has these. */
  readonly bomRefs: readonly string[];
  /** An SBOM, or a component in it. */
  readonly bomLinks: readonly BomLink[];
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
  const hashes = (texts.sha256 ?? []).map((hash) => hash?.toLowerCase() ?? null);
  return {
    purls,
    sha256: [...hashes, ...purls.map(imageSha256)].filter(isSha256),
    bomRefs: (texts.bomRefs ?? []).filter((ref) => ref !== undefined),
    bomLinks: (texts.bomLinks ?? []).flatMap((link) => parseBomLink(link ?? '') ?? []),
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

/** The hash in `pkg:oci/app@sha256:…`, where the version of an image is the digest of its manifest; else null. */
export function imageSha256({ type, version }: Purl): string | null {
  return IMAGE_TYPES.includes(type) ? hashOfDigest(version) : null;
}

/** The hex digits of `sha256:…`, or null for another text. */
export function hashOfDigest(text: string | null): string | null {
  const hash = text?.startsWith('sha256:') ? text.slice('sha256:'.length) : null;
  return isSha256(hash) ? hash : null;
}

function isSha256(hash: string | null): hash is string {
  return hash !== null && SHA256.test(hash);
}

function parsePurlOrNothing(text: string | undefined): readonly Purl[] {
  if (text === undefined || !isPurlText(text)) return [];
  try {
    return [parsePurl(text)];
  } catch {
    return [];
  }
}
