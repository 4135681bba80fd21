/**
 * What may stand next on a command line: the one place that knows, which the scripts of all shells ask. Commands and flags
 * come from oclif's manifest; ids and names from whoever asks.
 */

/** What completion needs to know of a command; oclif's manifest has it. */
export interface CompletableCommand {
  /** Its words, joined by `:`. */
  readonly id: string;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly args: Readonly<Record<string, CompletableArgument>>;
  readonly flags: Readonly<Record<string, CompletableFlag>>;
}

export interface CompletableArgument {
  readonly name: string;
  readonly options?: readonly string[] | undefined;
}

export interface CompletableFlag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly description?: string | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly helpGroup?: string | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

/** Kinds of value that are known only at run time. */
export type ValueKind = 'scan' | 'rules' | 'policy' | 'feed' | 'kit' | 'trust-root' | 'error-code';

export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** Candidates, or the shell's own completion of file names. */
export type Completion =
  | { readonly kind: 'values'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'dynamic'; readonly of: ValueKind; readonly prefix?: string }
  | { readonly kind: 'files' };

const FILES: Completion = { kind: 'files' };
const NOTHING: Completion = { kind: 'values', candidates: [] };

const FILE_VALUES = new Set(['FILE', 'PATH', 'PEM', 'DIR', 'KIT', 'JSON']);

/** By the name of a flag. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  scan: 'scan',
  rules: 'rules',
  policy: 'policy',
  feed: 'feed',
};

/** By command and argument, or flag, where the name alone does not say it. */
const KINDS_OF_COMMANDS: Readonly<Record<string, ValueKind>> = {
  'scan:list pattern': 'scan',
  'scan:assign id': 'scan',
  'score:diff before': 'scan',
  'score:diff after': 'scan',
  'offline:rollback --to': 'kit',
  'scan:show id': 'scan',
  'scan:delete id': 'scan',
  'scan:hold id': 'scan',
  'scan:release id': 'scan',
  'feed:show digest': 'feed',
  'rules:show name': 'rules',
  'policy:show name': 'policy',
  'trust:remove fingerprint': 'trust-root',
  'explain code': 'error-code',
};

/** @param words the words after the program's name, the last one being typed; empty when it is not begun */
export function completionOf(words: readonly string[], commands: readonly CompletableCommand[]): Completion {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = commandIn(before, commands);
  if (command === null) return nextWords(before, commands);
  const rest = before.slice(command.id.split(':').length);
  const awaited = awaitedFlag(rest, command);
  if (awaited !== null) return valuesOf(awaited, command);
  const joined = /^(-.*?)=/.exec(current)?.[1];
  if (joined !== undefined) return joinedValuesOf(joined, command);
  if (current.startsWith('-')) return flagsOf(command, rest);
  return argumentOf(command, rest);
}

/** The command whose words stand at the front, and the longest such one. */
function commandIn(
  words: readonly string[],
  commands: readonly CompletableCommand[],
): CompletableCommand | null {
  const starts = commands.filter(({ id }) => id.split(':').every((word, i) => words[i] === word));
  return starts.toSorted((a, b) => b.id.length - a.id.length)[0] ?? null;
}

/** The next word of every command that begins with these words. */
function nextWords(words: readonly string[], commands: readonly CompletableCommand[]): Completion {
  const next = new Map<string, string>();
  for (const { id, summary = '', hidden } of commands) {
    const parts = id.split(':');
    const word = parts[words.length];
    if (hidden || word === undefined || !words.every((given, i) => parts[i] === given)) continue;
    const isWhole = parts.length === words.length + 1;
    if (isWhole || !next.has(word)) next.set(word, isWhole ? summary : '');
  }
  return { kind: 'values', candidates: [...next].map(([value, about]) => ({ value, about })) };
}

/** The flag whose value comes next, when the word before is one that takes a value. */
function awaitedFlag(words: readonly string[], { flags }: CompletableCommand): CompletableFlag | null {
  const previous = words.at(-1) ?? '';
  const flag = Object.values(flags).find(
    ({ name, char }) => previous === `--${name}` || (char !== undefined && previous === `-${char}`),
  );
  return flag?.type === 'option' ? flag : null;
}

function valuesOf({ name, options, helpValue }: CompletableFlag, { id }: CompletableCommand): Completion {
  if (options !== undefined) return oneOf(options);
  const kind = KINDS_OF_COMMANDS[`${id} --${name}`] ?? KINDS[name];
  if (kind !== undefined) return { kind: 'dynamic', of: kind };
  return typeof helpValue === 'string' && FILE_VALUES.has(helpValue) ? FILES : NOTHING;
}

/** Values of a flag that is joined to them, as in `--output=json`. */
function joinedValuesOf(flag: string, command: CompletableCommand): Completion {
  const awaited = awaitedFlag([flag], command);
  if (awaited === null) return NOTHING;
  const completion = valuesOf(awaited, command);
  const prefix = `${flag}=`;
  if (completion.kind === 'files') return FILES;
  if (completion.kind === 'dynamic') return { ...completion, prefix };
  const candidates = completion.candidates.map(({ value, about }) => ({ value: prefix + value, about }));
  return { kind: 'values', candidates };
}

function oneOf(options: readonly string[]): Completion {
  return { kind: 'values', candidates: options.map((value) => ({ value, about: '' })) };
}

/** The command's own flags first, then those of all. */
function flagsOf({ flags }: CompletableCommand, given: readonly string[]): Completion {
  const free = Object.values(flags)
    .filter(({ name, multiple }) => multiple || !given.includes(`--${name}`))
    .sort((a, b) => Number(a.helpGroup !== undefined) - Number(b.helpGroup !== undefined));
  return {
    kind: 'values',
    candidates: free.map(({ name, description = '' }) => ({ value: `--${name}`, about: description })),
  };
}

function argumentOf(command: CompletableCommand, rest: readonly string[]): Completion {
  const args = Object.values(command.args);
  const position = rest.filter((word, i) => !word.startsWith('-') && !isValueOf(rest[i - 1], command)).length;
  const arg = args[position];
  if (arg === undefined) return flagsOf(command, rest);
  if (arg.options !== undefined) return oneOf(arg.options);
  const kind = KINDS_OF_COMMANDS[`${command.id} ${arg.name}`];
  return kind === undefined ? FILES : { kind: 'dynamic', of: kind };
}

function isValueOf(previous: string | undefined, command: CompletableCommand): boolean {
  return previous !== undefined && awaitedFlag([previous], command) !== null;
}
