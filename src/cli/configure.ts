/** Takes the configuration of the home folder over into the environment, before oclif reads flags from it. */
import { configPath, hasConfig, readConfigText } from '../io/config-file.ts';
import { resolveHome } from '../io/home.ts';
import { applyConfig, type Environment } from './settings.ts';

/** Keys that came from the file, for `config show`. */
let fromFile: ReadonlySet<string> = new Set();

export function settingsFromFile(): ReadonlySet<string> {
  return fromFile;
}

/** @throws StellaError as `readConfigText` and `parseConfig` */
export async function configure(argv: readonly string[], env: Environment): Promise<void> {
  const home = resolveHome(homeIn(argv, env), env, process.platform);
  if (!hasConfig(home)) return;
  const { parseConfig } = await import('./config-document.ts');
  const text = await readConfigText(home);
  fromFile = applyConfig(parseConfig(text, JSON.stringify(configPath(home))), env);
}

/** `--home`, read without parsing the command line: the configuration says how to parse it. */
function homeIn(argv: readonly string[], env: Environment): string | undefined {
  const at = argv.findLastIndex((word) => word === '--home' || word.startsWith('--home='));
  if (at === -1) return env['STELLA_HOME'];
  return argv[at] === '--home' ? argv[at + 1] : argv[at]?.slice('--home='.length);
}
