/**
 * Ends long work between two of its steps when the user or the system asks for it (SIGINT, SIGTERM, SIGHUP), so that it lets go of
 * what it holds and removes what it began. Who asks a second time is obeyed at once.
 */
import type { Progress } from '../app/ports/progress.ts';
import { EXIT_INTERRUPTED } from './exit-status.ts';

/** Thrown through the work that was interrupted. No failure: it has no code, only an exit status. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From now on the process stays alive through the first signal, and `progress` throws `Interrupted` at the next step. */
export function interruptible(progress: Progress): Progress {
  let isInterrupted = false;
  const interrupt = (): void => {
    if (isInterrupted) process.exit(EXIT_INTERRUPTED);
    isInterrupted = true;
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const check = (): void => {
    if (isInterrupted) throw new Interrupted('interrupted');
  };
  return {
    start(label, total) {
      check();
      progress.start(label, total);
    },
    advance(done) {
      check();
      progress.advance(done);
    },
    stop: () => progress.stop(),
  };
}

/**
 * Ends the program as Ctrl-C does, where the terminal does not send the signal. Windows has no signals: what Node.js makes of one there
 * ends with status 1, which means "no".
 */
export function interruptSelf(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') process.exit(EXIT_INTERRUPTED);
  process.kill(process.pid, 'SIGINT');
}
