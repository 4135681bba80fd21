import * as Args from '@oclif/core/args';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { completionScript, SHELLS, type Shell } from '../../cli/completion/scripts.ts';

export default class Completion extends FormatCommand<typeof Completion> {
  static override summary =
    'print the script that completes commands, flags, ids and file names in your shell';
  static override description =
    'Evaluate it where your shell starts: bash and zsh in ~/.bashrc or ~/.zshrc (zsh after compinit); or keep it as a file: for zsh _stella in a folder of $fpath, for fish ~/.config/fish/completions/stella.fish.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> bash > stella-completion.bash',
    'eval "$(<%= config.bin %> <%= command.id %> bash)"',
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'the shell' }),
  };

  protected override execute(): Answer {
    const shell = this.args.shell as Shell;
    const script = completionScript(shell);
    return { document: { shell, script }, render: () => script };
  }
}
