/**
 * The composition root: the one place where the ports of `src/app` meet their implementations in `src/io`. Everything
 * that a command may not need is loaded when it is asked for; `proof verify` never loads the store.
 */

import type { BundleSigner } from '../app/bundle/make-bundle.ts';
import type { BundleReader } from '../app/ports/bundle-files.ts';
import type { Clock, TimeFloor } from '../app/ports/clock.ts';
import type { KitTools } from '../app/ports/kit-tools.ts';
import type { Progress } from '../app/ports/progress.ts';
import type { Store } from '../app/ports/store.ts';
import type { TrustReader } from '../app/ports/trust.ts';
import {
  type ClockReport,
  clockWarning,
  type VerificationTime,
  verificationTime,
} from '../app/proof/verification-time.ts';
import type { CatalogSources } from '../app/scan/document-catalog.ts';
import { resolveHome } from '../io/home.ts';
import type { StoreMode } from '../io/store/open-store.ts';
import { systemClock } from '../io/system-clock.ts';
import { timeFloor } from '../io/time-floor.ts';
import { interruptible } from './interrupt.ts';
import { silentProgress, terminalProgress } from './progress.ts';
import { standardError, standardOutput } from './standard-streams.ts';
import { type Style, safeText, styleFor } from './terminal.ts';

export interface ContextOptions {
  /** The program's own folder. */
  readonly root: string;
  /** The program's own version. */
  readonly version: string;
  readonly home: string | undefined;
  readonly offline: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export class CliContext {
  readonly clock: Clock = systemClock;
  readonly home: string;
  /** The latest signed time that the store has seen. */
  readonly floor: TimeFloor;
  readonly offline: boolean;
  readonly debug: boolean;
  readonly #options: ContextOptions;
  #store: Store | null = null;

  constructor(options: ContextOptions) {
    this.#options = options;
    this.home = resolveHome(options.home, process.env, process.platform);
    this.floor = timeFloor(this.home);
    this.offline = options.offline;
    this.debug = Boolean(process.env['STELLA_DEBUG']);
  }

  /** Puts the network guard in place, when asked for, before anything else runs. */
  async start(): Promise<void> {
    if (!this.offline) return;
    const { forbidNetwork } = await import('../io/network-guard.ts');
    forbidNetwork();
  }

  /** Opens the store on first use: `create` makes one that is missing, `open` takes it for empty and leaves the disk alone. */
  async store(mode: StoreMode): Promise<Store> {
    this.#store ??= await this.#openStore(mode);
    return this.#store;
  }

  async #openStore(mode: StoreMode): Promise<Store> {
    const { openStore } = await import('../io/store/open-store.ts');
    const { thisActor } = await import('../io/actor.ts');
    const tool = { name: 'stella', version: this.#options.version };
    return openStore(this.home, mode, { actor: thisActor(), tool, now: this.clock.now });
  }

  /** The time at which certificates are judged; says so when the clock cannot be right. */
  verificationTime(at: string | undefined): VerificationTime {
    const time = verificationTime(at, this);
    this.warnOfClock(time.clock);
    return time;
  }

  warnOfClock(report: ClockReport | null): void {
    const warning = clockWarning(report);
    if (warning !== null) this.warn(warning);
  }

  async bundles(): Promise<BundleReader> {
    const { readBundle } = await import('../io/archive/read-bundle.ts');
    return { read: readBundle };
  }

  /** The files in the bytes of a bundle. */
  async unpackBundle(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
    const { unpackBundle } = await import('../io/archive/read-bundle.ts');
    return await unpackBundle(packed);
  }

  /** Reading, writing and keeping offline kits. */
  async kits(): Promise<KitTools> {
    const { kitTools } = await import('../io/kit/kit-tools.ts');
    return kitTools(this.home, this.clock);
  }

  async trust(): Promise<TrustReader> {
    const { trustReader } = await import('../io/trust-files.ts');
    return trustReader(this.home, async () => {
      const store = await this.#openStore('open');
      try {
        return store.trust.list();
      } finally {
        store.close();
      }
    });
  }

  /** Where rules and policies are found: in the store, and among those that the program ships. */
  async catalog(mode: StoreMode): Promise<CatalogSources> {
    const { documents, blobs } = await this.store(mode);
    const { readBuiltInDocuments } = await import('../io/built-in-documents.ts');
    return { builtIn: readBuiltInDocuments(this.#options.root), documents, blobs };
  }

  /** The store's own signer, to be asked for only when it is needed. */
  async ownSigner(passphrase: string | undefined): Promise<BundleSigner | null> {
    const { readOwnSigner } = await import('../io/signing-keys.ts');
    const { askPassphrase } = await import('./ask-passphrase.ts');
    return await readOwnSigner(this.home, passphrase, askPassphrase);
  }

  get progress(): Progress {
    const { terminal } = standardError;
    if (this.#options.quiet || terminal === null) return silentProgress;
    return terminalProgress({ terminal, elapsedMs: this.clock.elapsedMs });
  }

  /** The same for work that changes something: it ends at its next step when a signal asks for it. */
  interruptibleProgress(): Progress {
    return interruptible(this.progress);
  }

  get style(): Style {
    return styleFor({ terminal: standardOutput.terminal, env: process.env, noColor: this.#options.noColor });
  }

  /** The why of a step, for `--verbose`. */
  readonly explain = (line: string): void => {
    if (this.#options.verbose) standardError.write(`${safeText(line)}\n`);
  };

  warn(line: string): void {
    if (!this.#options.quiet) standardError.write(`warning: ${safeText(line)}\n`);
  }

  close(): void {
    this.#store?.close();
  }
}
