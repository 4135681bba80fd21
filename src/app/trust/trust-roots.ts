/** The store's own trust roots: adding and removing them by hand. */
import { StellaError } from '../../core/errors.ts';
import { parseTrustRoots } from '../../core/trust/trust-roots.ts';
import { trustRows } from '../kit/kit-documents.ts';
import type { Clock } from '../ports/clock.ts';
import type { TrustRow, TrustStore } from '../ports/trust.ts';
import { checkAnchors } from './check-anchors.ts';

export interface TrustPorts {
  readonly trust: TrustStore;
  readonly clock: Clock;
}

export interface AddedRoot extends TrustRow {
  /** False when it was trusted already. */
  readonly isNew: boolean;
}

/**
 * Trusts every key and certificate of a file: PEM, DER or JWK.
 * @param given `source` names the file, `reason` says why, for the ledger
 * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED
 */
export async function addTrustRoots(
  file: Uint8Array,
  { source, reason }: { readonly source: string; readonly reason: string | null },
  { trust, clock }: TrustPorts,
): Promise<readonly AddedRoot[]> {
  const roots = parseTrustRoots(file, source);
  await checkAnchors(roots);
  const known = new Set(trust.list().map(({ fingerprint }) => fingerprint));
  const rows = trustRows(roots, { origin: source, addedAt: clock.now() });
  trust.add(rows, reason);
  return rows.map((row) => ({ ...row, isNew: !known.has(row.fingerprint) }));
}

/** Fewer digits than this might fit another root tomorrow. */
const MIN_PREFIX_LENGTH = 8;

/**
 * Stops trusting a root.
 * @param prefix of its fingerprint: at least 8 hex digits that fit no other root
 * @param reason why, for the ledger
 * @throws StellaError USAGE or INPUT_MISSING
 */
export function removeTrustRoot(
  prefix: string,
  reason: string | null,
  { trust }: Pick<TrustPorts, 'trust'>,
): TrustRow {
  const wanted = prefix.toLowerCase();
  if (!/^[0-9a-f]{8,64}$/.test(wanted)) {
    throw new StellaError(
      'USAGE',
      `${JSON.stringify(prefix.slice(0, 80))} is not the beginning of a fingerprint`,
      {
        hint: `give at least ${MIN_PREFIX_LENGTH} of its hex digits, as "stella trust list" shows them`,
      },
    );
  }
  const [row, second] = trust.list().filter(({ fingerprint }) => fingerprint.startsWith(wanted));
  if (row === undefined) {
    throw new StellaError('INPUT_MISSING', `no trust root of the store has the fingerprint ${wanted}`, {
      hint: '"stella trust list" shows those that there are',
    });
  }
  if (second !== undefined)
    throw new StellaError('USAGE', `${wanted} fits more than one trust root`, { hint: 'give more digits' });
  trust.remove(row.fingerprint, reason);
  return row;
}
