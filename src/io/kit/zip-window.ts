/** Reading here and there in a zip archive, with few reads of the disk. */
import { readSync } from 'node:fs';
import { RandomAccessReader } from 'yauzl';

/** What is wrong with an archive, in words for the error message. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault';
}

const WINDOW_BYTES = 2 ** 20;

/**
 * A part of a file in memory that moves along: entries lie one after the other, so most reads find what they want in it. It is
 * one piece of memory, used again and again, unless something larger than the window is asked for.
 */
export class Window {
  readonly #descriptor: number;
  readonly #size: number;
  readonly #memory: Buffer;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
    this.#memory = Buffer.allocUnsafeSlow(Math.min(size, WINDOW_BYTES));
  }

  /** A view that is valid until the next read. */
  read(position: number, length: number): Buffer {
    if (position < 0 || position + length > this.#size) throw new ZipFault('is cut short');
    if (position < this.#start || position + length > this.#start + this.#bytes.length)
      this.#move(position, length);
    return this.#bytes.subarray(position - this.#start, position - this.#start + length);
  }

  #move(position: number, length: number): void {
    const memory = length > this.#memory.length ? Buffer.allocUnsafeSlow(length) : this.#memory;
    const bytes = memory.subarray(0, Math.min(memory.length, this.#size - position));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(this.#descriptor, bytes, filled, bytes.length - filled, position + filled);
      if (count === 0) throw new ZipFault('is cut short');
      filled += count;
    }
    this.#bytes = bytes;
    this.#start = position;
  }
}

/** The same for yauzl's reading of the directory. */
export class WindowReader extends RandomAccessReader {
  readonly #window: Window;

  constructor(descriptor: number, size: number) {
    super();
    this.#window = new Window(descriptor, size);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      this.#window.read(position, length).copy(buffer, offset);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null);
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
