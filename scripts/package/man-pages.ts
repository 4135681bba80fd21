/**
 * Manual pages, one for `stella` and one for each command, from the commands themselves (as `docs/commands.md` is). The macros are
 * those of man(7), which groff and mandoc both read.
 */
import { EXIT_STATUSES } from '../../src/cli/exit-status.ts';
import { type CommandEntry, examplesOf, type Flag, globalFlags, readCommands } from '../commands-page.ts';

/** Name of the file below `man/`, and its text. */
export function manPages(version: string, description: string): ReadonlyMap<string, string> {
  const commands = readCommands();
  const globals = globalFlags(commands);
  const pages = commands.map((command): [string, string] => [
    `${pageName(command)}.1`,
    commandPage(command, globals, version),
  ]);
  return new Map([['stella.1', topPage(commands, globals, version, description)], ...pages]);
}

function pageName({ id }: CommandEntry): string {
  return `stella-${id.replaceAll(':', '-')}`;
}

function topPage(
  commands: readonly CommandEntry[],
  globals: readonly Flag[],
  version: string,
  description: string,
): string {
  return page('stella', version, [
    section('NAME', 'stella \\- offline score replay'),
    section('SYNOPSIS', '.B stella\n.I TOPIC COMMAND\n.RI [ OPTION .\\|.\\|.]'),
    section('DESCRIPTION', text(description)),
    section(
      'COMMANDS',
      commands
        .map(
          (command) =>
            `.TP\n.B ${roff(command.id.replaceAll(':', ' '))}\n${text(command.summary)}\nSee\n.BR ${pageName(command)} (1).`,
        )
        .join('\n'),
    ),
    section('OPTIONS OF ALL COMMANDS', globals.map(flagEntry).join('\n')),
    exitStatuses(),
  ]);
}

function commandPage(command: CommandEntry, globals: readonly Flag[], version: string): string {
  const words = command.id.replaceAll(':', ' ');
  const args = Object.values(command.args);
  const known = new Set(globals.map(({ name }) => name));
  const flags = Object.values(command.flags).filter(({ name }) => !known.has(name));
  const usage = args.map(({ name, required, multiple }) => {
    const value = `${name.toUpperCase()}${multiple ? ' ...' : ''}`;
    return required ? value : `[${value}]`;
  });
  const summary = command.summary.replace(/[.?]$/, '');
  return page(pageName(command), version, [
    section('NAME', `${pageName(command)} \\- ${roff(summary)}`),
    section(
      'SYNOPSIS',
      `.B stella ${roff(words)}\n${usage.map((value) => `.I ${roff(value)}\n`).join('')}.RI [ OPTION .\\|.\\|.]`,
    ),
    section('DESCRIPTION', text(command.description ?? `${command.summary}.`)),
    ...(args.length === 0
      ? []
      : [
          section(
            'ARGUMENTS',
            args
              .map(
                ({ name, description = '' }) => `.TP\n.I ${roff(name.toUpperCase())}\n${text(description)}`,
              )
              .join('\n'),
          ),
        ]),
    ...(flags.length === 0 ? [] : [section('OPTIONS', flags.map(flagEntry).join('\n'))]),
    section('OPTIONS OF ALL COMMANDS', globals.map(flagEntry).join('\n')),
    section('EXAMPLES', `.nf\n${examplesOf(command).map(text).join('\n')}\n.fi`),
    exitStatuses(),
    section('SEE ALSO', '.BR stella (1)'),
  ]);
}

function page(name: string, version: string, sections: readonly string[]): string {
  return `.\\" Generated from the commands of stella. Do not edit.\n.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 "" "stella ${version}" "stella manual"\n${sections.join('')}`;
}

function section(heading: string, body: string): string {
  return `.SH ${/ /.test(heading) ? `"${heading}"` : heading}\n${body}\n`;
}

function flagEntry(flag: Flag): string {
  const value = flag.type === 'option' ? ` ${flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'}` : '';
  const names = [...(flag.char === undefined ? [] : [`-${flag.char}`]), `--${flag.name}`];
  const facts = [
    ...(flag.required ? ['required'] : []),
    ...(flag.multiple && !flag.description?.includes('repeatable') ? ['repeatable'] : []),
    ...(flag.env === undefined ? [] : [`or the variable ${flag.env}`]),
    ...(typeof flag.default === 'string' || typeof flag.default === 'number'
      ? [`default ${flag.default}`]
      : []),
  ];
  const about = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  return `.TP\n.B ${names.map(roff).join(', ')}${roff(value)}\n${text(`${flag.description ?? ''}${about}`)}`;
}

function exitStatuses(): string {
  const rows = EXIT_STATUSES.map(({ exit, meaning, codes }) => {
    const names = Object.keys(codes).join(', ');
    return `.TP\n.B ${exit}\n${text(`${meaning}${names === '' ? '' : `: ${names}`}`)}`;
  });
  return section('EXIT STATUS', rows.join('\n'));
}

/** A paragraph; a line that begins with a control character is none. */
function text(value: string): string {
  return roff(value).replace(/^(?=[.'])/gm, '\\&');
}

/** Hyphens are minus signs, as they are typed; what is not ASCII by its name in groff. */
function roff(value: string): string {
  return value
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(
      /[^\x00-\x7f]/gu,
      (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}
