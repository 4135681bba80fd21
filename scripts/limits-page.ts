/** `docs/limits.md`, generated from the one table in the code. */
import { LIMITS } from '../src/core/limits.ts';

/** The page's text. */
export function limitsPage(): string {
  const rows = [...LIMITS].map(
    ([name, { most, unit, of, code }]) =>
      `| \`${name}\` | ${readable(most, unit)} | ${of} | ${code === null ? '' : `\`${code}\``} |`,
  );
  return `# Limits

<!-- Generated from src/core/limits.ts by "npm run docs". Do not edit. -->

Every bound on what the program reads and how long it works at it. Each is far above what honest input needs, and keeps hostile
input from taking memory or time without end. What reaches a limit is taken; what goes past it ends in the code beside it, or,
where there is none, is left out as the row says. Within a bundle, a document that is malformed is \`BUNDLE_INVALID\`, and
within a timestamp everything is \`TIMESTAMP_INVALID\`, whatever the row says.

| limit | at most | of what | past it |
| --- | ---: | --- | --- |
${rows.join('\n')}

Files are read only from regular files, from pipes that the shell made (\`<(command)\`), and from standard input where \`-\` is
taken. A named pipe, a device, a socket or a folder where a file was expected is refused at once.
`;
}

function readable(most: number, unit: string): string {
  const text = most.toLocaleString('en-GB');
  if (!unit.startsWith('bytes') || most < 2 ** 20 || most % 2 ** 20 !== 0) return `${text} ${unit}`;
  const mib = most / 2 ** 20;
  return mib % 1024 === 0 ? `${mib / 1024} GiB${unit.slice(5)}` : `${mib} MiB${unit.slice(5)}`;
}
