/** Writes a zip as its entries come, deflated, with the earliest time that a zip can carry; of a size that fits no memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

const FLUSH_BYTES = 4 * 2 ** 20;
const ZIP_EPOCH_DATE = 0x21;
const DEFLATED = 8;
const VERSION = 20;
/** As osv.dev's are packed at some speed. */
const LEVEL = 3;
/** What the end record can count without its 64-bit form. */
const MAX_ENTRIES = 0xffff;

export class ZipStream {
  readonly #descriptor: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  readonly #directory: Buffer[] = [];
  #offset = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  add(name: string, content: Uint8Array): void {
    const packed = deflateRawSync(content, { level: LEVEL });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(VERSION, 0);
    fields.writeUInt16LE(DEFLATED, 4);
    fields.writeUInt16LE(ZIP_EPOCH_DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(this.#offset, 10);
    this.#directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, central, Buffer.from(name)]),
    );
    this.#write(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed);
  }

  close(): void {
    const entries = this.#directory.length;
    const start = this.#offset;
    for (const entry of this.#directory) this.#write(entry);
    const size = this.#offset - start;
    if (entries > MAX_ENTRIES) this.#writeEnd64(entries, size, start);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(Math.min(entries, MAX_ENTRIES), 8);
    end.writeUInt16LE(Math.min(entries, MAX_ENTRIES), 10);
    end.writeUInt32LE(size, 12);
    end.writeUInt32LE(start, 16);
    this.#write(end);
    this.#flush();
    closeSync(this.#descriptor);
  }

  #writeEnd64(entries: number, size: number, start: number): void {
    const at = this.#offset;
    const end = Buffer.alloc(56 + 20);
    end.write('PK\x06\x06', 'latin1');
    end.writeBigUInt64LE(44n, 4);
    end.writeUInt16LE(45, 12);
    end.writeUInt16LE(45, 14);
    end.writeBigUInt64LE(BigInt(entries), 24);
    end.writeBigUInt64LE(BigInt(entries), 32);
    end.writeBigUInt64LE(BigInt(size), 40);
    end.writeBigUInt64LE(BigInt(start), 48);
    end.write('PK\x06\x07', 56, 'latin1');
    end.writeBigUInt64LE(BigInt(at), 64);
    end.writeUInt32LE(1, 72);
    this.#write(end);
  }

  #write(...parts: readonly Buffer[]): void {
    for (const part of parts) {
      this.#pending.push(part);
      this.#pendingBytes += part.length;
      this.#offset += part.length;
    }
    if (this.#pendingBytes >= FLUSH_BYTES) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pending);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
