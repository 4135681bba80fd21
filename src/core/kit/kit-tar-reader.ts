/**
 * Reads the tar of a kit as its bytes arrive and keeps none of them: names, sizes and content go to a handler. Files and folders
 * only; pax headers of general archivers, whose times and owners mean nothing here; GNU's long names. Whatever is not content is
 * compared with what it must be (checksums in one of their customary forms, padding of zeros, two zero blocks at the end), so that
 * no byte of a kit can change unseen.
 */
import { isZeroBlock, parseTarHeader, TAR_BLOCK_BYTES, TarHeaderFault } from '../archive/tar-header.ts';
import { StellaError } from '../errors.ts';
import { MAX_PAX_BYTES, paxPath } from './pax-records.ts';

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
const MAX_TRAILING_ZERO_BYTES = 2 ** 20;

const PAX_ENTRY = 0x78;
const PAX_GLOBAL = 0x67;
const GNU_LONG_NAME = 0x4c;
const ENTRY_TYPE_OFFSET = 156;

/** Six digits with NUL and space in either order (POSIX, V7), or seven digits and NUL. */
const CUSTOMARY_CHECKSUM = /^(?:[0-7]{6}(?:\0 | \0)|[0-7]{7}\0)$/;

/** What the bytes up to the next header belong to. */
interface OpenContent {
  readonly kind: 'file' | 'pax' | 'global' | 'longName';
  readonly meta: Uint8Array | null;
  remaining: number;
  paddingBytes: number;
}

export class KitTarReader {
  readonly #handler: KitTarHandler;
  #block = new Uint8Array(TAR_BLOCK_BYTES);
  #blockFilled = 0;
  #open: OpenContent | null = null;
  /** From a pax or long-name header, for the next entry. */
  #nextPath: string | null = null;
  #hasEntryHeader = false;
  #zeroBlocks = 0;

  constructor(handler: KitTarHandler) {
    this.#handler = handler;
  }

