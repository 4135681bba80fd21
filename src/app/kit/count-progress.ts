/** Progress over a count whose end is learnt with the first step. */
import type { Progress } from '../ports/progress.ts';

/** Starts `progress` at the first step; the caller stops it. */
export function countProgress(
  progress: Progress,
  label: string,
): (done: number, total: number | null) => void {
  let isStarted = false;
  return (done, total) => {
    if (!isStarted) progress.start(label, total);
    isStarted = true;
    progress.advance(done);
  };
}
