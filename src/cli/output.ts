/** An answer on its way to standard output: the same document as JSON or YAML, or rendered for people. */

export type OutputFormat = 'table' | 'json' | 'yaml';

export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'yaml'];

/** The text of a document; JSON is indented, ends in a newline and has no undefined members. */
export async function serialize(document: unknown, format: Exclude<OutputFormat, 'table'>): Promise<string> {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  const { stringify } = await import('yaml');
  // Through JSON first, so that both forms are one document.
  return stringify(JSON.parse(JSON.stringify(document)), { lineWidth: 0 });
}

/**
 * The format that a command line asks for, read without parsing it: an error in it must be answered in that format too.
 * `--output FILE` of the commands that write files names no format, and counts as none.
 */
export function formatInArgv(argv: readonly string[]): OutputFormat {
  for (let i = argv.length - 1; i >= 0; i--) {
    const value = flagValue(argv[i] as string, argv[i + 1]);
    if (value === 'json' || value === 'yaml') return value;
  }
  return 'table';
}

function flagValue(argument: string, next: string | undefined): string | undefined {
  if (argument === '--output' || argument === '-o' || argument === '--format') return next;
  return /^(?:--output=|--format=|-o)(.+)$/.exec(argument)?.[1];
}
