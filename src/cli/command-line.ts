/** A command line to paste into a shell, made from the flags of a run. */

export type FlagValue = string | number | boolean | readonly string[] | null | undefined;

/** Flags that are not set are left out, those that are repeated stand several times. */
export function commandLine(words: readonly string[], flags: Readonly<Record<string, FlagValue>>): string {
  const options = Object.entries(flags).flatMap(([name, value]) => optionWords(`--${name}`, value));
  return [...words, ...options].map(shellQuoted).join(' ');
}

function optionWords(flag: string, value: FlagValue): string[] {
  if (value === undefined || value === null || value === false) return [];
  if (value === true) return [flag];
  if (typeof value === 'object') return value.flatMap((item) => [flag, item]);
  return [flag, `${value}`];
}

/** One word for a POSIX shell, whatever is in it. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
