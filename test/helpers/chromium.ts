/** A real browser for tests of pages: Chromium without a window, driven over the DevTools protocol. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { scratchFolder } from './run-stella.ts';

const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** `false` when there is a browser, else the reason to give to `skip`. */
export const chromiumSkip: string | false = PROGRAM === undefined ? 'there is no chromium' : false;

export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  /** True: as it is printed. */
  readonly print?: boolean;
}

export interface OpenPage {
  /** URLs that the page asked for, beside itself. */
  readonly requests: readonly string[];
  /** What the console said: an error of a script, a violation of the page's policy. */
  readonly messages: readonly string[];
  /** The value of an expression, evaluated within the page. */
  // biome-ignore lint/suspicious/noExplicitAny: expressions have values of every shape
  evaluate(expression: string): Promise<any>;
  /** PNG of the visible part, or of the whole page. */
  screenshot(isWhole?: boolean): Promise<Uint8Array>;
  /** A4, without the browser's own header. */
  pdf(): Promise<Uint8Array>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the protocol has many shapes
type Message = any;

/** The protocol goes through two pipes: when they close, because the test ended in whatever way, so does the browser. */
export class Chromium {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;

  private constructor(child: ChildProcess) {
    const [, , , commands, answers] = child.stdio;
    this.#child = child;
    this.#commands = commands as Writable;
    // Each message ends with a NUL.
    let begun = '';
    (answers as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = `${begun}${chunk}`.split('\0');
      begun = messages.pop() ?? '';
      for (const text of messages) this.#receive(JSON.parse(text));
    });
  }

  static async start(): Promise<Chromium> {
    const child = spawn(
      PROGRAM as string,
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
        ...['--disable-background-networking', '--disable-extensions', '--hide-scrollbars'],
        ...['--remote-debugging-pipe', `--user-data-dir=${scratchFolder()}`, 'about:blank'],
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const browser = new Chromium(child);
    await Promise.race([browser.#send('Browser.getVersion'), browser.#ended()]);
    return browser;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#send('Browser.close').catch(() => undefined);
    await ended;
  }

  #ended(): Promise<never> {
    return new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => reject(new Error('chromium ended')));
    });
  }

  #receive(message: Message): void {
    if (message.id === undefined) for (const listener of this.#listeners) listener(message);
    else this.#waiting.get(message.id)?.(message);
  }

  /** Opens a file in a tab of its own, and waits until it is loaded. */
  async open(path: string, { width, height, dark = false, print = false }: View): Promise<OpenPage> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const send = (method: string, params: object = {}) => this.#send(method, params, sessionId);
    const requests: string[] = [];
    const messages: string[] = [];
    const url = pathToFileURL(path).href;
    let loaded: () => void = () => undefined;
    const isLoaded = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    const listener = ({ sessionId: from, method, params }: Message): void => {
      if (from !== sessionId) return;
      if (method === 'Network.requestWillBeSent' && params.request.url !== url)
        requests.push(params.request.url);
      if (method === 'Log.entryAdded') messages.push(params.entry.text);
      if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown')
        messages.push(JSON.stringify(params));
      if (method === 'Page.javascriptDialogOpening') messages.push(`dialog: ${params.message}`);
      if (method === 'Page.loadEventFired') loaded();
    };
    this.#listeners.add(listener);
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);
    await send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    await send('Emulation.setEmulatedMedia', {
      media: print ? 'print' : 'screen',
      features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
    });
    await send('Page.navigate', { url });
    await isLoaded;
    return {
      requests,
      messages,
      evaluate: async (expression) => {
        const { result, exceptionDetails } = await send('Runtime.evaluate', {
          expression,
          returnByValue: true,
        });
        if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
        return result.value;
      },
      screenshot: async (isWhole = false) => {
        const { data } = await send('Page.captureScreenshot', {
          captureBeyondViewport: isWhole,
          ...(isWhole
            ? {
                clip: {
                  x: 0,
                  y: 0,
                  width,
                  height: (await send('Page.getLayoutMetrics')).cssContentSize.height,
                  scale: 1,
                },
              }
            : {}),
        });
        return Buffer.from(data, 'base64');
      },
      pdf: async () => {
        const { data } = await send('Page.printToPDF', { preferCSSPageSize: true, printBackground: true });
        return Buffer.from(data, 'base64');
      },
      close: async () => {
        this.#listeners.delete(listener);
        await this.#send('Target.closeTarget', { targetId });
      },
    };
  }

  #send(method: string, params: object = {}, sessionId?: string): Promise<Message> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      const session = sessionId === undefined ? {} : { sessionId };
      this.#commands.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  }
}
