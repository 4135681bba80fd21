/** Progress over bytes whose number in all is learnt on the way. */
import type { Progress } from './ports.ts';

export function bytesProgress(
  progress: Progress,
  label: string,
): (bytes: number, total: number | null) => void {
  let isStarted = false;
  return (bytes, total) => {
    if (!isStarted) progress.start(label, total);
    isStarted = true;
    progress.advance(bytes);
  };
}
