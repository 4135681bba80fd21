/** Collects the outcome of each check, in the order of `CHECK_NAMES`. A check that failed once stays failed. */
import { type ErrorCode, isStellaError, type StellaError } from '../errors.ts';
import { CHECK_NAMES, type Check, type CheckName } from './report.ts';

export class CheckLog {
  readonly #checks = new Map<CheckName, Check>();

  /** Every check by name; one that was never reached is skipped. */
  get checks(): readonly Check[] {
    return CHECK_NAMES.map(
      (name) =>
        this.#checks.get(name) ?? { name, status: 'skipped', reason: 'what it needs could not be read' },
    );
  }

  pass(name: CheckName, reason: string): void {
    if (!this.#checks.has(name)) this.#checks.set(name, { name, status: 'pass', reason });
  }

  skip(name: CheckName, reason: string, code?: ErrorCode): void {
    if (!this.#checks.has(name)) {
      this.#checks.set(name, { name, status: 'skipped', reason, ...(code === undefined ? {} : { code }) });
    }
  }

  fail(name: CheckName, { code, message, hint, details }: StellaError): void {
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
  attempt<T>(name: CheckName, step: () => T): T | null {
    try {
      return step();
    } catch (error) {
      if (!isStellaError(error)) throw error;
      this.fail(name, error);
      return null;
    }
  }
}
