/** What every verification rests on and cannot show, in words. */
import type { TrustSource } from '../ports/trust.ts';
import type { VerificationTime } from './verification-time.ts';

export function assumptions({
  trust,
  at,
}: {
  readonly trust: TrustSource;
  readonly at: VerificationTime;
}): readonly string[] {
  return [`the trust roots: ${trust.origin}`, `the time ${at.time}: ${at.origin}`];
}
