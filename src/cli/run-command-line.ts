/** What comes before and after every command, however it is found. */
import { settings } from '@oclif/core/settings';
import { reportFailure } from './base-command.ts';
import { configure } from './configure.ts';

/**
 * @param argv without the program itself
 * @param run finds the command and runs it
 */
export async function runCommandLine(argv: readonly string[], run: () => Promise<unknown>): Promise<void> {
  settings.enableAutoTranspile = false;
  // No command asks for the user's shell; oclif does, at each start, and fails for a user whom the host does not know.
  process.env['SHELL'] ??= 'unknown';
  try {
    await configure(argv, process.env);
    await run();
  } catch (error) {
    await reportFailure(error, argv);
  }
}
