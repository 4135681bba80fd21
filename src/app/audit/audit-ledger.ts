/** The ledger for auditors: what it says, whether it and the store agree, and checkpoints of it to keep elsewhere. */
import { parseCheckpoint } from '../../core/checkpoint/checkpoint.ts';
import { signCheckpoint } from '../../core/checkpoint/checkpoint-signature.ts';
import { type Digest, formatDigest } from '../../core/digest/sha256.ts';
import { hexEncode } from '../../core/encoding/hex.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { PublicKey, SigningKey } from '../../core/keys/types.ts';
import { ledgerHead, proveConsistency } from '../../core/ledger/ledger-checkpoint.ts';
import { ledgerOrigin } from '../../core/ledger/ledger-entry.ts';
import {
  type Ledger,
  type LedgerProblem,
  type ReadLedgerEntry,
  readLedger,
} from '../../core/ledger/read-ledger.ts';
import { compareRows, recordedRows } from '../../core/ledger/recorded-rows.ts';
import type { Clock } from '../ports/clock.ts';
import type { KitWorkspace } from '../ports/kit-tools.ts';
import type { Store } from '../ports/store.ts';
import { loadLedger, requireLedger, requireStore } from './ledger.ts';

/** Each undefined for all. */
export interface LedgerFilter {
  /** An action, or the noun before its dot. */
  readonly action: string | undefined;
  readonly subject: string | undefined;
  /** Times in our own form, both included. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** The newest so many. */
  readonly last: number | undefined;
}

export interface LedgerSummary {
  /** Null when the ledger has no first entry that says so. */
  readonly origin: string | null;
  readonly size: number;
  readonly rootHash: Digest;
  readonly headHash: Digest | null;
}

export interface LedgerListing {
  readonly ledger: LedgerSummary;
  /** In order. */
  readonly entries: readonly ReadLedgerEntry[];
  /** What does not hold in the ledger itself. */
  readonly problems: readonly LedgerProblem[];
}

export interface LedgerVerification {
  readonly verified: boolean;
  readonly checkedAt: string;
  readonly ledger: LedgerSummary;
  /** Rows of the store that were held against the ledger. */
  readonly rows: number;
  readonly problems: readonly LedgerProblem[];
}

/** The entries that pass the filter. A store that is not there has none. */
export function listLedger(filter: LedgerFilter, store: Store): LedgerListing {
  const ledger = loadLedger(store);
  const chosen = ledger.entries.filter((entry) => isChosen(entry, filter));
  return {
    ledger: summaryOf(ledger),
    entries: filter.last === undefined ? chosen : chosen.slice(Math.max(0, chosen.length - filter.last)),
    problems: store.isThere ? ledger.problems : [],
  };
}

function isChosen(entry: ReadLedgerEntry, { action, subject, since, until }: LedgerFilter): boolean {
  return (
    (action === undefined || entry.action === action || entry.action.startsWith(`${action}.`)) &&
    (subject === undefined || entry.subject === subject) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at <= until)
  );
}

export interface VerifyLedgerPorts {
  readonly store: Store;
  readonly workspace: Pick<KitWorkspace, 'quarantined'>;
  readonly clock: Clock;
}

/**
 * Recomputes every link, and compares what the ledger says with every row that it speaks for, the trust folder and the quarantine.
 * @throws StellaError INPUT_MISSING when there is no store
 */
export function verifyLedger({ store, workspace, clock }: VerifyLedgerPorts): LedgerVerification {
  requireStore(store);
  const quarantined = workspace.quarantined();
  // Before the tables are held still: files of a moment after would differ from them.
  const trustFiles = trustFolderProblems(store);
  return store.consistently(() => {
    const ledger = readLedger(store.ledger.entries(), store.ledger.head());
    const recorded = recordedRows(ledger.entries);
    const found = store.ledger.rows();
    const problems = [
      ...ledger.problems,
      ...recorded.problems,
      ...compareRows(recorded.rows, found),
      ...trustFiles,
      ...unrecordedRefusals(ledger, quarantined),
    ];
    return {
      verified: problems.length === 0,
      checkedAt: clock.now(),
      ledger: summaryOf(ledger),
      rows: found.size,
      problems,
    };
  });
}

