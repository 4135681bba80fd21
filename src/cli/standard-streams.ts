/**
 * Standard output and standard error. Node.js loads a good part of itself to make streams of them, so what is no terminal is written to
 * without one: at once, as Node.js itself writes to files and pipes. Who reads and stops early, such as `head`, is no failure.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';
import { fileSystemError } from '../io/files/file-system-error.ts';

export class StandardStream {
  readonly #descriptor: number;
  readonly #what: string;
  readonly #stream: () => NodeJS.WriteStream;
  #isStreamUsed = false;
  #isClosed = false;

  /** @param stream Node.js's own */
  constructor(descriptor: number, what: string, stream: () => NodeJS.WriteStream) {
    this.#descriptor = descriptor;
    this.#what = what;
    this.#stream = stream;
  }

  /** Node.js's stream, which is needed for a terminal, and for who wants to wait for a slow reader. */
  get stream(): NodeJS.WriteStream {
    const stream = this.#stream();
    if (!this.#isStreamUsed) stream.on('error', ignoreClosedPipe);
    this.#isStreamUsed = true;
    return stream;
  }

  /** The terminal, or null when it is none. */
  get terminal(): NodeJS.WriteStream | null {
    return mayBeTerminal(this.#descriptor) && this.#stream().isTTY ? this.stream : null;
  }

  /** False while Node.js's stream holds something back, for a slow reader. */
  get isAllWritten(): boolean {
    return !this.#isStreamUsed || this.#stream().writableLength === 0;
  }

  /** Waits for a slow reader, so that much does not pile up in memory. */
  async drained(): Promise<void> {
    if (!this.isAllWritten) await new Promise<void>((done) => this.stream.write('', () => done()));
  }

  /** @throws StellaError STORAGE_FULL or PERMISSION_DENIED */
  write(content: string | Uint8Array): void {
    if (this.#isClosed) return;
    const stream = this.#isStreamUsed ? this.stream : this.terminal;
    if (stream !== null) stream.write(content);
    else this.#writeAll(typeof content === 'string' ? Buffer.from(content) : content);
  }

  #writeAll(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(this.#descriptor, bytes, done);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Whoever made the pipe reads it slowly, and does not let us wait: Node.js can.
        if (code === 'EAGAIN') this.stream.write(bytes.subarray(done));
        else if (code === 'EPIPE') this.#isClosed = true;
        else throw fileSystemError(error, { what: this.#what, missing: 'PERMISSION_DENIED' });
        return;
      }
    }
  }
}

export const standardOutput = new StandardStream(1, 'standard output', () => process.stdout);
export const standardError = new StandardStream(2, 'standard error', () => process.stderr);

export function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Terminals are character devices; the commonest of the others is where scripts send what they do not want. */
function mayBeTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    const nothing = statSync('/dev/null', { throwIfNoEntry: false });
    return status.isCharacterDevice() && status.rdev !== nothing?.rdev;
  } catch {
    return false;
  }
}
