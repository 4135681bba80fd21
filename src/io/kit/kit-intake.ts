/**
 * Takes the files of a kit one after the other, from an archive or a folder. First the envelope, which is judged at once; then
 * each listed file, hashed on its way to wherever it goes.
 */
import { createHash, type Hash } from 'node:crypto';
import type { KitFileSink } from '../../app/ports/kit-tools.ts';
import { StellaError } from '../../core/errors.ts';
import { KitInventory } from '../../core/kit/kit-inventory.ts';
import { KIT_ENVELOPE_FILE, KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';
import type { KitTarHandler } from '../../core/kit/kit-tar-reader.ts';

export interface IntakeOptions {
  /** Judges the envelope and returns the files to expect, or throws. */
  readonly accept: (envelope: Uint8Array) => readonly KitEntry[];
  /** Where a file goes. */
  readonly open: (entry: KitEntry) => KitFileSink;
}

interface OpenFile {
  readonly entry: KitEntry;
  readonly hash: Hash;
  readonly sink: KitFileSink;
}

export class KitIntake implements KitTarHandler {
  readonly #options: IntakeOptions;
  #envelope: { readonly bytes: Uint8Array; filled: number } | null = null;
  #inventory: KitInventory | null = null;
  #open: OpenFile | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  file(path: string, size: number): void {
    if (this.#inventory === null) this.#openEnvelope(path, size);
    else {
      const entry = this.#inventory.open(path, size);
      this.#open = { entry, hash: createHash('sha256'), sink: this.#options.open(entry) };
    }
  }

  data(chunk: Uint8Array): void {
    if (this.#open !== null) {
      this.#open.hash.update(chunk);
      this.#open.sink.write(chunk);
    } else if (this.#envelope !== null) {
      this.#envelope.bytes.set(chunk, this.#envelope.filled);
      this.#envelope.filled += chunk.length;
    }
  }

  fileEnd(): void {
    if (this.#open !== null && this.#inventory !== null) {
      const { entry, hash, sink } = this.#open;
      this.#inventory.close(entry, `sha256:${hash.digest('hex')}`);
      sink.end();
      this.#open = null;
    } else if (this.#envelope !== null) {
      this.#inventory = new KitInventory(this.#options.accept(this.#envelope.bytes));
    }
  }

  folder(path: string): void {
    if (this.#inventory === null) throw envelopeNotFirst(path);
    this.#inventory.folder(path);
  }

  /** @throws StellaError KIT_INVALID when a listed file did not come */
  end(): void {
    if (this.#inventory === null) throw new StellaError('KIT_INVALID', `the kit has no ${KIT_ENVELOPE_FILE}`);
    this.#inventory.end();
  }

  /** Lets go of what is open, after a failure. */
  abort(): void {
    this.#open?.sink.abort();
    this.#open = null;
  }

  #openEnvelope(path: string, size: number): void {
    if (path !== KIT_ENVELOPE_FILE) throw envelopeNotFirst(path);
    if (size > KIT_LIMITS.maxEnvelopeBytes) {
      throw new StellaError(
        'LIMIT_EXCEEDED',
        `${KIT_ENVELOPE_FILE} has ${size} bytes; at most ${KIT_LIMITS.maxEnvelopeBytes} are read`,
      );
    }
    this.#envelope = { bytes: new Uint8Array(size), filled: 0 };
  }
}

function envelopeNotFirst(path: string): StellaError {
  const first = JSON.stringify(path.slice(0, 100));
  return new StellaError('KIT_INVALID', `the kit begins with ${first}, expected ${KIT_ENVELOPE_FILE} first`, {
    details: { expected: KIT_ENVELOPE_FILE, received: path.slice(0, 100) },
    hint: `a kit is packed with its envelope first: tar -czf kit.tar.gz ${KIT_ENVELOPE_FILE} feeds`,
  });
}
