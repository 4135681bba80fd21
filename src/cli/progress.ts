/** A progress line on standard error: only on a terminal, only for work that takes over a second, and it leaves no trace. */
import type { Progress } from '../app/ports/progress.ts';

const FIRST_SHOWN_AFTER_MS = 1000;
const REDRAWN_AFTER_MS = 100;
const BAR_COLUMNS = 24;
const ERASE_LINE = '\r\u001b[K';

export interface ProgressTerminal {
  readonly terminal: { readonly columns?: number; write(text: string): unknown };
  readonly elapsedMs: () => number;
  /** Whose TERM may say that the terminal cannot erase a line (default: the process's own). */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Progress that shows nothing: for pipes, `--quiet` and tests. */
export const silentProgress: Progress = { start: () => {}, advance: () => {}, stop: () => {} };

export function terminalProgress({ terminal, elapsedMs, env = process.env }: ProgressTerminal): Progress {
  if (env['TERM'] === 'dumb') return silentProgress;
  let task: { label: string; total: number | null; startedMs: number; drawnMs: number } | null = null;
  let isDrawn = false;
  return {
    start(label, total) {
      const now = elapsedMs();
      task = { label, total, startedMs: now, drawnMs: now + FIRST_SHOWN_AFTER_MS - REDRAWN_AFTER_MS };
    },
    advance(done) {
      const now = elapsedMs();
      if (task === null || now - task.drawnMs < REDRAWN_AFTER_MS) return;
      task.drawnMs = now;
      const columns = (terminal.columns ?? 80) - 1;
      const line = progressLine(task, done, now - task.startedMs, columns);
      terminal.write(`${ERASE_LINE}${line.slice(0, columns)}`);
      isDrawn = true;
    },
    stop() {
      if (isDrawn) terminal.write(ERASE_LINE);
      isDrawn = false;
      task = null;
    },
  };
}

/** `importing [######----] 40 %, 1200/3000, 12 s left`; without the bar where there is no room for it. */
function progressLine(
  { label, total }: { readonly label: string; readonly total: number | null },
  done: number,
  elapsedMs: number,
  columns: number,
): string {
  if (total === null || total <= 0) return `${label} ${done}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_COLUMNS);
  const secondsLeft = share === 0 ? null : Math.round((elapsedMs / share - elapsedMs) / 1000);
  const bar = ` [${'#'.repeat(filled)}${'-'.repeat(BAR_COLUMNS - filled)}]`;
  const numbers = ` ${Math.floor(share * 100)} %, ${done}/${total}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`;
  const whole = `${label}${bar}${numbers}`;
  return whole.length <= columns ? whole : `${label}${numbers}`;
}
