/**
 * Reads the tar of a kit as its bytes arrive and keeps none of them: names, sizes and content go to a handler. Files and folders
 * only, with the extended headers that general archivers write. Whatever is not content is compared with what it must be
 * (checksums in one of their customary forms, padding of zeros, two zero blocks at the end), so that no byte changes unseen.
 */

import { isZeroBlock, parseTarHeader, TAR_BLOCK_BYTES, TarHeaderFault } from '../archive/tar-header.ts';
import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { type ExtendedHeaderKind, extendedHeaderOf, pathOfExtendedHeader } from './extended-header.ts';

/** Takes what the archive holds, in its order. Throws to stop. */
export interface KitTarHandler {
  /** @param size bytes that `data` will bring before `fileEnd` */
  file(path: string, size: number): void;
  data(chunk: Uint8Array): void;
  fileEnd(): void;
  /** The path ends in a slash. */
  folder(path: string): void;
}

/** Zero bytes that may follow the end marker: archivers fill up to their record size, 10 KiB by habit. */
const MAX_TRAILING_ZERO_BYTES = limit('tarTrailingZeroBytes');

/** Six digits with NUL and space in either order (POSIX, V7), or seven digits and NUL. */
const CUSTOMARY_CHECKSUM = /^(?:[0-7]{6}(?:\0 | \0)|[0-7]{7}\0)$/;

/** What the bytes up to the next header belong to. */
interface OpenContent {
  /** Null for a file, whose content is handed on. */
  readonly extended: { readonly kind: ExtendedHeaderKind; readonly content: Uint8Array } | null;
  remaining: number;
  paddingBytes: number;
}

export class KitTarReader {
  readonly #handler: KitTarHandler;
  readonly #block = new Uint8Array(TAR_BLOCK_BYTES);
  #blockFilled = 0;
  #open: OpenContent | null = null;
  /** From an extended header, for the next entry. */
  #nextPath: string | null = null;
  #isEntryExpected = false;
  #isBegun = false;
  #zeroBlocks = 0;

  constructor(handler: KitTarHandler) {
    this.#handler = handler;
  }

  /**
   * Takes the next bytes of the archive.
   * @throws StellaError KIT_INVALID, or what the handler throws
   */
  push(chunk: Uint8Array): void {
    try {
      let rest = chunk;
      while (rest.length > 0)
        rest = this.#open === null ? this.#takeHeader(rest) : this.#takeContent(rest, this.#open);
    } catch (error) {
      if (error instanceof TarHeaderFault) throw invalid(`has ${error.message}`);
      throw error;
    }
  }

  /** @throws StellaError KIT_INVALID when the archive is cut short */
  end(): void {
    if (this.#open !== null || this.#blockFilled > 0 || this.#zeroBlocks < 2) throw invalid('is cut short');
  }

  #takeHeader(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, TAR_BLOCK_BYTES - this.#blockFilled);
    this.#block.set(taken, this.#blockFilled);
    this.#blockFilled += taken.length;
    if (this.#blockFilled === TAR_BLOCK_BYTES) {
      this.#blockFilled = 0;
      if (isZeroBlock(this.#block)) this.#takeZeroBlock();
      else this.#takeHeaderBlock(this.#block);
    }
    return chunk.subarray(taken.length);
  }

  #takeZeroBlock(): void {
    this.#zeroBlocks++;
    if (this.#isEntryExpected) throw invalid('has an extended header without an entry');
    if (this.#zeroBlocks * TAR_BLOCK_BYTES > MAX_TRAILING_ZERO_BYTES)
      throw invalid('has too much after its end');
  }

  #takeHeaderBlock(block: Uint8Array): void {
    if (this.#zeroBlocks > 0) throw invalid('has bytes after its end');
    if (!CUSTOMARY_CHECKSUM.test(String.fromCharCode(...block.subarray(148, 156))))
      throw this.#isBegun ? invalid('has a header whose checksum has no customary form') : notTar();
    this.#isBegun = true;
    const extended = extendedHeaderOf(block);
    if (extended === null) this.#openEntry(block);
    else this.#openExtended(extended);
  }

  #openExtended({ kind, size }: { kind: ExtendedHeaderKind; size: number }): void {
    if (kind !== 'global') {
      if (this.#isEntryExpected) throw invalid('has two extended headers for one entry');
      this.#isEntryExpected = true;
    }
    this.#openContent({ kind, content: new Uint8Array(size) }, size);
  }

  #openEntry(block: Uint8Array): void {
    const { type, size, path: statedPath } = parseTarHeader(block);
    const path = withoutDotSlash(this.#nextPath ?? statedPath);
    this.#nextPath = null;
    this.#isEntryExpected = false;
    if (type === 'file') {
      this.#handler.file(path, size);
      this.#openContent(null, size);
    } else if (path !== '') this.#handler.folder(path.endsWith('/') ? path : `${path}/`);
  }

  #openContent(extended: OpenContent['extended'], size: number): void {
    this.#open = { extended, remaining: size, paddingBytes: -size & (TAR_BLOCK_BYTES - 1) };
    this.#closeIfWhole(this.#open);
  }

  #takeContent(chunk: Uint8Array, open: OpenContent): Uint8Array {
    const taken = chunk.subarray(0, open.remaining);
    const { extended } = open;
    if (extended !== null) extended.content.set(taken, extended.content.length - open.remaining);
    else if (taken.length > 0) this.#handler.data(taken);
    open.remaining -= taken.length;
    const padding = chunk.subarray(taken.length, taken.length + open.paddingBytes);
    if (!isZeroBlock(padding)) throw invalid('has bytes between its entries');
    open.paddingBytes -= padding.length;
    this.#closeIfWhole(open);
    return chunk.subarray(taken.length + padding.length);
  }

  #closeIfWhole({ extended, remaining, paddingBytes }: OpenContent): void {
    if (remaining > 0 || paddingBytes > 0) return;
    this.#open = null;
    if (extended === null) this.#handler.fileEnd();
    else if (extended.kind === 'global') pathOfExtendedHeader(extended.kind, extended.content);
    else this.#nextPath = pathOfExtendedHeader(extended.kind, extended.content);
  }
}

/** `tar -c .` writes `./` before every name, and an entry for the folder itself, which comes out empty. */
function withoutDotSlash(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function notTar(): StellaError {
  return new StellaError('KIT_INVALID', 'the kit is no tar archive, nor one packed with gzip or zstd', {
    hint: 'a kit is a .tar, .tar.gz or .tar.zst file, or a folder',
  });
}

function invalid(problem: string): StellaError {
  return new StellaError('KIT_INVALID', `the kit ${problem}`, {
    hint: 'the kit is damaged or was altered: carry it over again from its maker',
  });
}
