/** `docs/errors.md`, generated from what `stella explain` says. */
import { explainCodes } from '../src/cli/explain-code.ts';

/** The page's text. */
export function errorsPage(): string {
  const sections = explainCodes().map(({ code, exit, means, advice }) => {
    const steps = advice.do.map((step) => `- ${step}`).join('\n');
    const mistakes = advice.doNot.map((step) => `- ${step}`).join('\n');
    return `## ${code}

Exit status ${exit}: ${means}.

${steps}
${mistakes === '' ? '' : `\nWhat not to do:\n\n${mistakes}\n`}`;
  });
  return `# What to do about each error

<!-- Generated from src/cli/error-guide.ts by "npm run docs". Do not edit. -->

\`stella explain CODE\` prints the same on the host itself. The table of codes and exit statuses is in
[exit-status.md](exit-status.md).

${sections.join('\n')}`;
}
