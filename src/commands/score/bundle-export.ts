import { statSync } from 'node:fs';
import * as Flags from '@oclif/core/flags';
import { exportBundles } from '../../app/bundle/export-bundles.ts';
import type { ExportTarget } from '../../app/ports/bundle-files.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import { dayFlag } from '../../cli/flags.ts';
import { renderExport } from '../../cli/render/bundle.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { standardOutput } from '../../cli/standard-streams.ts';
import { isIndexFile } from '../../core/bundle/bundle-index.ts';
import { StellaError } from '../../core/errors.ts';
import { unpackKeptBundle } from '../../io/archive/unpack-kept-bundle.ts';
import { exportFolder } from '../../io/files/export-folder.ts';
import { exportTarFile, exportTarStream } from '../../io/files/export-tar.ts';
import { isFolderPath } from '../../io/files/platform-paths.ts';

export default class ScoreBundleExport extends FileCommand<typeof ScoreBundleExport> {
  static override summary =
    'write the bundles of many scans as an archive: a folder or a tar, with a signed index';
  static override description =
    'Interrupted at any moment, it goes on where it was when it is run again, and ends with the same bytes. Everything written is ' +
    'read back. The index lists every bundle with its digest and is signed with --key or with the store\'s own key; "proof verify" ' +
    'with the folder or the tar checks the whole archive. With --key the bundles are signed with it too, each once; without it those that are ' +
    "recorded keep their issuer's signature.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 2024-01-01 --until 2024-12-31 --output /archive/2024-proofs/',
    "<%= config.bin %> <%= command.id %> --scan 'web-*' --key issuer.key --output web-proofs.tar",
    '<%= config.bin %> <%= command.id %> --since 2024-01-01 --key issuer.key --output - | sha256sum',
  ];
  static override flags = {
    since: dayFlag({ description: 'first day of the range, in UTC' }),
    until: dayFlag({ description: 'last day of the range, included' }),
    scan: Flags.string({
      helpValue: 'PATTERN',
      description: 'only scans whose id matches: * is any text, ? one character, [a-z] one of these',
    }),
    output: Flags.string({
      char: 'o',
      required: true,
      helpValue: 'PATH',
      description: 'folder to write into, a file that ends in .tar, or - for a tar on standard output',
    }),
    ...signerFlags,
  };

  protected override async execute(): Promise<Answer> {
    const { since = null, until = null, scan = null, output } = this.flags;
    if (since !== null && until !== null && since > until) {
      throw new StellaError('USAGE', `the range ends before it begins: ${since} to ${until}`, {
        hint: '--since is the first day, --until the last one',
      });
    }
    const target = targetOf(output);
    const report = await exportBundles(
      { selection: { since, until, scan }, signer: await signerFrom(this.flags) },
      {
        store: await this.context.store('open'),
        clock: this.context.clock,
        ownSigner: async () => this.context.ownSigner(await passphraseFrom(this.flags)),
        unpackKept: unpackKeptBundle,
        target,
        progress: this.context.progress,
      },
    );
    if (report.indexKeyid === null) {
      this.context.warn(
        'the index is not signed: there is no key (--key, or one made with "stella key generate --default"), and proof verify will refuse the archive as a whole',
      );
    }
    return {
      document: { archive: output, ...report },
      render: (style) => renderExport(output, report, style),
      isOutputTaken: output === '-',
    };
  }
}

function targetOf(output: string): ExportTarget {
  if (output === '-') return exportTarStream(standardOutput.stream);
  const isFolder = isFolderPath(output) || statSync(output, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) return exportFolder(output, isIndexFile);
  if (output.endsWith('.tar')) return exportTarFile(output);
  if (!/\.(?:t?gz|tgz|zst|zip|xz|bz2)$/.test(output)) return exportFolder(output, isIndexFile);
  throw new StellaError('USAGE', `an archive is a folder or a tar, not ${JSON.stringify(output)}`, {
    hint: 'bundles are compressed already: let the name end in .tar',
  });
}
