/** The command lines by which whoever reads a report repeats what it tells of. */

import type { ProofVerification } from '../app/proof/verify-proof.ts';
import type { ReplayReport } from '../app/score/replay-score.ts';
import { commandLine, type FlagValue, shellQuoted } from './command-line.ts';
import type { RepeatStep } from './render/page/page-parts.ts';

type Flags = Readonly<Record<string, FlagValue>>;

/** Flags of `proof verify` on which its answer depends, beside the bundle and the time. */
const VERIFY_FLAGS = [
  'trust-root',
  'threshold',
  'replay',
  'crl',
  'require-crl',
  'receipts',
  'receipt-trust-root',
  'signature-threshold',
];

/** @param home of the store whose trust roots counted, unless some were given */
export function verificationSteps(
  { bundle, bundleDigest, verifiedAt, proven }: ProofVerification,
  flags: Flags,
  home: string,
): RepeatStep[] {
  // What came on standard input had no name.
  const file = bundle === '-' ? 'FILE' : bundle;
  const roots = flags['trust-root'];
  const isOwnTrust = !Array.isArray(roots) || roots.length === 0;
  const verify = commandLine(['stella', 'proof', 'verify'], {
    bundle: file,
    ...picked(flags, VERIFY_FLAGS),
    at: verifiedAt,
    offline: true,
    ...(isOwnTrust ? { home } : {}),
  });
  const digest: RepeatStep = {
    what: `The file must be the one that was checked: this prints its digest, ${bundleDigest}.`,
    line: `sha256sum ${shellQuoted(file)}`,
  };
  const spine: RepeatStep = {
    what: 'The tree of hashes by itself, each computed again.',
    line: commandLine(['stella', 'proof', 'spine'], { bundle: file, verify: true }),
  };
  return [
    ...(bundleDigest === null ? [] : [digest]),
    {
      what: 'The whole check, judged at the same time. Its exit status is 0 when all of it holds.',
      line: verify,
    },
    ...(proven === null || proven.finding !== null ? [] : [spine]),
  ];
}

/** @param home of the store */
export function replaySteps(
  { scanId, manifestHash, kind }: Pick<ReplayReport, 'scanId' | 'manifestHash' | 'kind'>,
  home: string,
): RepeatStep[] {
  const isOriginal = kind === 'original';
  const replay = commandLine(['stella', 'score', 'replay'], {
    scan: scanId,
    'manifest-hash': manifestHash,
    offline: true,
    home,
  });
  const bundle = commandLine(['stella', 'score', 'bundle'], {
    scan: scanId,
    replayable: true,
    output: `${scanId}.tar.gz`,
    home,
  });
  return [
    {
      what: 'The replay, on this host. Its exit status is 0 when the same root hash comes out.',
      line: replay,
    },
    ...(isOriginal
      ? [
          { what: 'For who has no access to this host: a file that carries the inputs.', line: bundle },
          {
            what: 'There, with the public key of the issuer, the score is computed again from that file alone.',
            line: commandLine(['stella', 'proof', 'verify'], {
              bundle: `${scanId}.tar.gz`,
              'trust-root': ['issuer.pub'],
              replay: true,
            }),
          },
        ]
      : []),
  ];
}

function picked(flags: Flags, names: readonly string[]): Flags {
  return Object.fromEntries(names.map((name) => [name, flags[name]]));
}
