/**
 * Reads a ustar archive as its bytes arrive and keeps the files in memory, within limits. For proof bundles: small, and
 * from strangers. It never looks past the limit it has reached, so a bomb costs no more than the limit.
 */

import { type ErrorCode, StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import {
  isZeroBlock,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  type TarHeader,
  TarHeaderFault,
} from './tar-header.ts';

export interface TarLimits {
  readonly maxEntries: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

export interface TarReaderOptions {
  /** Names the archive in errors. */
  readonly what: string;
  /** The code for an archive that is not as it must be. */
  readonly code: ErrorCode;
  readonly limits: TarLimits;
  /** True for the name of an entry that may be there. */
  readonly isAllowed: (header: TarHeader) => boolean;
}

/** Zero bytes that may follow the end marker: archivers fill up to their record size, 10 KiB by habit. */
const MAX_TRAILING_ZERO_BYTES = limit('tarTrailingZeroBytes');

interface OpenFile {
  readonly header: TarHeader;
  readonly content: Uint8Array;
  filled: number;
  /** Padding to the next block. */
  paddingBytes: number;
}

export class TarReader {
  readonly #options: TarReaderOptions;
  readonly #files = new Map<string, Uint8Array>();
  readonly #seen = new Set<string>();
  #pending: Uint8Array = new Uint8Array(0);
  #open: OpenFile | null = null;
  #totalBytes = 0;
  #zeroBlocks = 0;

  constructor(options: TarReaderOptions) {
    this.#options = options;
  }

  /**
   * Takes the next bytes of the archive.
   * @throws StellaError with the options' code, or LIMIT_EXCEEDED
   */
  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0)
      rest = this.#open === null ? this.#takeHeaderBytes(rest) : this.#takeContent(rest, this.#open);
  }

  /**
   * The files of the archive by name, once all bytes were pushed.
   * @throws StellaError with the options' code when the archive is cut short
   */
  end(): ReadonlyMap<string, Uint8Array> {
    if (this.#open !== null || this.#pending.length > 0 || this.#zeroBlocks < 2)
      throw this.#invalid('is cut short');
    return this.#files;
  }

  #takeHeaderBytes(chunk: Uint8Array): Uint8Array {
    const missing = TAR_BLOCK_BYTES - this.#pending.length;
    const block = concat(this.#pending, chunk.subarray(0, missing));
    if (block.length < TAR_BLOCK_BYTES) this.#pending = block;
    else {
      this.#pending = new Uint8Array(0);
      this.#takeBlock(block);
    }
    return chunk.subarray(missing);
  }

  #takeBlock(block: Uint8Array): void {
    if (isZeroBlock(block)) {
      this.#zeroBlocks++;
      if (this.#zeroBlocks * TAR_BLOCK_BYTES > MAX_TRAILING_ZERO_BYTES)
        throw this.#invalid('has too much after its end');
      return;
    }
    if (this.#zeroBlocks > 0) throw this.#invalid('has bytes after its end');
    this.#openEntry(this.#header(block));
  }

  #header(block: Uint8Array): TarHeader {
    try {
      return parseTarHeader(block);
    } catch (error) {
      if (error instanceof TarHeaderFault) throw this.#invalid(`has ${error.message}`);
      throw error;
    }
  }

  #openEntry(header: TarHeader): void {
    const { limits, isAllowed } = this.#options;
    const shown = JSON.stringify(header.path);
    if (!isAllowed(header)) throw this.#invalid(`has an entry that does not belong in it: ${shown}`);
    if (this.#seen.has(header.path)) throw this.#invalid(`has two entries of the name ${shown}`);
    this.#seen.add(header.path);
    if (this.#seen.size > limits.maxEntries) throw this.#tooMuch(`more than ${limits.maxEntries} entries`);
    if (header.size > limits.maxFileBytes) {
      throw this.#tooMuch(`${shown} with ${header.size} bytes; at most ${limits.maxFileBytes} are read`);
    }
    this.#totalBytes += header.size;
    if (this.#totalBytes > limits.maxTotalBytes)
      throw this.#tooMuch(`more than ${limits.maxTotalBytes} bytes of files`);
    if (header.type === 'file') this.#openFile(header);
  }

  #openFile(header: TarHeader): void {
    const content = new Uint8Array(header.size);
    if (header.size === 0) this.#files.set(header.path, content);
    else this.#open = { header, content, filled: 0, paddingBytes: -header.size & (TAR_BLOCK_BYTES - 1) };
  }

  #takeContent(chunk: Uint8Array, open: OpenFile): Uint8Array {
    const taken = chunk.subarray(0, open.content.length - open.filled);
    open.content.set(taken, open.filled);
    open.filled += taken.length;
    const padding = chunk.subarray(taken.length, taken.length + open.paddingBytes);
    if (!isZeroBlock(padding)) throw this.#invalid('has bytes between its entries');
    open.paddingBytes -= padding.length;
    if (open.filled === open.content.length && open.paddingBytes === 0) {
      this.#files.set(open.header.path, open.content);
      this.#open = null;
    }
    return chunk.subarray(taken.length + padding.length);
  }

  #invalid(problem: string): StellaError {
    return new StellaError(this.#options.code, `${this.#options.what} ${problem}`);
  }

  #tooMuch(problem: string): StellaError {
    return new StellaError('LIMIT_EXCEEDED', `${this.#options.what} has ${problem}`);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
