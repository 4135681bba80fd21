/** The store's ledger as the use cases read it. */
import { StellaError } from '../../core/errors.ts';
import { type Ledger, readLedger } from '../../core/ledger/read-ledger.ts';
import { compareRows, recordedRows } from '../../core/ledger/recorded-rows.ts';
import type { Store } from '../ports/store.ts';

/** The ledger of one moment, checked; what does not hold is in its `problems`. */
export function loadLedger({ ledger, consistently }: Pick<Store, 'ledger' | 'consistently'>): Ledger {
  return consistently(() => readLedger(ledger.entries(), ledger.head()));
}

/**
 * The ledger, for who acts on what it says.
 * @throws StellaError STORE_CORRUPT when anything in it does not hold
 */
export function requireLedger(store: Pick<Store, 'ledger' | 'consistently'>): Ledger {
  const ledger = loadLedger(store);
  const [first] = ledger.problems;
  if (first === undefined) return ledger;
  throw new StellaError('STORE_CORRUPT', `the ledger does not hold: ${first.what}: ${first.problem}`, {
    details: { problems: ledger.problems.slice(0, 20) },
    hint: 'the store was edited or damaged: see "stella audit log --verify", then restore the store from a backup',
  });
}

/**
 * The ledger of a store that is as the ledger says, for who changes what cannot be made good again.
 * @throws StellaError STORE_CORRUPT when the ledger does not hold, or a row is not as it is recorded
 */
export function requireAgreement(store: Pick<Store, 'ledger' | 'consistently'>): Ledger {
  return store.consistently(() => {
    const ledger = requireLedger(store);
    const recorded = recordedRows(ledger.entries);
    const [first] = [...recorded.problems, ...compareRows(recorded.rows, store.ledger.rows())];
    if (first === undefined) return ledger;
    throw new StellaError(
      'STORE_CORRUPT',
      `the store is not as its ledger says: ${first.what}: ${first.problem}`,
      {
        details: { row: first.what, expected: first.expected, received: first.received },
        hint: 'the store was edited or damaged: see "stella audit log --verify", then restore the store from a backup',
      },
    );
  });
}

/** A store that is gone must not look like one in which all is well. */
export function requireStore({ isThere }: Pick<Store, 'isThere'>): void {
  if (isThere) return;
  throw new StellaError('INPUT_MISSING', 'there is no store here to be checked', {
    hint: 'name its folder with --home or STELLA_HOME',
  });
}
