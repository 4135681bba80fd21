/** What to say of a chain that does not verify: which of its paths came nearest, and what is wrong along it. */
import { StellaError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import type { CandidatePath } from './path-building.ts';
import type { PathFault } from './path-validation.ts';
import type { Purpose } from './purpose.ts';
import type { RevokedEntry } from './revoked-entry.ts';

/** A path and what is wrong with it. */
export interface FailedPath extends CandidatePath {
  readonly faults: readonly PathFault[];
}

/** A certificate of a path, for reports. */
export interface ChainCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Lowercase hex SHA-256 of the DER. */
  readonly fingerprint: string;
}

/** A path in the `details` of the error: its certificates, leaf first, with what is wrong with each. */
export type PathReport = readonly (ChainCertificate & {
  readonly faults: readonly Pick<PathFault, 'code' | 'reason'>[];
})[];

/** How bad a fault is. A chain that breaks a rule is not asked for its time, nor an expired one for its use. */
const SEVERITIES: Readonly<Record<PathFault['code'], number>> = {
  CERTIFICATE_USAGE: 1,
  CERTIFICATE_EXPIRED: 2,
  CERTIFICATE_NOT_YET_VALID: 2,
  CERTIFICATE_UNTRUSTED: 3,
};
/** No anchor was reached: worse than any path to one. */
const DEAD_END_SEVERITY = 4;

/** What to do next; never to trust more. */
const HINTS: Readonly<Record<PathFault['code'], string>> = {
  CERTIFICATE_USAGE: 'ask the signer for a signature by a certificate that was issued for this use',
  CERTIFICATE_EXPIRED:
    'ask the signer for a bundle with a timestamp from that time, or signed with a current certificate',
  CERTIFICATE_NOT_YET_VALID: 'check the clock of this host, and that of the signer',
  CERTIFICATE_UNTRUSTED: 'stop, and ask the signer which authority issued the certificate',
};

/** The one that is less far from valid; of two that are as far the longer one, whose reason says more. */
export function nearerPath(known: FailedPath | undefined, path: FailedPath): FailedPath {
  if (known === undefined) return path;
  const difference = severityOf(path) - severityOf(known);
  const isNearer =
    difference < 0 || (difference === 0 && path.certificates.length > known.certificates.length);
  return isNearer ? path : known;
}

/** The error for a chain whose nearest path is `path`: its code and message from the worst fault, `details` with all of them. */
export function chainError(
  { certificates, faults }: FailedPath,
  context: { readonly at: string; readonly purpose: Purpose; readonly pathsTried: number },
): StellaError {
  const [worst] = faults.toSorted((a, b) => SEVERITIES[b.code] - SEVERITIES[a.code]);
  const code = worst?.code ?? 'CERTIFICATE_UNTRUSTED';
  const subject = certificates[worst?.index ?? 0]?.subject ?? '';
  const path: PathReport = certificates.map((certificate, index) => ({
    ...describeCertificate(certificate),
    faults: faults.filter((fault) => fault.index === index).map(({ code, reason }) => ({ code, reason })),
  }));
  const message = `certificate ${JSON.stringify(subject)}: ${worst?.reason ?? 'no path leads to a trust anchor'}`;
  const revoked = revokedCertificate(certificates, faults);
  const details = { ...context, path, ...(revoked === undefined ? {} : { revoked }) };
  return new StellaError(code, message, { hint: HINTS[code], details });
}

/** What a report shows of a certificate. */
export function describeCertificate(certificate: Certificate): ChainCertificate {
  const { subject, issuer, serialNumber, notBefore, notAfter, fingerprint } = certificate;
  return { subject, issuer, serialNumber, notBefore, notAfter, fingerprint };
}

/** The first certificate of the path that was revoked, with what its list says; undefined when none was. */
function revokedCertificate(
  certificates: readonly Certificate[],
  faults: readonly PathFault[],
): (RevokedEntry & { readonly subject: string }) | undefined {
  const fault = faults.find(({ revoked }) => revoked !== undefined);
  if (fault?.revoked === undefined) return undefined;
  return { subject: certificates[fault.index]?.subject ?? '', ...fault.revoked };
}

function severityOf({ deadEnd, faults }: FailedPath): number {
  return deadEnd === undefined ? Math.max(...faults.map(({ code }) => SEVERITIES[code])) : DEAD_END_SEVERITY;
}
