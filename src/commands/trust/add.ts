import * as Args from '@oclif/core/args';
import { addTrustRoots } from '../../app/trust/trust-roots.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { groupedFlag } from '../../cli/flags.ts';
import { reasonFlag } from '../../cli/kit-flags.ts';
import { renderAddedRoots } from '../../cli/render/trust.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';
import { MAX_TRUST_FILE_BYTES } from '../../io/trust-files.ts';

export default class TrustAdd extends FormatCommand<typeof TrustAdd> {
  static override summary = 'trust the public keys and CA certificates in a file';
  static override description =
    'Bundles and kits that they signed are accepted from then on, without --trust-root. Compare the fingerprint that is ' +
    'printed with one that reached you another way than the file.';
  static override examples = ['<%= config.bin %> <%= command.id %> issuer.pub'];
  static override args = {
    file: Args.string({ required: true, description: 'PEM, DER or JWK file, or - for standard input' }),
  };

  static override flags = {
    reason: reasonFlag({ description: 'why; it is recorded' }),
    grouped: groupedFlag,
  };

  protected override async execute(): Promise<Answer> {
    const { file } = this.args;
    const bytes = await readInputFile(file, {
      what: 'the trust root',
      missing: 'INPUT_MISSING',
      maxBytes: MAX_TRUST_FILE_BYTES,
    });
    const { trust } = await this.context.store('create');
    const roots = await addTrustRoots(
      bytes,
      { source: file, reason: this.flags.reason ?? null },
      { trust, clock: this.context.clock },
    );
    return {
      document: { added: roots },
      render: (style) => renderAddedRoots(roots, this.flags.grouped, style),
    };
  }
}
