import * as Flags from '@oclif/core/flags';
import {
  noteSignedTimes,
  type ProofVerification,
  verificationError,
  verifyProofFile,
} from '../../app/verify-proof.ts';
import { type Answer, FormatCommand, formatFlag } from '../../cli/base-command.ts';
import { atFlag, thresholdFlag, trustRootFlag } from '../../cli/flags.ts';
import { revocationFlags, revocationFrom } from '../../cli/revocation.ts';

export default class ProofVerify extends FormatCommand<typeof ProofVerify> {
  static override summary = 'check a proof bundle: is it whole, unaltered, and signed by someone you trust?';
  static override description =
    'Checks the archive, the manifest, the score, the Merkle tree, the signature, the certificate and the timestamp, each reported by name. ' +
    'With --replay the score is computed again from the inputs in the bundle (made with "score bundle --replayable"), every lookup answered by a proof. ' +
    'Everything is read from the bundle and the trust roots; no store is opened and no network is used, with or without --offline. ' +
    'A clock that is behind what the store has seen signed is reported, and does not count.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root ca.pem --at 2025-01-15T00:00:00Z --output json',
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --trust-root issuer.pub --replay',
    '<%= config.bin %> <%= command.id %> --bundle archive/ --trust-root issuer.pub --output ndjson',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --trust-root ca.pem --trust-root tsa-root.pem --crl ca.crl',
  ];
  static override baseFlags = {
    ...FormatCommand.baseFlags,
    output: Flags.string({
      ...formatFlag,
      char: 'o',
      options: ['table', 'json', 'yaml', 'ndjson'],
      description: 'how the answer is printed; ndjson: a line for each bundle',
    }),
  };
  static override flags = {
    bundle: Flags.string({
      required: true,
      multiple: true,
      helpValue: 'FILE',
      description: 'the bundle, or a folder of bundles, or - for standard input (several: a row each)',
    }),
    'trust-root': trustRootFlag,
    threshold: thresholdFlag,
    replay: Flags.boolean({
      description:
        'recompute the score from the inputs that the bundle carries, and prove that no advisory was left out',
    }),
    at: atFlag,
    ...revocationFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { bundle, threshold, at } = this.flags;
    const ports = {
      bundles: await this.context.bundles(),
      trust: await (await this.context.trust()).load(this.flags['trust-root']),
      threshold,
      at: this.context.verificationTime(at),
      revocation: await revocationFrom(this.flags),
      replay: this.flags.replay ? { explain: this.context.explain } : null,
    };
    const { clock, floor } = this.context;
    const paths = await ports.bundles.expand(bundle);
    const verifications: ProofVerification[] = [];
    for (const path of paths) verifications.push(await verifyProofFile(path, ports));
    if (ports.trust.isOwn === true) noteSignedTimes(verifications, { clock, floor });
    const { renderProof } = await import('../../cli/render/proof.ts');
    return {
      ...answerOf(verifications),
      lines: verifications,
      render: (style) => renderProof(verifications, style),
    };
  }
}

/** One bundle: its report and its own exit status. Several: all reports, and exit 1 when any fails. */
function answerOf(verifications: readonly ProofVerification[]): Pick<Answer, 'document' | 'error' | 'exit'> {
  const [first] = verifications;
  if (verifications.length === 1 && first !== undefined)
    return { document: first, error: verificationError(first) };
  const failed = verifications.filter(({ verified }) => !verified);
  return { document: { verifications, failed: failed.length }, exit: failed.length === 0 ? 0 : 1 };
}
