/** What the terminal can show, and how untrusted text is made safe for it. */
import { Chalk, type ChalkInstance } from 'chalk';

export interface Style {
  readonly chalk: ChalkInstance;
  /** Columns to wrap to; Infinity where nothing may be wrapped or cut. */
  readonly width: number;
}

export interface TerminalOptions {
  /** Null where the output is none. */
  readonly terminal: { readonly columns?: number } | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--no-color` */
  readonly noColor: boolean;
}

/**
 * Colour and width for a stream. In this order: `--no-color`, `FORCE_COLOR` or `CLICOLOR_FORCE`, `NO_COLOR`,
 * `CLICOLOR=0`, `TERM=dumb`, then whether it is a terminal. What is piped is never wrapped.
 */
export function styleFor({ terminal, env, noColor }: TerminalOptions): Style {
  const level = wantsColor(env, noColor, terminal !== null) ? 1 : 0;
  return {
    chalk: new Chalk({ level }),
    width: terminal === null ? Number.POSITIVE_INFINITY : Math.max(40, terminal.columns ?? 80),
  };
}

function wantsColor(env: TerminalOptions['env'], noColor: boolean, isTerminal: boolean): boolean {
  if (noColor) return false;
  if (isSet(env['FORCE_COLOR']) || isSet(env['CLICOLOR_FORCE'])) return true;
  if ((env['NO_COLOR'] ?? '') !== '' || env['CLICOLOR'] === '0' || env['TERM'] === 'dumb') return false;
  return isTerminal;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}

/**
 * Makes text from an input harmless on a terminal: control characters, escapes and the marks that turn the direction of
 * text are shown as \u escapes instead of obeyed.
 */
export function safeText(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
