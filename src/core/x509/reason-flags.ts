/**
 * ReasonFlags (RFC 5280 section 4.2.1.13): a list, or the distribution point of a certificate, may be about some reasons of
 * revocation only. The status of a certificate is known when the lists about it are about all of them together.
 */
import { type DerElement, derError } from '../encoding/der.ts';

/** Bits 1 to 8 of ReasonFlags, keyCompromise to aACompromise; bit 0 is not used. */
export type ReasonFlags = number;

export const NO_REASONS: ReasonFlags = 0;
export const ALL_REASONS: ReasonFlags = 0x1fe;

/**
 * Reads the content of a BIT STRING, under whatever tag.
 * @throws StellaError INPUT_INVALID
 */
export function parseReasonFlags({ content }: DerElement): ReasonFlags {
  const [unused = 8, ...octets] = content;
  if (unused > 7 || octets.length === 0 || octets.length > 2)
    throw derError('reason flags of an improper form');
  let flags = NO_REASONS;
  for (let bit = 1; bit <= 8; bit++) {
    const octet = octets[bit >> 3] ?? 0;
    if ((octet & (0x80 >> (bit & 7))) !== 0) flags |= 1 << bit;
  }
  return flags;
}
