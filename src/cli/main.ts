/**
 * Runs a command line with oclif. User and dev plugins stay off: otherwise a `package.json` planted in the data folder
 * would run its code inside the verifier.
 */
import { run } from '@oclif/core/run';
import { runCommandLine } from './run-command-line.ts';
import { ignoreClosedPipe } from './standard-streams.ts';

/** `stella help score replay` asks what `stella score replay --help` asks. */
function commandLine(argv: readonly string[]): string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
}

/**
 * @param root the package's folder, where oclif finds package.json and the commands
 * @param argv without the program itself
 */
export async function main(root: string, argv: readonly string[]): Promise<void> {
  process.stdout.on('error', ignoreClosedPipe);
  const options = { root, userPlugins: false, devPlugins: false, jitPlugins: false };
  await runCommandLine(argv, () => run(commandLine(argv), options));
}