  /**
   * Takes the next bytes of the archive.
   * @throws StellaError KIT_INVALID, or what the handler throws
   */
  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0)
      rest = this.#open === null ? this.#takeHeader(rest) : this.#takeContent(rest, this.#open);
  }

  /** @throws StellaError KIT_INVALID when the archive is cut short */
  end(): void {
    const isWhole = this.#open === null && this.#blockFilled === 0 && this.#zeroBlocks >= 2;
    if (!isWhole) throw invalid('is cut short');
  }

  #takeHeader(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, TAR_BLOCK_BYTES - this.#blockFilled);
    this.#block.set(taken, this.#blockFilled);
    this.#blockFilled += taken.length;
    if (this.#blockFilled === TAR_BLOCK_BYTES) {
      this.#blockFilled = 0;
      this.#takeBlock(this.#block);
    }
    return chunk.subarray(taken.length);
  }

  #takeBlock(block: Uint8Array): void {
    if (isZeroBlock(block)) {
      this.#zeroBlocks++;
      if (this.#hasEntryHeader) throw invalid('has a pax header without an entry');
      if (this.#zeroBlocks * TAR_BLOCK_BYTES > MAX_TRAILING_ZERO_BYTES)
        throw invalid('has too much after its end');
      return;
    }
    if (this.#zeroBlocks > 0) throw invalid('has bytes after its end');
    try {
      this.#openEntry(block);
    } catch (error) {
      if (error instanceof TarHeaderFault) throw invalid(`has ${error.message}`);
      throw error;
    }
  }

  #openEntry(block: Uint8Array): void {
    const text = String.fromCharCode(...block.subarray(148, 156));
    if (!CUSTOMARY_CHECKSUM.test(text)) throw new TarHeaderFault('a header with a checksum of no customary form');
    switch (block[ENTRY_TYPE_OFFSET]) {
      case PAX_ENTRY:
        return this.#openMeta('pax', block);
      case PAX_GLOBAL:
        return this.#openMeta('global', block);
      case GNU_LONG_NAME:
        return this.#openMeta('longName', block);
    }
    const header = parseTarHeader(block);
    const path = withoutDotSlash(this.#nextPath ?? header.path);
    if (header.type === 'directory' && path !== '' && !path.endsWith('/'))
      throw new TarHeaderFault('a folder whose long name ends in no slash');
    this.#nextPath = null;
    this.#hasEntryHeader = false;
    if (header.type === 'directory') {
      if (path !== '') this.#handler.folder(path);
      return;
    }
    this.#handler.file(path, header.size);
    this.#start({ kind: 'file', meta: null, remaining: header.size, paddingBytes: -header.size & 511 });
  }

  /** The header of a header: read as that of a file, which differs in the type only. */
  #openMeta(kind: 'pax' | 'global' | 'longName', block: Uint8Array): void {
    if (kind !== 'global' && this.#hasEntryHeader) throw new TarHeaderFault('two extended headers for one entry');
    if (kind !== 'global') this.#hasEntryHeader = true;
    const { size } = parseTarHeader(asFileHeader(block));
    if (size > MAX_PAX_BYTES) throw new TarHeaderFault(`an extended header of ${size} bytes`);
    this.#start({ kind, meta: new Uint8Array(size), remaining: size, paddingBytes: -size & 511 });
  }

  #start(content: OpenContent): void {
    this.#open = content;
    this.#finishIfWhole(content);
  }

  #takeContent(chunk: Uint8Array, open: OpenContent): Uint8Array {
    const taken = chunk.subarray(0, open.remaining);
    if (open.meta !== null) open.meta.set(taken, open.meta.length - open.remaining);
    else if (taken.length > 0) this.#handler.data(taken);
    open.remaining -= taken.length;
    const padding = chunk.subarray(taken.length, taken.length + open.paddingBytes);
    if (open.remaining > 0) return chunk.subarray(taken.length);
    if (!isZeroBlock(padding)) throw invalid('has bytes between its entries');
    open.paddingBytes -= padding.length;
    this.#finishIfWhole(open);
    return chunk.subarray(taken.length + padding.length);
  }

  #finishIfWhole(open: OpenContent): void {
    if (open.remaining > 0 || open.paddingBytes > 0) return;
    this.#open = null;
    if (open.meta === null) this.#handler.fileEnd();
    else this.#takeMeta(open.kind, open.meta);
  }

  #takeMeta(kind: OpenContent['kind'], meta: Uint8Array): void {
    try {
      if (kind === 'longName') this.#nextPath = longName(meta);
      else {
        const path = paxPath(meta);
        if (kind === 'pax') this.#nextPath = path;
        else if (path !== null) throw new TarHeaderFault('a global pax header with a path');
      }
    } catch (error) {
      if (error instanceof TarHeaderFault) throw invalid(`has ${error.message}`);
      throw error;
    }
  }
}

/** The same header as one of a file, its checksum as it must be then: the old one still counts, since it is checked first. */
function asFileHeader(block: Uint8Array): Uint8Array {
  const copy = block.slice();
  const type = copy[ENTRY_TYPE_OFFSET] as number;
  copy[ENTRY_TYPE_OFFSET] = 0x30;
  const stated = Number.parseInt(String.fromCharCode(...copy.subarray(148, 155)), 8);
  const digits = (stated - type + 0x30).toString(8).padStart(6, '0');
  copy.set([...`${digits}\0 `].map((character) => character.charCodeAt(0)), 148);
  return copy;
}

function longName(meta: Uint8Array): string {
  const end = meta.indexOf(0);
  if (end !== meta.length - 1) throw new TarHeaderFault('a malformed long name');
  return String.fromCharCode(...meta.subarray(0, end));
}

/** `tar -c .` writes `./` before every name, and an entry for the folder itself, which comes out empty. */
function withoutDotSlash(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function invalid(problem: string): StellaError {
  return new StellaError('KIT_INVALID', `the kit ${problem}`, {
    hint: 'the kit is damaged or was altered: carry it over again from its maker',
  });
}
