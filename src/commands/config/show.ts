import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { settingsFromFile } from '../../cli/configure.ts';
import { renderSettings } from '../../cli/render/settings.ts';
import { effectiveSettings } from '../../cli/settings.ts';
import { configPath, hasConfig } from '../../io/config-file.ts';

export default class ConfigShow extends FormatCommand<typeof ConfigShow> {
  static override summary = 'show what is set for all commands, and where each value comes from';
  static override description =
    'A flag wins over its variable, a variable over config.yaml in the home folder. The file begins with "schema: stella.config/v1"; its keys are those shown here.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --output json | jq -r \'.settings[] | select(.origin != "default") | .key\'',
  ];

  protected override execute(): Answer {
    const { home } = this.context;
    const config = { home, file: configPath(home), fileExists: hasConfig(home) };
    const settings = effectiveSettings(settingsFromFile(), process.env, this.#defaults());
    return { document: { ...config, settings }, render: (style) => renderSettings(config, settings, style) };
  }

  /** As the flags of all commands have them, by their variables. */
  #defaults(): Map<string, string> {
    const flags = this.config.commands.flatMap((command) => Object.values(command.flags));
    return new Map(
      flags.flatMap((flag) => {
        const { env, default: standard } = flag as { env?: string; default?: unknown };
        return env === undefined || standard === undefined ? [] : [[env, String(standard)] as const];
      }),
    );
  }
}
