/**
 * Runs `proof verify` without looking for it: to read the manifest of all commands takes oclif longer than a bundle takes to verify.
 * For the archive's file that has this command alone; its help is with all others.
 */
import type { Config } from '@oclif/core/config';
import { setLogger } from '@oclif/core/logger';
// What nearly every check of a bundle asks for is loaded at once; the guard is for --offline.
import '../../src/cli/render/proof.ts';
import '../../src/io/network-guard.ts';
import '../../src/io/trust-files.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { standardError, standardOutput } from '../../src/cli/standard-streams.ts';
import ProofVerify from '../../src/commands/proof/verify.ts';

/** The program's version, which the packager puts here. */
declare const VERSION: string;

const ID = ['proof', 'verify'];

/** False while a slow reader has not taken everything. */
export const isAllWritten = (): boolean => standardOutput.isAllWritten && standardError.isAllWritten;

/** What a command asks of oclif's configuration. No hooks: we have one, for a command that is not found. */
function configOf(root: string): Config {
  const config: Partial<Config> = {
    root,
    bin: 'stella',
    version: VERSION,
    runHook: () => Promise.resolve({ successes: [], failures: [] }),
  };
  return config as Config;
}

/** oclif makes a line for its own debugging of most of what it does. */
const silent = {
  namespace: 'oclif',
  child: () => silent,
  debug: () => undefined,
  error: () => undefined,
  info: () => undefined,
  trace: () => undefined,
  warn: () => undefined,
};

/**
 * @param root the package's folder
 * @param argv without the program itself; begins with the words of the command
 */
export async function main(root: string, argv: readonly string[]): Promise<void> {
  setLogger({ root, logger: silent });
  ProofVerify.id = ID.join(':');
  await runCommandLine(argv, () => new ProofVerify(argv.slice(ID.length), configOf(root)).run());
}
