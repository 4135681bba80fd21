import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { selfError, verifySelf } from '../../app/host/verify-self.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag, trustRootFlag } from '../../cli/flags.ts';
import { ENVELOPE_BYTES_MAX } from '../../core/envelope/documents.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';
import { streamFile } from '../../io/files/stream-file.ts';
import { engineDigest } from '../../io/program/engine-digest.ts';
import { programFiles } from '../../io/program/program-files.ts';

export default class SelfVerify extends FormatCommand<typeof SelfVerify> {
  static override summary = "check the program's own files against the signed list that came with them";
  static override description =
    'For the standalone archive: every file in its folder, the Node.js that runs among them, is held against SHA256SUMS; one that is ' +
    'altered, missing or added is a failure. With --trust-root the signature over the list must be by that key; without it the answer ' +
    'says only that the files are those of the list. A program that was altered can lie about itself: docs/standalone.md has the ' +
    'commands that check the list with sha256sum and openssl before anything of the archive runs.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --trust-root stella.pub --output json',
  ];
  static override flags = { 'trust-root': trustRootFlag, at: atFlag };

  protected override async execute(): Promise<Answer> {
    const { root } = this.config;
    const roots = this.flags['trust-root'];
    // The program's own folder is known without links, on Windows the path of Node.js with them.
    const runtime = relative(root, realpathSync(process.execPath)).split(sep).join('/');
    const read = (path: string, what: string) =>
      readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: ENVELOPE_BYTES_MAX });
    const verification = await verifySelf({
      root,
      files: () => programFiles(root),
      read: (name) => read(`${root}/${name}`, name),
      runtime: runtime.startsWith('../') ? null : runtime,
      engine: engineDigest(root),
      envelope:
        roots.length === 0
          ? null
          : {
              trust: await (await this.context.trust()).load(roots),
              at: this.context.verificationTime(this.flags.at),
              readDocument: read,
              streamArtifact: (path) => streamFile(path, { what: 'the list', missing: 'INPUT_MISSING' }),
            },
    });
    const { renderSelfVerification } = await import('../../cli/render/self.ts');
    return {
      document: verification,
      error: selfError(verification),
      render: (style) => renderSelfVerification(verification, style),
    };
  }
}
