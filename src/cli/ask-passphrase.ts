/**
 * Asking for a passphrase on a terminal: what is typed is not shown. The question goes to standard error, so that standard
 * output stays clean; where standard input is no terminal, nobody is asked.
 */
import { HiddenLine } from './hidden-line.ts';
import { interruptSelf } from './interrupt.ts';
import { standardError } from './standard-streams.ts';
import { safeText } from './terminal.ts';

export interface PromptTerminal {
  readonly input: Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;
  readonly output: { write(text: string): unknown };
  /** What Ctrl-C does: in raw mode the terminal itself no longer sends the signal. */
  readonly interrupt: () => void;
}

/** The passphrase of the key in the file `path`; undefined where there is no terminal to ask on. */
export function askPassphrase(path: string): Promise<string | undefined> {
  return promptHidden(`passphrase of ${safeText(path)}: `, {
    input: process.stdin,
    output: standardError,
    interrupt: interruptSelf,
  });
}

/** Shows `question` and reads one hidden line. Never settles after Ctrl-C. */
export function promptHidden(question: string, terminal: PromptTerminal): Promise<string | undefined> {
  const { input, output, interrupt } = terminal;
  if (input.isTTY !== true) return Promise.resolve(undefined);
  // First hidden, then asked: who types at once is not shown either.
  input.setRawMode(true);
  output.write(question);
  return new Promise((resolve) => {
    const line = new HiddenLine();
    const read = (chunk: Buffer): void => {
      const state = line.type(chunk);
      if (state === 'open') return;
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      if (state === 'interrupted') interrupt();
      else resolve(line.text);
    };
    input.on('data', read);
    input.resume();
  });
}
