/** An answer on its way to standard output: the same document as JSON or YAML, or rendered for people. */
import { safeText } from './terminal.ts';

/** `ndjson`, a line for each item, only where a command says so. */
export type OutputFormat = 'table' | 'json' | 'yaml' | 'ndjson';

/**
 * The text of a document; JSON is indented, ends in a newline and has no undefined members. What a terminal might obey stands
 * in it as \u escapes, which mean the same to a parser: the document may be printed whatever is in it.
 */
export async function serialize(document: unknown, format: 'json' | 'yaml'): Promise<string> {
  const json = JSON.stringify(document, null, 2);
  if (format === 'json') return `${safeLines(json)}\n`;
  const { stringify } = await import('./yaml-text.ts');
  // Through JSON first, so that both forms are one document.
  const value = JSON.parse(json);
  const yaml = stringify(value, { lineWidth: 0 });
  if (safeLines(yaml) === yaml) return yaml;
  // Only a quoted string can carry an escape.
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const;
  return safeLines(stringify(value, { lineWidth: 0, ...quoted }));
}

/** One line of JSON for each item. */
export function serializeLines(items: readonly unknown[]): string {
  return items.map((item) => `${safeText(JSON.stringify(item))}\n`).join('');
}

function safeLines(text: string): string {
  return text.split('\n').map(safeText).join('\n');
}

/**
 * The format that a command line asks for, or else the variable for it, read without parsing it: an error in it must be answered in that format too.
 * `--output FILE` of the commands that write files names no format, and counts as none.
 */
export function requestedFormat(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): OutputFormat {
  for (let i = argv.length - 1; i >= 0; i--) {
    const value = flagValue(argv[i] as string, argv[i + 1]);
    if (value === 'table' || value === 'json' || value === 'yaml' || value === 'ndjson') return value;
  }
  const set = env['STELLA_OUTPUT'];
  return set === 'json' || set === 'yaml' ? set : 'table';
}

function flagValue(argument: string, next: string | undefined): string | undefined {
  if (argument === '--output' || argument === '-o' || argument === '--format') return next;
  return /^(?:--output=|--format=|-o)(.+)$/.exec(argument)?.[1];
}
