/** `docs/commands.md`, generated from the commands themselves by way of oclif's manifest, which the build writes. */
import { readFileSync } from 'node:fs';

export interface Flag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly env?: string;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
  readonly required?: boolean;
}

interface Argument {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
}

export interface CommandEntry {
  readonly id: string;
  readonly summary: string;
  readonly hidden?: boolean;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly args: Readonly<Record<string, Argument>>;
  readonly flags: Readonly<Record<string, Flag>>;
}

/** Every command that people type, sorted by its words. */
export function readCommands(): CommandEntry[] {
  const manifest = JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'));
  const commands: CommandEntry[] = Object.values(manifest.commands);
  return commands.filter(({ hidden }) => !hidden).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The command lines that a command's help shows. */
export function examplesOf({ id, examples = [] }: CommandEntry): string[] {
  return examples.map((example) =>
    example
      .replaceAll('<%= config.bin %>', 'stella')
      .replaceAll('<%= command.id %>', id.replaceAll(':', ' ')),
  );
}

/** The page's text. */
export function commandsPage(): string {
  const commands = readCommands();
  const contents = commands.map(({ id, summary }) => {
    const words = id.replaceAll(':', ' ');
    return `| [\`${words}\`](#stella-${words.replaceAll(' ', '-')}) | ${cell(summary)} |`;
  });
  return `# Commands

<!-- Generated from src/commands by "npm run docs". Do not edit. -->

Results go to standard output, everything else to standard error. The statuses are in [exit-status.md](exit-status.md).

| command | does |
| --- | --- |
${contents.join('\n')}

## Everywhere

${flagTable(globalFlags(commands))}

${commands.map(section).join('\n')}`;
}

function section(command: CommandEntry): string {
  const words = command.id.replaceAll(':', ' ');
  const args = Object.values(command.args);
  const flags = Object.values(command.flags).filter(({ helpGroup }) => helpGroup !== 'GLOBAL');
  const format = Object.values(command.flags).find(({ name, helpGroup, options }) => {
    return helpGroup === 'GLOBAL' && ['output', 'format'].includes(name) && options !== undefined;
  });
  const parts = [
    `## stella ${words}`,
    sentence(command.summary),
    ...(command.description === undefined ? [] : [command.description]),
    `\`\`\`sh\n${examplesOf(command).join('\n')}\n\`\`\``,
    ...(args.length === 0 ? [] : [argumentTable(args)]),
    ...(flags.length === 0 ? [] : [flagTable(flags)]),
    ...(format === undefined ? [] : [`Its answer: \`--${format.name} ${format.options?.join('|')}\`.`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The flags that every command has. */
export function globalFlags(commands: readonly CommandEntry[]): Flag[] {
  const [first] = commands;
  return Object.values(first?.flags ?? {}).filter(
    ({ name, helpGroup }) =>
      helpGroup === 'GLOBAL' && commands.every(({ flags }) => flags[name]?.helpGroup === 'GLOBAL'),
  );
}

function argumentTable(args: readonly Argument[]): string {
  const rows = args.map(({ name, description = '', required, multiple }) => {
    const usage = `${name.toUpperCase()}${multiple ? '…' : ''}`;
    return `| \`${required ? usage : `[${usage}]`}\` | ${cell(description)} |`;
  });
  return `| argument | |\n| --- | --- |\n${rows.join('\n')}`;
}

function flagTable(flags: readonly Flag[]): string {
  return `| flag | |\n| --- | --- |\n${flags.map(flagRow).join('\n')}`;
}

function flagRow(flag: Flag): string {
  const { description = '' } = flag;
  const value = flag.type === 'option' ? ` ${flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'}` : '';
  const names = [...(flag.char === undefined ? [] : [`-${flag.char}`]), `--${flag.name}${value}`];
  const facts = [
    ...(flag.required ? ['required'] : []),
    ...(flag.multiple && !description.includes('repeatable') ? ['repeatable'] : []),
    ...(flag.env === undefined ? [] : [`or the variable \`${flag.env}\``]),
    ...(typeof flag.default === 'string' || typeof flag.default === 'number'
      ? [`default \`${flag.default}\``]
      : []),
  ];
  const about = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  return `| ${names.map((name) => `\`${name.replaceAll('|', '\\|')}\``).join(', ')} | ${cell(description)}${about} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`;
}
