/** `docs/exit-status.md`, generated from the one table in the code. */
import { EXIT_STATUSES } from '../src/cli/exit-status.ts';

/** The page's text. */
export function exitStatusPage(): string {
  const rows = EXIT_STATUSES.map(({ exit, meaning, codes }) => {
    const names = Object.keys(codes).map((code) => `\`${code}\``);
    return `| ${exit} | ${meaning} | ${names.join(' ')} |`;
  });
  const sections = EXIT_STATUSES.flatMap(({ exit, codes }) =>
    Object.entries(codes).map(([code, when]) => `| \`${code}\` | ${exit} | ${when} |`),
  );
  return `# Exit statuses and error codes

<!-- Generated from src/cli/exit-status.ts by "npm run docs". Do not edit. -->

The numbers and codes are stable: scripts may rely on them. They stay below 126, which shells use themselves.

| exit | meaning | codes |
| ---: | --- | --- |
${rows.join('\n')}

When several checks fail, the exit status is that of the lowest layer: unreadable, then integrity, signature, trust, replay,
policy. What stands on a broken base means nothing. A check that could not run is \`skipped\` with its reason, and never
counts as passed.

## Codes

| code | exit | when |
| --- | ---: | --- |
${sections.join('\n')}

An error has \`code\`, \`message\` (what is wrong, with the value), \`hint\` (what to do next) and \`details\`. People read it on
standard error as two or three lines. With \`--output json\` or \`yaml\` it stands on standard output as
\`{ "error": { "code", "message", "hint", "details" } }\`, so that standard output parses whatever happened. Set
\`STELLA_DEBUG=1\` to see the stack as well.
`;
}
