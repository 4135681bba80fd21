/** Who runs the program, as the operating system says. */
import { hostname, userInfo } from 'node:os';

export interface Actor {
  readonly user: string;
  readonly host: string;
}

export function thisActor(): Actor {
  return { user: userName(), host: hostname() };
}

/** An account without a name, as containers have them, has only a number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
