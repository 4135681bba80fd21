import * as Flags from '@oclif/core/flags';
import { attachTimestamp, requestTimestamp } from '../../app/bundle/timestamp-bundle.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { renderTimestamped, renderTimestampRequest } from '../../cli/render/timestamp.ts';
import { writeOutput } from '../../cli/write-output.ts';
import { StellaError } from '../../core/errors.ts';
import { TIMESTAMP_BYTES_MAX } from '../../core/timestamp/timestamp-response.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';
import { randomNonce } from '../../io/nonce.ts';

export default class ProofTimestamp extends FileCommand<typeof ProofTimestamp> {
  static override summary = 'have a bundle timestamped: write the query for the authority, attach its answer';
  static override description =
    "An RFC 3161 timestamp proves when the bundle's first signature existed, so that the bundle still verifies after the " +
    'signing certificate has expired. Carry the query to a time-stamping authority, then attach what it answers. The answer must ' +
    'be over this signature; with --trust-root the authority must be vouched for too.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --request query.tsq',
    '<%= config.bin %> <%= command.id %> --bundle bundle.tar.gz --attach answer.tsr --query query.tsq --trust-root tsa-root.pem --output timestamped.tar.gz',
  ];
  static override flags = {
    bundle: Flags.string({
      required: true,
      helpValue: 'FILE',
      description: 'the bundle, or - for standard input',
    }),
    request: Flags.string({
      helpValue: 'FILE',
      exactlyOne: ['request', 'attach'],
      description: 'write the query here, or - for standard output',
    }),
    attach: Flags.string({
      helpValue: 'FILE',
      dependsOn: ['output'],
      description: "the authority's answer (.tsr), to put into the bundle",
    }),
    query: Flags.string({
      helpValue: 'FILE',
      dependsOn: ['attach'],
      description: 'the query that was sent: the answer must repeat its nonce',
    }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      dependsOn: ['attach'],
      description: 'file for the timestamped bundle, or - for standard output',
    }),
    'trust-root': Flags.string({
      multiple: true,
      helpValue: 'PATH',
      dependsOn: ['attach'],
      description:
        'file or folder of CA certificates, one of which must vouch for the authority (repeatable)',
    }),
    force: Flags.boolean({
      description: "replace an existing file, and the bundle's timestamp if it has one",
    }),
  };

  protected override async execute(): Promise<Answer> {
    const { bundle, request, attach, output } = this.flags;
    const { files } = await (await this.context.bundles()).read(bundle);
    if (request !== undefined) return this.#request(bundle, files, request);
    if (attach !== undefined && output !== undefined)
      return await this.#attach(bundle, files, attach, output);
    throw new StellaError('USAGE', 'nothing says what to do', {
      hint: 'add --request FILE, or --attach FILE',
    });
  }

  #request(bundle: string, files: ReadonlyMap<string, Uint8Array>, path: string): Answer {
    const query = requestTimestamp(files, randomNonce());
    writeOutput(path, query, { what: 'the query', overwrite: this.flags.force });
    const document = { bundle, request: path, sizeBytes: query.length };
    return {
      document,
      render: (style) => renderTimestampRequest(document, style),
      isOutputTaken: path === '-',
    };
  }

  async #attach(
    bundle: string,
    files: ReadonlyMap<string, Uint8Array>,
    attach: string,
    output: string,
  ): Promise<Answer> {
    const { query, force } = this.flags;
    const roots = this.flags['trust-root'];
    const { packed, report } = await attachTimestamp(files, {
      response: await readPart(attach, "the authority's answer"),
      query: query === undefined ? null : await readPart(query, 'the query'),
      trust: roots === undefined ? null : (await (await this.context.trust()).load(roots)).roots,
      overwrite: force,
    });
    writeOutput(output, packed, { what: 'the timestamped bundle', overwrite: force });
    const document = { bundle, output, ...report };
    return { document, render: (style) => renderTimestamped(document, style), isOutputTaken: output === '-' };
  }
}

async function readPart(path: string, what: string): Promise<Uint8Array> {
  return await readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: TIMESTAMP_BYTES_MAX });
}
