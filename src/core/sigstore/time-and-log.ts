/**
 * When a bundle's signature was made and where it is logged: its RFC 3161 timestamps, its log entries, and the times that the two
 * prove. All that is there must hold; how much must be there depends on who signed.
 */
import { createHash } from 'node:crypto';
import { preAuthenticationEncoding } from '../dsse/pae.ts';
import type { LogEvidence, TimeEvidence } from '../envelope/envelope-report.ts';
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { type SignatureAtHand, verifyLogBody } from './log-body.ts';
import { type LoggedEntry, verifyLogInclusion } from './log-inclusion.ts';
import { type SignedTime, verifySignedTime } from './signed-times.ts';
import type { SigstoreBundle } from './sigstore-bundle.ts';
import type { SigstoreLog, SigstoreRequest } from './sigstore-request.ts';

/** What the log entries and timestamps of a bundle established. */
export interface ProvenTimes {
  /** Milliseconds since 1970, of every source that was verified. */
  readonly times: readonly number[];
  readonly logEntries: readonly LogEvidence[];
  readonly signedTimes: readonly TimeEvidence[];
}

const NO_TRUSTED_ROOT = 'no --trusted-root given, which says whom to trust for it';

/** Runs the checks `log` and `timestamp`. `signers` is null when the signature itself does not verify. */
export function checkTimeAndLog(
  log: SigstoreLog,
  bundle: SigstoreBundle,
  request: SigstoreRequest,
  signers: readonly PublicKey[] | null,
): ProvenTimes {
  const signed = checkTimestamps(log, bundle, request);
  const entries = checkLogEntries(log, bundle, request, signers, signed);
  const integrated = entries.flatMap(({ log: name, integratedAt }) =>
    integratedAt === null ? [] : [{ time: integratedAt, authority: `the log ${name}` }],
  );
  const proven = [...signed, ...integrated];
  checkTime(log, bundle, proven);
  return {
    times: proven.map(({ time }) => time),
    logEntries: entries.map(logEvidence),
    signedTimes: proven.map(({ time, authority }) => ({ time: formatTimestamp(time) ?? '', authority })),
  };
}

/** The timestamps that hold; none when one does not. */
function checkTimestamps(
  log: SigstoreLog,
  { timestamps, content }: SigstoreBundle,
  { trustedRoot }: SigstoreRequest,
): readonly SignedTime[] {
  if (timestamps.length === 0) return [];
  if (trustedRoot === null) {
    log.skip('timestamp', NO_TRUSTED_ROOT);
    return [];
  }
  const { timestampAuthorities, source } = trustedRoot;
  return (
    log.attempt('timestamp', () =>
      timestamps.map((response) =>
        verifySignedTime(response, content.signature, timestampAuthorities, source),
      ),
    ) ?? []
  );
}

/** The log entries that hold and are about the signature; none when one is not. */
function checkLogEntries(
  log: SigstoreLog,
  bundle: SigstoreBundle,
  request: SigstoreRequest,
  signers: readonly PublicKey[] | null,
  signed: readonly SignedTime[],
): readonly LoggedEntry[] {
  const { logEntries, chain } = bundle;
  const { trustedRoot } = request;
  if (trustedRoot === null || signers === null) {
    log.skip(
      'log',
      trustedRoot === null ? NO_TRUSTED_ROOT : 'the signature that it would be about does not verify',
    );
    return [];
  }
  if (logEntries.length === 0) {
    if (chain === null && trustedRoot.logs.length === 0) log.skip('log', 'the bundle has no log entry');
    else log.fail('log', missing('SIGNATURE_INVALID', 'the bundle has no entry of a transparency log'));
    return [];
  }
  const atHand = signatureAtHand(bundle, request, signers);
  const times = signed.map(({ time }) => time);
  const entries = log.attempt('log', () =>
    logEntries.map((entry) => {
      const logged = verifyLogInclusion(entry, trustedRoot.logs, times);
      verifyLogBody(entry, atHand);
      return logged;
    }),
  );
  const names = (entries ?? []).map(({ log: name, logIndex }) => `${name} at index ${logIndex}`);
  log.pass('log', `about this signature, in ${names.join(', ')}`);
  return entries ?? [];
}

function checkTime(log: SigstoreLog, { chain }: SigstoreBundle, proven: readonly SignedTime[]): void {
  const isLogBroken = log.checks.some(({ name, status }) => name === 'log' && status !== 'pass');
  if (proven.length > 0) {
    log.pass(
      'timestamp',
      proven.map(({ time, authority }) => `${formatTimestamp(time)} by ${authority}`).join(', '),
    );
  } else if (chain === null) {
    log.skip('timestamp', 'the bundle proves no time, and a bare key needs none');
  } else if (isLogBroken) {
    log.skip('timestamp', 'the log entry that would prove a time is not verified');
  } else {
    log.fail('timestamp', missing('TIMESTAMP_INVALID', 'the bundle proves no time at which it was signed'));
  }
}

function missing(code: 'SIGNATURE_INVALID' | 'TIMESTAMP_INVALID', message: string): StellaError {
  return new StellaError(code, message, {
    details: { found: 0, required: 1 },
    hint: 'ask the signer for the whole bundle, as the signing tool wrote it',
  });
}

/** The signature as log entries must repeat it. */
function signatureAtHand(
  { content, chain }: SigstoreBundle,
  { artifact }: SigstoreRequest,
  signers: readonly PublicKey[],
): SignatureAtHand {
  const verifiers = chain === null ? signers.map(({ spkiDer }) => spkiDer) : [chain.leaf];
  if (content.kind === 'message') {
    const digest: SignatureAtHand['digest'] = (of, hash) =>
      of === 'signed' ? (artifact?.get(hash) ?? null) : null;
    return { signature: content.signature, verifiers, digest };
  }
  const { payloadType, payload } = content.envelope;
  const signed = preAuthenticationEncoding(payloadType, payload);
  const digest: SignatureAtHand['digest'] = (of, hash) =>
    new Uint8Array(
      createHash(hash)
        .update(of === 'signed' ? signed : payload)
        .digest(),
    );
  return { signature: content.signature, verifiers, digest };
}

function logEvidence({ log, logIndex, hasInclusionProof, integratedAt }: LoggedEntry): LogEvidence {
  const integratedTime = integratedAt === null ? null : formatTimestamp(integratedAt);
  return { log, logIndex, inclusionProof: hasInclusionProof, integratedTime };
}
