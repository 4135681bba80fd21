/** Certificates in PEM, as `certificate.pem` of a bundle and `trust check` have them (formats.md section 6). */
import { parsePem } from '../encoding/pem.ts';
import { StellaError } from '../errors.ts';

/** A signing certificate and what came with it, each DER, none of it checked. */
export interface UnverifiedChain {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
}

/**
 * Splits a PEM text of `CERTIFICATE` blocks, the signing certificate first. `what` names it in errors.
 * @throws StellaError INPUT_INVALID for another block or none, LIMIT_EXCEEDED for a text that is too long
 */
export function parseCertificatePem(pem: string, what: string): UnverifiedChain {
  const blocks = parsePem(pem, what);
  const other = blocks.find(({ label }) => label !== 'CERTIFICATE');
  const [first, ...rest] = blocks;
  if (first === undefined || other !== undefined) {
    throw new StellaError(
      'INPUT_INVALID',
      `${what}: expected CERTIFICATE, received ${other?.label ?? 'no PEM block'}`,
      { hint: 'a chain is a PEM text of certificates alone, the signing one first, then its intermediates' },
    );
  }
  return { leaf: first.der, intermediates: rest.map(({ der }) => der) };
}
