/** Refuses certificates that no chain could ever be held against, before they are trusted. */
import type { TrustRoots } from '../../core/trust/trust-roots.ts';

/** @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED, naming the file of the first one that cannot be read */
export async function checkAnchors({ anchors }: TrustRoots): Promise<void> {
  if (anchors.length === 0) return;
  const { checkTrustAnchors } = await import('../../core/x509/trust-anchor.ts');
  checkTrustAnchors(anchors);
}
