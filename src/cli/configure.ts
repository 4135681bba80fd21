/** Takes the configuration of the home folder over into the environment, before oclif reads flags from it. */
import { isStellaError, type StellaError } from '../core/errors.ts';
import { configPath, hasConfig, readConfigText } from '../io/config-file.ts';
import { resolveHome } from '../io/home.ts';
import { applyConfig, type Environment } from './settings.ts';

/** Keys that came from the file, for `config show`. */
let fromFile: ReadonlySet<string> = new Set();

export function settingsFromFile(): ReadonlySet<string> {
  return fromFile;
}

let problem: StellaError | null = null;

/** What is wrong with the file; only `doctor` comes to ask, everything else ends there. */
export function configurationProblem(): StellaError | null {
  return problem;
}

/** @throws StellaError as `readConfigText` and `parseConfig`, but not to `doctor`, which is asked what is wrong */
export async function configure(argv: readonly string[], env: Environment): Promise<void> {
  const home = resolveHome(homeIn(argv, env), env, process.platform);
  if (!hasConfig(home)) return;
  const { parseConfig } = await import('./config-document.ts');
  try {
    const text = await readConfigText(home);
    fromFile = applyConfig(parseConfig(text, JSON.stringify(configPath(home))), env);
  } catch (error) {
    if (argv[0] !== 'doctor' || !isStellaError(error)) throw error;
    problem = error;
  }
}

/** `--home`, read without parsing the command line: the configuration says how to parse it. */
function homeIn(argv: readonly string[], env: Environment): string | undefined {
  const at = argv.findLastIndex((word) => word === '--home' || word.startsWith('--home='));
  if (at === -1) return env['STELLA_HOME'];
  return argv[at] === '--home' ? argv[at + 1] : argv[at]?.slice('--home='.length);
}
