/**
 * Runs a command line with oclif. User and dev plugins stay off: otherwise a `package.json` planted in the data folder
 * would run its code inside the verifier.
 */
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { reportFailure } from './base-command.ts';
import { configure } from './configure.ts';

/** `stella help score replay` asks what `stella score replay --help` asks. */
function commandLine(argv: readonly string[]): string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
}

/**
 * @param root the package's folder, where oclif finds package.json and the commands
 * @param argv without the program itself
 */
export async function main(root: string, argv: readonly string[]): Promise<void> {
  settings.enableAutoTranspile = false;
  // No command asks for the user's shell; oclif does, at each start, and fails for a user whom the host does not know.
  process.env['SHELL'] ??= 'unknown';
  try {
    await configure(argv, process.env);
    await run(commandLine(argv), { root, userPlugins: false, devPlugins: false, jitPlugins: false });
  } catch (error) {
    await reportFailure(error, argv);
  }
}
