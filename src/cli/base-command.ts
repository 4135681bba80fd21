/**
 * What every command has in common: the flags of all, one way to answer, one way to fail. A command says what to do in
 * `execute` and returns an `Answer`; nothing else writes to standard output or sets the exit status.
 */
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type * as Interfaces from '@oclif/core/interfaces';
import type { StellaError } from '../core/errors.ts';
import { CliContext } from './context.ts';
import { errorDocument, renderError, toStellaError } from './error-report.ts';
import { EXIT_INTERRUPTED, EXIT_OK, exitStatusOf } from './exit-status.ts';
import { Interrupted } from './interrupt.ts';
import { type OutputFormat, requestedFormat, serialize, serializeLines } from './output.ts';
import { unknownVariables } from './settings.ts';
import { standardError, standardOutput } from './standard-streams.ts';
import type { Style } from './terminal.ts';

export type CommandFlags<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof StellaCommand)['baseFlags'] & T['flags']
>;
export type CommandArgs<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

export interface Answer {
  /** What `--output json|yaml` prints. */
  readonly document: object;
  /** What `--output ndjson` prints, a line each, where the command has it; as they come where there are many. */
  readonly lines?: Iterable<object> | AsyncIterable<object>;
  /** The same for people. */
  readonly render: (style: Style) => string | Promise<string>;
  /** Set when the answer is no: the answer is printed all the same. */
  readonly error?: StellaError | null;
  /** The exit status, where it is not that of `error`; a function where only the last line decides. */
  readonly exit?: number | (() => number);
  /** True when standard output carries the file itself: the answer then goes to standard error. */
  readonly isOutputTaken?: boolean;
}

export abstract class StellaCommand<T extends typeof Command> extends Command {
  static override baseFlags = {
    home: Flags.string({
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      env: 'STELLA_HOME',
      description: 'folder of the store (default: the data folder of the platform)',
    }),
    offline: Flags.boolean({
      helpGroup: 'GLOBAL',
      env: 'STELLA_OFFLINE',
      description: 'refuse every attempt to open a network connection (none is ever made; this enforces it)',
    }),
    verbose: Flags.boolean({
      helpGroup: 'GLOBAL',
      env: 'STELLA_VERBOSE',
      description: 'say on standard error why each step went as it did',
    }),
    quiet: Flags.boolean({
      helpGroup: 'GLOBAL',
      char: 'q',
      env: 'STELLA_QUIET',
      description: 'no progress and no warnings on standard error',
    }),
    'no-color': Flags.boolean({ helpGroup: 'GLOBAL', description: 'no colour, whatever the terminal' }),
  };

  protected flags!: CommandFlags<T>;
  protected args!: CommandArgs<T>;
  protected context!: CliContext;

  /** Does the work. Throws StellaError, or returns an answer. */
  protected abstract execute(): Answer | Promise<Answer>;

  /** The format of the answer; `FormatCommand` and `FileCommand` have the flag for it. */
  protected abstract get format(): OutputFormat;

  override async run(): Promise<void> {
    const { flags, args } = await this.parse(this.ctor);
    this.flags = flags as CommandFlags<T>;
    this.args = args as CommandArgs<T>;
    const { home, offline, verbose, quiet } = this.flags;
    const { root, version } = this.config;
    const noColor = this.flags['no-color'];
    this.context = new CliContext({ root, version, home, offline, verbose, quiet, noColor });
    try {
      await this.context.start();
      for (const variable of unknownVariables(process.env)) {
        this.context.warn(`the variable ${variable} is not one of stella's: it does nothing`);
      }
      await this.#print(await this.execute());
    } catch (error) {
      const { isSqliteError, storeError } = await import('../io/store/store-error.ts');
      throw isSqliteError(error) ? storeError(error, this.context.home) : error;
    } finally {
      this.context.close();
    }
  }

  async #print({ document, lines, render, error, exit, isOutputTaken = false }: Answer): Promise<void> {
    const { format, context } = this;
    const output = isOutputTaken ? standardError : standardOutput;
    if (format === 'ndjson')
      for await (const line of lines ?? [document]) {
        output.write(serializeLines([line]));
        await output.drained();
      }
    else if (format === 'table') {
      output.write(await fitted(await render(context.style), context.style));
      if (error) standardError.write(renderError(error, context.debug));
    } else {
      const offline = context.offline ? { offline: true } : {};
      output.write(
        await serialize({ ...document, ...offline, ...(error ? errorDocument(error) : {}) }, format),
      );
    }
    const status = typeof exit === 'function' ? exit() : exit;
    process.exitCode = status ?? (error ? exitStatusOf(error.code) : EXIT_OK);
  }

  /** Every failure of every command ends here, or in `reportFailure` when there was no command to run. */
  protected override async catch(error: Error): Promise<void> {
    await reportFailure(error, this.argv);
  }
}

/** What is piped is left alone, and the layout not even loaded. */
async function fitted(text: string, { width }: Style): Promise<string> {
  if (!Number.isFinite(width)) return text;
  const { fitLines } = await import('./render/layout.ts');
  return fitLines(text, width);
}

/** Prints a failure in the format that the command line asks for, and sets the exit status. */
export async function reportFailure(thrown: unknown, argv: readonly string[]): Promise<void> {
  if (thrown instanceof Interrupted) {
    standardError.write('interrupted: nothing was changed\n');
    process.exitCode = EXIT_INTERRUPTED;
    return;
  }
  const error = toStellaError(thrown);
  const format = requestedFormat(argv, process.env);
  if (format === 'table') standardError.write(renderError(error, Boolean(process.env['STELLA_DEBUG'])));
  else if (format === 'ndjson') standardOutput.write(serializeLines([errorDocument(error)]));
  else standardOutput.write(await serialize(errorDocument(error), format));
  process.exitCode = exitStatusOf(error.code);
}

/** What the flag for the format has everywhere. */
export const formatFlag = {
  helpGroup: 'GLOBAL',
  default: 'table',
  env: 'STELLA_OUTPUT',
  options: ['table', 'json', 'yaml'],
  description: 'how the answer is printed',
} as const;

/** A command that prints its answer: `--output table|json|yaml`. */
export abstract class FormatCommand<T extends typeof Command> extends StellaCommand<T> {
  static override baseFlags = {
    ...StellaCommand.baseFlags,
    output: Flags.string({ ...formatFlag, char: 'o' }),
  };

  protected override get format(): OutputFormat {
    return (this.flags as { output: OutputFormat }).output;
  }
}

/** A command that writes a file: `--output PATH`, and `--format table|json|yaml` for the summary. */
export abstract class FileCommand<T extends typeof Command> extends StellaCommand<T> {
  static override baseFlags = { ...StellaCommand.baseFlags, format: Flags.string(formatFlag) };

  protected override get format(): OutputFormat {
    return (this.flags as { format: OutputFormat }).format;
  }
}
