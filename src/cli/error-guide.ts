/**
 * What to do about each error code, and what not to do: `stella explain CODE`, and `docs/errors.md`, which is generated from
 * here. The meanings and exit statuses themselves are in `exit-status.ts`.
 */
import type { ErrorCode } from '../core/errors.ts';

export interface ErrorAdvice {
  /** Steps in the order in which to try them; each a sentence. */
  readonly do: readonly string[];
  /** The tempting mistakes. */
  readonly doNot: readonly string[];
}

const ASK_ISSUER =
  'Ask the issuer for the file again, through another channel if you can, and compare its SHA-256 with them.';
const KEEP_EVIDENCE = 'Keep the file as it is: it is evidence of what reached you.';
const NOT_ACT = 'Do not act on the score: nothing in the file is established.';

export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  SIGNATURE_INVALID: {
    do: [
      KEEP_EVIDENCE,
      ASK_ISSUER,
      'Compare the fingerprint of your trust root with the one that the issuer published.',
    ],
    doNot: [NOT_ACT, 'Do not trust another key only because the file verifies under it.'],
  },
  MERKLE_MISMATCH: {
    do: [
      'Run "stella proof spine --bundle FILE --verify": it marks the leaf or node that does not hold.',
      KEEP_EVIDENCE,
      ASK_ISSUER,
      'Of a checkpoint of the ledger: entries were taken away since, or an older copy of the store was put in its place.',
    ],
    doNot: [NOT_ACT],
  },
  DIGEST_MISMATCH: {
    do: [
      'See which file the message names; the digests expected and received are in its details.',
      'A copy that was damaged on its way can be copied again; one that differs again was altered.',
    ],
    doNot: ['Do not edit the digest that is recorded: it is what the signature is over.'],
  },
  SUBJECT_MISMATCH: {
    do: [
      'Look for the envelope that belongs to these documents: two bundles may have been mixed.',
      ASK_ISSUER,
    ],
    doNot: [NOT_ACT],
  },
  ROOT_HASH_MISMATCH: {
    do: [
      'Check that the root hash that you expect is that of this scan and of this manifest: "stella scan show SCAN" has every one.',
      'Run "stella score diff" between the two to see what differs.',
    ],
    doNot: ['Do not take over the new root hash as the expected one before you know why it differs.'],
  },
  REPLAY_MISMATCH: {
    do: [
      'Run "stella audit log --verify": an input in the store may have been edited.',
      'Replay on another host: if it agrees with the record, this host is at fault, else the record is.',
      'Where the same inputs give two results, that is a bug in the engine: report it with the manifest.',
    ],
    doNot: ['Do not replace the recorded score by the replayed one.'],
  },
  FEED_INCOMPLETE: {
    do: [
      'Ask the issuer for a bundle with all proofs: "stella score bundle --replayable" makes it.',
      KEEP_EVIDENCE,
    ],
    doNot: ['Do not read a finding that is not there as "not affected": an advisory may have been left out.'],
  },
  TIMESTAMP_INVALID: {
    do: [
      "Give the authority's root with --trust-root, beside the issuer's.",
      'Ask for a new token over the signature: "stella proof timestamp --request" writes the query.',
    ],
    doNot: ['Do not remove the timestamp from the bundle to make it verify.'],
  },
  USAGE: {
    do: ['Add --help to the command: it lists its arguments, flags and examples.'],
    doNot: [],
  },
  SCAN_NOT_FOUND: {
    do: [
      'List the scans with "stella scan list".',
      'Check --home and STELLA_HOME: each home has scans of its own.',
    ],
    doNot: [],
  },
  MANIFEST_MISSING: {
    do: [
      'For a bundle: it is not whole; have it exported again with "stella score bundle".',
      'For a scan: "stella scan show SCAN" lists the manifests that it has.',
    ],
    doNot: [],
  },
  BUNDLE_NOT_FOUND: { do: ['Check the path; relative paths start at the current folder.'], doNot: [] },
  KIT_NOT_FOUND: {
    do: [
      'Check the path, and that the medium is mounted.',
      'Of a rollback: "stella offline list" shows the kits that there are; only those in force before the active one can be gone back to.',
    ],
    doNot: [],
  },
  FEED_MISSING: {
    do: [
      'Import an offline kit with "stella offline import".',
      'For a replay, import the kit that has the snapshot which the manifest names; "stella feed list" shows those in the store.',
    ],
    doNot: [
      'Do not replay with another snapshot and call it the same score: use --feed, which records it as derived.',
    ],
  },
  INPUT_MISSING: {
    do: [
      'Check the path that the message names.',
      'For a replay, bring back the input with the digest that the manifest names.',
    ],
    doNot: [],
  },
  RULES_NOT_FOUND: { do: ['List what there is with "stella rules list"; kits bring rules too.'], doNot: [] },
  POLICY_NOT_FOUND: {
    do: ['List what there is with "stella policy list"; kits bring policies too.'],
    doNot: [],
  },
  BUNDLE_INVALID: {
    do: [
      'Check that the file is a proof bundle, and whole: compare its size and SHA-256 with the sender.',
      ASK_ISSUER,
    ],
    doNot: ['Do not unpack, repair and pack it again: what is signed is what was shipped.'],
  },
  KIT_INVALID: {
    do: [
      'Copy the kit again, and compare its SHA-256 with the sender.',
      'A kit that was refused stands in quarantine with its reason: "stella offline status".',
    ],
    doNot: ['Do not edit a kit: every byte of it is under its signature.'],
  },
  INPUT_INVALID: {
    do: [
      'Go to the place that the message names (line and column, or a JSON pointer), and correct it at its source.',
      'Rules and policies can be tried with "stella rules validate" and "stella policy validate".',
    ],
    doNot: [],
  },
  UNSUPPORTED_VERSION: {
    do: ['Use the version of stella that the file was made with, or a newer one.'],
    doNot: ['Do not change the version in the file.'],
  },
  ENGINE_UNSUPPORTED: {
    do: ['Replay with a version of stella that computes the engine that the manifest names.'],
    doNot: ['Do not compare the root of another engine with it: they are not meant to be the same.'],
  },
  LIMIT_EXCEEDED: {
    do: ['See which limit the message names; an honest input of that size can be split.'],
    doNot: [
      'Do not raise memory limits to get past it: an input that is built to exhaust memory looks just so.',
    ],
  },
  STORE_BUSY: {
    do: ['Wait for the process that the message names, and run the command again.'],
    doNot: ['Do not delete lock files while that process runs.'],
  },
  STORE_CORRUPT: {
    do: [
      'Run "stella audit log --verify" to see what was changed, and "stella audit store" for blobs, scans and feeds.',
      'Restore the home folder from a backup, or make a new one and import the last kit and the bundles.',
    ],
    doNot: ['Do not edit the database by hand: its content is checked against digests.'],
  },
  STORE_TOO_NEW: { do: ['Use the newer version of stella that made the store.'], doNot: [] },
  STORAGE_FULL: {
    do: [
      'Make space, and run the command again: the store is as it was before.',
      '"stella offline prune" removes kits and feed snapshots that no scan needs.',
    ],
    doNot: [],
  },
  PERMISSION_DENIED: {
    do: [
      'Check who owns the path that the message names, and as whom you run.',
      'What only reads works on read-only media; what records needs a home that may be written: --home.',
    ],
    doNot: ['Do not run everything as root: the store should belong to one user.'],
  },
  OUTPUT_EXISTS: {
    do: ['Choose another path, or add --force where the command has it.'],
    doNot: [],
  },
  NODE_UNSUPPORTED: {
    do: ['Run bin/stella, which finds the Node.js that "npm ci" brought, or install Node.js 24.'],
    doNot: [],
  },
  TRUST_ROOT_MISSING: {
    do: [
      "Get the issuer's public key or CA certificate from the issuer, not from whoever sent the file, and give it with --trust-root.",
      'To keep it, "stella trust add FILE".',
    ],
    doNot: ['Do not take the key out of the bundle itself: that proves nothing about who signed.'],
  },
  KEY_UNKNOWN: {
    do: [
      'Ask the issuer which key signs, and for its fingerprint, through another channel (paper, telephone).',
      'If it is really theirs, give it with --trust-root or "stella trust add".',
    ],
    doNot: ['Do not trust the key only because the file names it: anyone can sign with a key of their own.'],
  },
  CERTIFICATE_EXPIRED: {
    do: [
      'A bundle that was timestamped while the certificate was valid still verifies: ask the issuer for it.',
      'To know whether it was valid at a time that you have other evidence of, judge it --at that time.',
    ],
    doNot: ['Do not set the clock back: --at says what you assumed, the report then has it in writing.'],
  },
  CERTIFICATE_NOT_YET_VALID: {
    do: [
      "Check this machine's clock.",
      'If the clock is right, ask the issuer why the certificate begins later.',
    ],
    doNot: ['Do not set the clock forward to make it verify.'],
  },
  CERTIFICATE_UNTRUSTED: {
    do: [
      'Run "stella trust check CHAIN.pem --trust-root ROOT": it shows the path that was tried, and the rule that it breaks.',
      'If it is revoked, ask the issuer for a bundle signed after the key was replaced.',
    ],
    doNot: ['Do not add the chain itself as a trust root to get past it.'],
  },
  CERTIFICATE_USAGE: {
    do: ['Ask the issuer for a bundle signed with a certificate for code signing.'],
    doNot: ['Do not trust the bare key of a certificate that was issued for something else.'],
  },
  POLICY_FAILED: {
    do: [
      'See the findings with "stella scan show SCAN", and how they were scored with "stella score explain --scan SCAN".',
      'What is not exploitable can be said in a VEX document: "stella scan run SBOM --vex FILE".',
    ],
    doNot: ['Do not loosen the policy for one finding: a suppression names it, with a reason.'],
  },
  KIT_ROLLBACK: {
    do: [
      'Look for a newer kit: this one is older than what is in force, was rolled back, or is a delta on another base.',
      'If going back is really meant: --force-activate with --force-reason; it is recorded.',
    ],
    doNot: ['Do not force an old kit to silence a finding: old feeds know fewer vulnerabilities.'],
  },
  KIT_EXPIRED: {
    do: ['Carry in a newer kit.', "Check this machine's clock."],
    doNot: ['Do not set the clock back.'],
  },
  INTERNAL: {
    do: [
      'Run the command again with STELLA_DEBUG=1, and report what it prints; the project has a security policy for anything that could be misused.',
    ],
    doNot: ['Do not read it as a yes or a no: nothing was decided.'],
  },
};
