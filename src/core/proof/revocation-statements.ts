/** What revocation lists say about a chain that was accepted, in sentences. */
import type { RevocationSummary } from '../x509/revocation.ts';

/** @param whose names the chain's first certificate: `the certificate` */
export function revocationStatements(
  whose: string,
  revocation: RevocationSummary | null,
): { readonly established: readonly string[]; readonly notEstablished: readonly string[] } {
  if (revocation === null)
    return {
      established: [],
      notEstablished: [`that ${whose} was not revoked: no revocation list was checked`],
    };
  const { asOf, uncovered, revokedLater } = revocation;
  const later = revokedLater.map(
    ({ subject, revokedAt, reason }) =>
      `the certificate of ${subject} was revoked at ${revokedAt} (${reason ?? 'no reason given'}), after the signature was made`,
  );
  if (asOf === null) {
    const why =
      uncovered.length === 0 ? 'it is itself trusted as it is' : `no list covers ${uncovered.join('; ')}`;
    return { established: later, notEstablished: [`that ${whose} was not revoked: ${why}`] };
  }
  const asOfThen = `${whose} was not revoked as of ${asOf}, nor any above it`;
  return {
    established: later.length === 0 ? [asOfThen] : later,
    notEstablished: [`that ${whose} was not revoked since ${asOf}`],
  };
}
