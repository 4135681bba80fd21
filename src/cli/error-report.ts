/** Errors on their way to the user: any thrown value to a StellaError, a StellaError to text or to a JSON document. */
import { isStellaError, StellaError } from '../core/errors.ts';
import { nearest } from './nearest.ts';
import { safeText } from './terminal.ts';

/** The `error` member of a JSON or YAML answer (formats.md section 10). */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly details: unknown;
  };
}

/** The StellaError for whatever was thrown; what the program did not foresee is INTERNAL. */
export function toStellaError(error: unknown): StellaError {
  if (isStellaError(error)) return withoutParserText(error);
  if (isUsageError(error)) return usageError(error);
  const message = error instanceof Error ? error.message : String(error);
  return new StellaError('INTERNAL', message, {
    cause: error,
    hint: 'this is a bug: run the command again with STELLA_DEBUG=1 and report what it prints',
  });
}

/** The document that stands on standard output when the answer was to be JSON or YAML. */
export function errorDocument({ code, message, hint, details }: StellaError): ErrorDocument {
  return { error: { code, message, hint: hint ?? null, details: details ?? null } };
}

/** Two or three lines for people; the stack only when `debug`. */
export function renderError(error: StellaError, debug: boolean): string {
  const lines = [`error: ${error.code}: ${safeText(error.message)}`];
  if (error.hint !== undefined) lines.push(`hint: ${safeText(error.hint)}`);
  if (debug) lines.push(...stackLines(error));
  return `${lines.join('\n')}\n`;
}

/** Longest chain of causes that is printed. */
const CAUSES_MAX = 8;

/** The stack of an error and of what caused it. Messages stand in it, so each line is made safe as any other text. */
function stackLines(error: StellaError): string[] {
  const stacks = [stackOf(error)];
  let { cause }: { cause?: unknown } = error;
  for (let depth = 0; cause !== undefined && depth < CAUSES_MAX; depth++) {
    stacks.push(`cause: ${stackOf(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return stacks.flatMap((stack) => stack.split('\n')).map(safeText);
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? String(cause.stack) : String(cause);
}

interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number };
  readonly suggestions?: readonly string[];
  /** Flags that the command does not have. */
  readonly flags?: readonly string[];
  /** What it does have. */
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** oclif writes its own lines around the message of an error that a flag's parser throws. */
function withoutParserText(error: StellaError): StellaError {
  const [, flag, message] =
    /^Parsing (--\S+) \s*(.*?)\s*See more help with --help$/s.exec(error.message) ?? [];
  if (flag === undefined) return error;
  const { code, hint, details } = error;
  return new StellaError(code, `${flag}: ${message}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

/** oclif marks what is wrong with a command line with the exit status 2, and an unknown command with 127. */
function isUsageError(error: unknown): error is OclifError {
  if (!(error instanceof Error) || !('oclif' in error)) return false;
  const { exit } = (error as OclifError).oclif ?? {};
  return exit === 2 || exit === 127;
}

function usageError(error: OclifError): StellaError {
  const message = error.message
    .replace(/^The following errors? occurred:/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:See more help|Note: |Alternatively, )/.test(line))
    .join('; ')
    .replaceAll(/:; | {2,}/g, ': ');
  return new StellaError('USAGE', message, {
    cause: error,
    hint:
      error.suggestions?.[0] ??
      flagMeant(error) ??
      'add --help to the command to see its arguments, flags and examples',
  });
}

function flagMeant({ flags: [unknown] = [], parse }: OclifError): string | null {
  const known = Object.keys(parse?.input?.flags ?? {}).map((name) => `--${name}`);
  const meant = unknown?.startsWith('--') ? nearest(unknown, known) : null;
  return meant === null ? null : `did you mean: ${meant}`;
}
