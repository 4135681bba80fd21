/**
 * Ticks off the files of a kit as they come in: each must be listed, come once, with its size and its digest, and none may be
 * missing in the end. Folders count for nothing but must lead to a listed file.
 */
import { parentFolders } from '../archive/tar-writer.ts';
import { StellaError } from '../errors.ts';
import type { KitEntry } from './kit-statement.ts';

export class KitInventory {
  readonly #listed: ReadonlyMap<string, KitEntry>;
  readonly #folders: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(entries: readonly KitEntry[]) {
    this.#listed = new Map(entries.map((entry) => [entry.path, entry]));
    this.#folders = new Set(entries.flatMap(({ path }) => parentFolders(path)));
  }

  /**
   * The entry of a file that begins.
   * @throws StellaError KIT_INVALID for one that is not listed, came before, or has another size
   */
  open(path: string, size: number): KitEntry {
    const entry = this.#listed.get(path);
    if (entry === undefined)
      throw invalid(`has the file ${shown(path)}, which its signed statement does not list`, {
        hint: STRAY_HINT,
      });
    this.#see(path);
    if (entry.size === size) return entry;
    throw invalid(`has ${shown(path)} with ${size} bytes, expected ${entry.size}`, {
      details: { expected: entry.size, received: size },
    });
  }

  /**
   * Compares the digest of a file that came in whole.
   * @throws StellaError DIGEST_MISMATCH
   */
  close(entry: KitEntry, received: string): void {
    if (entry.digest === received) return;
    throw new StellaError(
      'DIGEST_MISMATCH',
      `${shown(entry.path)} of the kit has the digest ${received}, expected ${entry.digest}`,
      {
        details: { path: entry.path, expected: entry.digest, received },
        hint: 'the file was altered or damaged on the way: carry the kit over again from its maker',
      },
    );
  }

  /**
   * Notes a folder; its path ends in a slash.
   * @throws StellaError KIT_INVALID for one that no listed file is in, or that came before
   */
  folder(path: string): void {
    if (!this.#folders.has(path))
      throw invalid(`has the folder ${shown(path)}, which holds no listed file`, { hint: STRAY_HINT });
    this.#see(path);
  }

  /** @throws StellaError KIT_INVALID when a listed file did not come */
  end(): void {
    const missing = [...this.#listed.keys()].filter((path) => !this.#seen.has(path));
    if (missing.length === 0) return;
    throw invalid(
      `lacks ${missing.length} of the files that its statement lists, first ${shown(missing[0] ?? '')}`,
      { details: { missing: missing.slice(0, 20) } },
    );
  }

  #see(path: string): void {
    if (this.#seen.has(path)) throw invalid(`has two entries of the name ${shown(path)}`);
    this.#seen.add(path);
  }
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 100));
}

/** Media and file managers put things beside a kit that lies in a folder. */
const STRAY_HINT =
  'nothing that is not signed for may lie in a kit: where a file manager or the medium itself put it there, take it out; else carry the kit over again from its maker';

function invalid(
  problem: string,
  options: { readonly details?: Record<string, unknown>; readonly hint?: string } = {},
): StellaError {
  return new StellaError('KIT_INVALID', `the kit ${problem}`, {
    hint: 'the kit is damaged or was altered: carry it over again from its maker',
    ...options,
  });
}
