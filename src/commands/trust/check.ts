import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag } from '../../cli/flags.ts';
import { renderChainCheck } from '../../cli/render/chain-check.ts';
import { revocationFlags, revocationFrom } from '../../cli/revocation.ts';
import { PEM_CHARS_MAX } from '../../core/encoding/pem.ts';
import type { Purpose } from '../../core/x509/purpose.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';

const PURPOSES: readonly Purpose[] = ['code-signing', 'time-stamping', 'any'];

export default class TrustCheck extends FormatCommand<typeof TrustCheck> {
  static override summary = 'would this certificate chain be accepted, and if not, why not?';
  static override description =
    'Builds the paths from the first certificate to the trust roots and holds each against RFC 5280, as proof verify does. ' +
    'Shows the path that was accepted, or the one that came nearest with everything that is wrong with it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> chain.pem --trust-root ca.pem',
    '<%= config.bin %> <%= command.id %> chain.pem --trust-root ca.pem --crl ca.crl --at 2025-01-15T00:00:00Z',
    '<%= config.bin %> <%= command.id %> tsa-chain.pem --trust-root tsa-root.pem --purpose time-stamping',
  ];
  static override args = {
    chain: Args.string({
      required: true,
      description: 'PEM file of the certificate, then its intermediates, or - for standard input',
    }),
  };
  static override flags = {
    'trust-root': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH',
      default: [],
      description: "file or folder of CA certificates to trust (repeatable; default: the store's own)",
    }),
    at: atFlag,
    purpose: Flags.string({
      options: PURPOSES,
      default: 'code-signing',
      description: 'what the certificate is to be used for',
    }),
    ...revocationFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { at, purpose } = this.flags;
    const source = this.args.chain;
    const pem = await readInputFile(source, {
      what: 'the certificate chain',
      missing: 'INPUT_MISSING',
      maxBytes: PEM_CHARS_MAX,
    });
    const { checkChain } = await import('../../app/trust/check-chain.ts');
    const { report, error } = checkChain({
      pem,
      source,
      trust: await (await this.context.trust()).load(this.flags['trust-root']),
      at: this.context.verificationTime(at),
      purpose: purpose as Purpose,
      revocation: await revocationFrom(this.flags),
    });
    return { document: report, render: (style) => renderChainCheck(report, style), error };
  }
}
