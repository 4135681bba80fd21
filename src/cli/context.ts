/**
 * The composition root: the one place where the ports of `src/app` meet their implementations in `src/io`. Everything
 * that a command may not need is loaded when it is asked for; `proof verify` never loads the store.
 */
import type { BundleReader, Clock, Store, TrustReader } from '../app/ports.ts';
import { resolveHome } from '../io/home.ts';
import { systemClock } from '../io/system-clock.ts';
import { type Style, styleFor } from './terminal.ts';

export interface ContextOptions {
  readonly home: string | undefined;
  readonly offline: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export class CliContext {
  readonly clock: Clock = systemClock;
  readonly home: string;
  readonly offline: boolean;
  readonly debug: boolean;
  readonly #options: ContextOptions;
  #store: Store | null = null;

  constructor(options: ContextOptions) {
    this.#options = options;
    this.home = resolveHome(options.home, process.env, process.platform);
    this.offline = options.offline;
    this.debug = Boolean(process.env['STELLA_DEBUG']);
  }

  /** Puts the network guard in place, when asked for, before anything else runs. */
  async start(): Promise<void> {
    if (!this.offline) return;
    const { forbidNetwork } = await import('../io/network-guard.ts');
    forbidNetwork();
  }

  /** Opens the store on first use. */
  async store(): Promise<Store> {
    const { openStore } = await import('../io/store/open-store.ts');
    this.#store ??= openStore(this.home, this.clock);
    return this.#store;
  }

  async bundles(): Promise<BundleReader> {
    const { expandBundlePaths, readBundle } = await import('../io/archive/read-bundle.ts');
    return { expand: expandBundlePaths, read: readBundle };
  }

  async trust(): Promise<TrustReader> {
    const { trustReader } = await import('../io/trust-files.ts');
    return trustReader(this.home);
  }

  get style(): Style {
    return styleFor({ stream: process.stdout, env: process.env, noColor: this.#options.noColor });
  }

  /** The why of a step, for `--verbose`. */
  explain(line: string): void {
    if (this.#options.verbose) process.stderr.write(`${line}\n`);
  }

  warn(line: string): void {
    if (!this.#options.quiet) process.stderr.write(`warning: ${line}\n`);
  }

  close(): void {
    this.#store?.close();
  }
}
