/** Collects the outcome of each check, in the order of their names. A check that failed once stays failed. */
import { type ErrorCode, isStellaError, type StellaError } from '../errors.ts';
import type { Check } from './report.ts';

export class CheckLog<Name extends string> {
  readonly #names: readonly Name[];
  readonly #checks = new Map<Name, Check<Name>>();

  /** @param names of every check there is */
  constructor(names: readonly Name[]) {
    this.#names = names;
  }

  /** Every check by name; one that was never reached is skipped. */
  get checks(): readonly Check<Name>[] {
    return this.#names.map(
      (name) =>
        this.#checks.get(name) ?? { name, status: 'skipped', reason: 'what it needs could not be read' },
    );
  }

  pass(name: Name, reason: string): void {
    if (!this.#checks.has(name)) this.#checks.set(name, { name, status: 'pass', reason });
  }

  skip(name: Name, reason: string, code?: ErrorCode): void {
    if (!this.#checks.has(name)) {
      this.#checks.set(name, { name, status: 'skipped', reason, ...(code === undefined ? {} : { code }) });
    }
  }

  fail(name: Name, { code, message, hint, details }: StellaError): void {
    if (this.#checks.has(name)) return;
    this.#checks.set(name, {
      name,
      status: 'fail',
      code,
      reason: message,
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined ? {} : { details }),
    });
  }

  /** What `step` returns, or null when it failed with a StellaError, which is then the check's outcome. */
  attempt<T>(name: Name, step: () => T): T | null {
    try {
      return step();
    } catch (error) {
      if (!isStellaError(error)) throw error;
      this.fail(name, error);
      return null;
    }
  }
}
