/**
 * The table of exit statuses (formats.md section 10): the only place in the code that knows the numbers.
 * `docs/exit-status.md` is generated from it. The numbers are stable and stay below 126, which shells use themselves.
 */
import type { ErrorCode } from '../core/errors.ts';

export interface ExitStatus {
  readonly exit: number;
  readonly meaning: string;
  /** Each code of this status, and in a sentence when it arises. */
  readonly codes: Readonly<Partial<Record<ErrorCode, string>>>;
}

export const EXIT_OK = 0;
export const EXIT_INTERRUPTED = 130;

export const EXIT_STATUSES: readonly ExitStatus[] = [
  { exit: EXIT_OK, meaning: 'yes: verified, replayed with the same root, imported', codes: {} },
  {
    exit: 1,
    meaning: 'no: it was checked and is false',
    codes: {
      SIGNATURE_INVALID: 'no signature verifies, although one names a trusted key, or there is none at all',
      MERKLE_MISMATCH:
        'the Merkle proof does not follow from the documents: one of them was altered, or entries of the ledger were taken away',
      DIGEST_MISMATCH: 'bytes have another SHA-256 than the one recorded for them',
      SUBJECT_MISMATCH: 'the signature is good, but over other documents than these',
      ROOT_HASH_MISMATCH: 'the root hash is not the one expected',
      REPLAY_MISMATCH: 'the same manifest gave another result than the one recorded',
      FEED_INCOMPLETE: 'a proof that no advisory was left out is missing or does not hold',
      TIMESTAMP_INVALID: 'the timestamp token is not one over this signature by a trusted authority',
    },
  },
  {
    exit: 2,
    meaning: 'the command line is wrong',
    codes: { USAGE: 'a command, flag, argument or value that does not exist or does not fit' },
  },
  {
    exit: 3,
    meaning: 'what was named is not there',
    codes: {
      SCAN_NOT_FOUND: 'the store has no scan of this id',
      MANIFEST_MISSING: 'the bundle has no manifest.json, or the store no manifest of this digest',
      BUNDLE_NOT_FOUND: 'there is no bundle file at this path',
      KIT_NOT_FOUND: 'there is no kit at this path, or none to go back to',
      FEED_MISSING: 'the store has no feed snapshot, or none that is asked for',
      INPUT_MISSING: 'a file that was named, or an input that is needed, is not there',
      RULES_NOT_FOUND: 'the store has no rules of this name or version',
      POLICY_NOT_FOUND: 'the store has no policy of this name or version',
    },
  },
  {
    exit: 4,
    meaning: 'what was given cannot be read',
    codes: {
      BUNDLE_INVALID: 'the file is not a proof bundle as formats.md describes it',
      KIT_INVALID: 'the file or folder is not an offline kit as formats.md describes it',
      INPUT_INVALID: 'a document is not what it must be: an SBOM, a feed, rules, a key, strict JSON',
      UNSUPPORTED_VERSION: 'the document has a format or version that this program does not read',
      ENGINE_UNSUPPORTED: 'the manifest names scoring semantics that this program does not compute',
      LIMIT_EXCEEDED: 'the input is larger, deeper or more than the program is willing to read',
    },
  },
  {
    exit: 5,
    meaning: 'the store or the machine cannot serve',
    codes: {
      STORE_BUSY: 'another process is writing to the store, or took away meanwhile what this needs',
      STORE_CORRUPT: 'the store is damaged or was edited: its content does not have its digest',
      STORE_TOO_NEW: 'a newer version of the program made the store',
      STORAGE_FULL: 'there is no space left on the disk',
      PERMISSION_DENIED:
        'a file or folder may not be read or written, or a scan under a legal hold not deleted',
      OUTPUT_EXISTS: 'what would be written exists already',
      NODE_UNSUPPORTED: 'the Node.js that runs the program is too old',
    },
  },
  {
    exit: 6,
    meaning: 'trust is not established',
    codes: {
      TRUST_ROOT_MISSING: 'no trust root was given and the store has none',
      KEY_UNKNOWN: 'the signature is by a key that is not trusted',
      CERTIFICATE_EXPIRED: 'a certificate of the chain had expired at the verification time',
      CERTIFICATE_NOT_YET_VALID: 'a certificate of the chain was not valid yet at the verification time',
      CERTIFICATE_UNTRUSTED:
        'the chain does not lead to a trusted root, breaks a rule on the way, or is revoked',
      CERTIFICATE_USAGE: 'the certificate is not meant for this use: signing code, or time stamping',
    },
  },
  {
    exit: 7,
    meaning: 'the policy says no (asked for with --fail-on)',
    codes: { POLICY_FAILED: 'the verdict is as bad as --fail-on names, or worse' },
  },
  {
    exit: 8,
    meaning: 'the kit is refused',
    codes: {
      KIT_ROLLBACK: 'the kit has a lower sequence than one that was in force, or another base',
      KIT_EXPIRED: 'the kit is past its expiry, or older than the staleness budget',
    },
  },
  {
    exit: 70,
    meaning: 'a bug in the program',
    codes: { INTERNAL: 'something happened that the program rules out' },
  },
  { exit: EXIT_INTERRUPTED, meaning: 'interrupted', codes: {} },
];

/** The exit status of a code. */
export function exitStatusOf(code: ErrorCode): number {
  const status = EXIT_STATUSES.find(({ codes }) => code in codes);
  return status?.exit ?? 70;
}
