/** Flags that several commands share, so that one name means one thing. */
import * as Flags from '@oclif/core/flags';
import { type Digest, isDigest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { isTimestamp } from '../core/time/timestamp.ts';

function usage(message: string, hint: string): StellaError {
  return new StellaError('USAGE', message, { hint });
}

/** A time in our one form. */
export const timeFlag = Flags.custom<string>({
  helpValue: 'TIME',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (isTimestamp(input)) return input;
    throw usage(
      `${JSON.stringify(input)} is not a time`,
      'write it in UTC with whole seconds, such as 2025-01-15T00:00:00Z',
    );
  },
});

/** `sha256:` and 64 lowercase hex digits. */
export const digestFlag = Flags.custom<Digest>({
  helpValue: 'sha256:HEX',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (isDigest(input)) return input;
    throw usage(
      `${JSON.stringify(input)} is not a digest`,
      'write it as sha256: and 64 lowercase hex digits',
    );
  },
});

export const trustRootFlag = Flags.string({
  multiple: true,
  helpValue: 'PATH',
  default: [],
  description:
    "PEM file or folder of the issuer's public keys or CA certificates (repeatable; default: the store's own)",
});

export const atFlag = timeFlag({ description: 'judge certificates at this time (default: now)' });
