import * as Flags from '@oclif/core/flags';
import { answerAbsence } from '../../app/proof/answer-absence.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag, thresholdFlag, trustRootFlag } from '../../cli/flags.ts';
import { renderAbsence } from '../../cli/render/absence.ts';
import { revocationFlags, revocationFrom } from '../../cli/revocation.ts';
import { StellaError } from '../../core/errors.ts';

export default class ProofAbsent extends FormatCommand<typeof ProofAbsent> {
  static override summary =
    'was a package or an advisory in the feed when the scan was made? Yes or no, with proof';
  static override description =
    'Reads a bundle made with "score bundle --replayable", and verifies it first as proof verify does. ' +
    'Exit 0: proven absent. Exit 1: proven present. Exit 3: this bundle proves neither. ' +
    'An advisory can be proved absent of a package (--package and --advisory together), never of the whole feed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --package pkg:npm/lodash --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --advisory CVE-2021-44228 --trust-root issuer.pub',
    '<%= config.bin %> <%= command.id %> --bundle replayable.tar.gz --package pkg:pypi/requests --advisory CVE-2021-44228 --trust-root issuer.pub',
  ];
  static override flags = {
    bundle: Flags.string({
      required: true,
      helpValue: 'FILE',
      description: 'the bundle, or - for standard input',
    }),
    package: Flags.string({ helpValue: 'PURL', description: 'the package; its version is not looked at' }),
    advisory: Flags.string({ helpValue: 'ID', description: 'id or alias of an advisory' }),
    'trust-root': trustRootFlag,
    threshold: thresholdFlag,
    at: atFlag,
    ...revocationFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { bundle, package: purl, advisory, threshold, at } = this.flags;
    if (purl === undefined && advisory === undefined)
      throw new StellaError('USAGE', 'nothing is asked for', {
        hint: 'name it with --package PURL, --advisory ID, or both',
      });
    const { report, error } = await answerAbsence(
      { bundle, package: purl ?? null, advisory: advisory ?? null },
      {
        bundles: await this.context.bundles(),
        trust: await (await this.context.trust()).load(this.flags['trust-root']),
        threshold,
        at: this.context.verificationTime(at),
        revocation: await revocationFrom(this.flags),
      },
    );
    return {
      document: report,
      render: (style) => renderAbsence(report, style),
      error,
      ...(error === null ? { exit: report.answer === 'absent' ? 0 : 1 } : {}),
    };
  }
}
