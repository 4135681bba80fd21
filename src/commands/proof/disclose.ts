import * as Flags from '@oclif/core/flags';
import { discloseFinding } from '../../app/proof/disclose-finding.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { renderDisclosure } from '../../cli/render/disclosure.ts';
import { writeOutput } from '../../cli/write-output.ts';

export default class ProofDisclose extends FileCommand<typeof ProofDisclose> {
  static override summary =
    'write a small file that proves one finding of a bundle, and shows none of the others';
  static override description =
    "The file has the finding, its path to the signed root, and the issuer's signature. Check it with proof verify, which says what it proves and what not. " +
    'It shows how many findings there are and the digests of the inputs, nothing else of them. The signature is not looked at here.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --finding CVE-2021-44228 --output finding.json',
  ];
  static override flags = {
    bundle: Flags.string({
      required: true,
      helpValue: 'FILE',
      description: 'the bundle, or - for standard input',
    }),
    finding: Flags.string({ required: true, helpValue: 'ID', description: "the finding's id or an alias" }),
    package: Flags.string({
      helpValue: 'PURL',
      description: 'the component, where several have such a finding',
    }),
    output: Flags.string({
      char: 'o',
      required: true,
      helpValue: 'FILE',
      description: 'file to write, or - for standard output',
    }),
    force: Flags.boolean({ description: 'replace an existing file' }),
  };

  protected override async execute(): Promise<Answer> {
    const { bundle, finding, output, force } = this.flags;
    const request = { bundle, finding, purl: this.flags.package ?? null };
    const { bytes, report } = await discloseFinding(request, await this.context.bundles());
    writeOutput(output, bytes, { what: 'the disclosure', overwrite: force });
    const document = { disclosure: output, ...report };
    return { document, render: (style) => renderDisclosure(document, style), isOutputTaken: output === '-' };
  }
}
