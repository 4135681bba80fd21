/** What an error code means, and what to do about it. */
import { type ErrorCode, StellaError } from '../core/errors.ts';
import { ERROR_GUIDE, type ErrorAdvice } from './error-guide.ts';
import { EXIT_STATUSES, exitStatusOf } from './exit-status.ts';
import { nearest } from './nearest.ts';

export interface ErrorExplanation {
  readonly code: ErrorCode;
  readonly exit: number;
  /** When it arises. */
  readonly means: string;
  readonly advice: ErrorAdvice;
}

/** Every code, in the order of the exit statuses. */
export function explainCodes(): ErrorExplanation[] {
  return EXIT_STATUSES.flatMap(({ codes }) =>
    Object.entries(codes).map(([name, means]) => {
      const code = name as ErrorCode;
      return { code, exit: exitStatusOf(code), means, advice: ERROR_GUIDE[code] };
    }),
  );
}

/**
 * One code.
 * @param name in either case, with `_` or `-`
 * @throws StellaError USAGE for a code that does not exist
 */
export function explainCode(name: string): ErrorExplanation {
  const wanted = name.toUpperCase().replaceAll('-', '_');
  const all = explainCodes();
  const found = all.find(({ code }) => code === wanted);
  if (found !== undefined) return found;
  const meant = nearest(
    wanted,
    all.map(({ code }) => code),
  );
  throw new StellaError('USAGE', `there is no error code ${JSON.stringify(name.slice(0, 60))}`, {
    hint: meant === null ? 'list all of them with: stella explain' : `did you mean: stella explain ${meant}`,
  });
}