/** What a verification that found something is to be answered with. */
export function disagreementError(problems: readonly LedgerProblem[]): StellaError | null {
  const [first] = problems;
  if (first === undefined) return null;
  const others = problems.length === 1 ? '' : `, and ${problems.length - 1} more`;
  return new StellaError(
    'STORE_CORRUPT',
    `the store is not as it was recorded: ${first.what}: ${first.problem}${others}`,
    {
      details: { problems: problems.length },
      hint: 'keep the store as it is for whoever must find out, and restore it from a backup made before',
    },
  );
}

export interface LedgerCheckpoint extends LedgerSummary {
  /** Key id. */
  readonly signedBy: string;
  /** The signed note. */
  readonly checkpoint: string;
}

/** @throws StellaError INPUT_MISSING when there is no store, STORE_CORRUPT when the ledger does not hold */
export function makeCheckpoint(store: Store, key: SigningKey): LedgerCheckpoint {
  requireStore(store);
  const ledger = requireLedger(store);
  const head = ledgerHead(ledger);
  if (head === null) throw new StellaError('STORE_CORRUPT', 'the ledger has no beginning');
  return {
    ...summaryOf(ledger),
    signedBy: key.publicKey.keyid,
    checkpoint: signCheckpoint(head, key),
  };
}

export interface ConsistencyReport {
  readonly consistent: true;
  readonly origin: string;
  /** Key id of who signed the checkpoint. */
  readonly signedBy: string;
  readonly checkpoint: { readonly size: number; readonly rootHash: Digest };
  readonly ledger: { readonly size: number; readonly rootHash: Digest };
  /** RFC 9162 section 2.1.4.1: hex, in order. */
  readonly proof: readonly string[];
}

/**
 * Proves that the ledger still begins with the entries of a checkpoint.
 * @throws StellaError INPUT_MISSING, INPUT_INVALID, LIMIT_EXCEEDED, or as `proveConsistency`; STORE_CORRUPT when the ledger does
 * not hold in itself
 */
export function checkConsistency(
  checkpointBytes: Uint8Array,
  keys: readonly PublicKey[],
  store: Store,
): ConsistencyReport {
  requireStore(store);
  const checkpoint = parseCheckpoint(utf8Decode(checkpointBytes, 'the checkpoint'));
  const ledger = loadLedger(store);
  const { keyid, path } = proveConsistency(checkpoint, keys, ledger);
  const error = disagreementError(ledger.problems);
  if (error !== null) throw error;
  return {
    consistent: true,
    origin: checkpoint.origin,
    signedBy: keyid,
    checkpoint: { size: checkpoint.treeSize, rootHash: formatDigest(checkpoint.rootHash) },
    ledger: { size: ledger.tree.treeSize, rootHash: ledger.rootHash },
    proof: path.map(hexEncode),
  };
}

function summaryOf({ id, tree, rootHash, headHash }: Ledger): LedgerSummary {
  return { origin: id === null ? null : ledgerOrigin(id), size: tree.treeSize, rootHash, headHash };
}

/** A table that cannot be read is named with its rows; here it must not end the check. */
function trustFolderProblems(store: Store): LedgerProblem[] {
  try {
    return store.differingTrustFiles().map(trustFileProblem);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return [{ what: 'trust', problem: error.message, expected: null, received: null }];
  }
}

function trustFileProblem(name: string): LedgerProblem {
  return {
    what: `trust/${name}`,
    problem: 'the file is not as the table of trust roots has it',
    expected: null,
    received: null,
  };
}

/** A kit in quarantine of whose refusal the ledger says nothing: its last entries are gone. Kits from before the ledger have none. */
function unrecordedRefusals(
  { entries }: Ledger,
  quarantined: ReturnType<KitWorkspace['quarantined']>,
): LedgerProblem[] {
  const refused = new Set(entries.filter(({ action }) => action === 'kit.refuse').map(({ to }) => to));
  const begin = entries[0]?.at ?? '';
  return quarantined
    .filter(({ digest, quarantinedAt }) => quarantinedAt >= begin && !refused.has(digest))
    .map(({ digest }) => ({
      what: `quarantine/${digest}`,
      problem: 'no entry says that this kit was refused',
      expected: digest,
      received: null,
    }));
}
