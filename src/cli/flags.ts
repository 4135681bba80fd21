/** Flags that several commands share, so that one name means one thing. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import * as v from 'valibot';
import { parseShard, type Shard } from '../app/proof/shard.ts';
import { type Digest, isDigest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { scanIdShape } from '../core/json/shapes.ts';
import type { Verdict } from '../core/score/score-document.ts';
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
  multipleNonGreedy: true,
  helpValue: 'PATH',
  default: [],
  description:
    "file (PEM, DER or JWK) or folder of the issuer's public keys or CA certificates (repeatable; default: the store's own)",
});

export const atFlag = timeFlag({
  description:
    "judge certificates at this time (default: this machine's clock, or the latest signed time that the store has seen, whichever is later)",
});

/** A part of a list: `2/8`. */
export const shardFlag = Flags.custom<Shard>({
  helpValue: 'I/N',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    const shard = parseShard(input);
    if (shard !== null) return shard;
    throw usage(
      `${JSON.stringify(input.slice(0, 40))} is not a shard`,
      'write it as I/N with I from 1 to N: 1/8 is the first of eight; a scheduler that counts from 0 needs I + 1',
    );
  },
});

/** Fingerprints as people read them aloud. */
export const groupedFlag = Flags.boolean({
  description: 'show fingerprints in groups of four digits, to compare them with paper',
});

/** How many different keys must have signed. */
export const thresholdFlag = Flags.integer({
  helpValue: 'N',
  min: 1,
  max: 64,
  default: 1,
  description: 'how many different trusted keys must have signed',
});

/** A day in UTC. */
export const dayFlag = Flags.custom<string>({
  helpValue: 'YYYY-MM-DD',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (isTimestamp(`${input}T00:00:00Z`)) return input;
    throw usage(`${JSON.stringify(input)} is not a day`, 'write it as YYYY-MM-DD, such as 2024-12-31');
  },
});

/** The id of a scan (formats.md section 2). */
export const scanIdFlag = Flags.custom<string>({
  helpValue: 'ID',
  parse: async (input) => checkedScanId(input),
});

/** The same as an argument. */
export const scanIdArg = Args.custom<string>({
  parse: async (input) => checkedScanId(input),
})({ required: true, description: 'id of the scan' });

function checkedScanId(input: string): string {
  if (v.safeParse(scanIdShape, input).success) return input;
  throw usage(
    `${JSON.stringify(input.slice(0, 160))} is not a scan id`,
    'a scan id has 1 to 128 of A-Z a-z 0-9 . _ : - and begins with a letter or digit',
  );
}

export const failOnFlag = Flags.string({
  options: ['warn', 'fail'],
  env: 'STELLA_FAIL_ON',
  description: 'exit 7 when the verdict is this or worse',
});

/** POLICY_FAILED when the verdict is as bad as `--fail-on` names, or worse. */
export function policyError(
  failOn: string | undefined,
  { verdict, score }: { readonly verdict: Verdict; readonly score: number },
): StellaError | null {
  const isBad = verdict === 'fail' || (verdict === 'warn' && failOn === 'warn');
  if (failOn === undefined || !isBad) return null;
  return new StellaError('POLICY_FAILED', `the verdict is ${verdict}, with the score ${score.toFixed(1)}`, {
    hint: 'stella scan show SCAN lists what led to it',
  });
}
