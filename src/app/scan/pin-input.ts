/** How an input stands in a manifest. */
import { digestOf } from '../../core/digest/sha256.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import type { ManifestInput } from '../../core/manifest/manifest.ts';

/** The media type of rules, policies, evidence and VEX documents. */
export const JSON_MEDIA_TYPE = 'application/json';

export function pinInput(bytes: Uint8Array, mediaType: string): ManifestInput {
  return { digest: digestOf(bytes), mediaType, size: bytes.length };
}

/** As a manifest lists them: each once, sorted by digest. */
export function distinctByDigest(inputs: readonly ManifestInput[]): ManifestInput[] {
  const distinct = new Map(inputs.map((input) => [input.digest, input]));
  return sortedByKey(distinct.values(), ({ digest }) => digest);
}
