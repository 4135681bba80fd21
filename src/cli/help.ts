/** The text of `--help`: oclif's, with first steps at the top level, straight columns and nothing said twice. */

import type { Command } from '@oclif/core/command';
import { CommandHelp as OclifCommandHelp, Help as OclifHelp } from '@oclif/core/help';
import { unknownCommand } from './unknown-command.ts';

const FIRST_STEPS = `Check a bundle that you were given, and see what it is made of:
  stella proof verify --bundle bundle.tar.gz --trust-root issuer.pub
  stella proof spine --bundle bundle.tar.gz --verify
Take in an offline kit, scan an SBOM, replay its score, make its bundle:
  stella offline import --bundle kit.tar.gz --trust-root publisher.pub
  stella scan run sbom.cdx.json --scan web-1.4.2
  stella score replay --scan web-1.4.2
  stella score bundle --scan web-1.4.2`;

const EXIT_STATUSES = `0 yes, 1 checked and false, 2 usage, 3 not there, 4 unreadable, 5 store or
machine, 6 no trust, 7 the policy says no, 8 kit refused, 70 a bug.
Every code: docs/exit-status.md`;

class CommandHelp extends OclifCommandHelp {
  /** The summary is the help's first line already. */
  protected override description(): string | undefined {
    const { description } = this.command;
    return description === undefined ? undefined : this.wrap(description);
  }

  /** oclif puts the prompt before those only that begin with the program's name. */
  protected override examples(examples: Command.Example[] | string | undefined): string | undefined {
    const lines = Array.isArray(examples) ? examples : [];
    return super.examples(
      lines.map((line) => (typeof line === 'string' && !line.startsWith('<%=') ? `$ ${line}` : line)),
    );
  }

  protected override flags(flags: Command.Flag.Any[]): [string, string | undefined][] | undefined {
    return super.flags(
      flags.map((flag) =>
        Array.isArray(flag.default) && flag.default.length === 0 ? { ...flag, default: undefined } : flag,
      ),
    );
  }

  /** oclif trims the list, and with it the indentation of a first flag that has no letter. */
  override renderList(
    input: (string | undefined)[][],
    options: { indentation: number; multiline?: boolean; spacer?: string; stripAnsi?: boolean },
  ): string {
    const list = super.renderList(input, options);
    const indentation = /^ */.exec(input[0]?.[0] ?? '')?.[0] ?? '';
    const isOneBelowTheOther = list.startsWith(`${input[0]?.[0]?.trim()}\n`);
    return isOneBelowTheOther ? list : `${indentation}${list}`;
  }
}

export default class Help extends OclifHelp {
  protected override CommandHelpClass = CommandHelp;

  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter((word) => !word.startsWith('-'));
    const known = [...this.config.commandIDs, ...this.config.topics.map(({ name }) => name)];
    const isKnown =
      words.length === 0 || known.includes(words.slice(0, 2).join(':')) || known.includes(words[0] ?? '');
    if (!isKnown) throw unknownCommand(words, this.config);
    await super.showHelp(argv);
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp();
    this.log(this.section('FIRST STEPS', FIRST_STEPS));
    this.log(`\n${this.section('EXIT STATUS', EXIT_STATUSES)}\n`);
    this.log('More of a topic or a command: stella TOPIC --help, stella TOPIC COMMAND --help');
  }
}
