import * as Flags from '@oclif/core/flags';
import {
  checkConsistency,
  disagreementError,
  listLedger,
  makeCheckpoint,
  verifyLedger,
} from '../../app/audit/audit-ledger.ts';
import { checkpointKeys } from '../../cli/audit-keys.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { trustRootFlag } from '../../cli/flags.ts';
import { actionFlag, lastFlag, momentFlag } from '../../cli/ledger-flags.ts';
import {
  renderCheckpoint,
  renderConsistency,
  renderLedger,
  renderLedgerVerification,
} from '../../cli/render/ledger.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { CHECKPOINT_BYTES_MAX } from '../../core/checkpoint/checkpoint.ts';
import { StellaError } from '../../core/errors.ts';
import type { SigningKey } from '../../core/keys/types.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';

export default class AuditLog extends FormatCommand<typeof AuditLog> {
  static override summary = 'the ledger: who changed what in the store, when and why';
  static override description =
    'Every import, activation, rollback, override, refused kit, change of trust, prune and scan is an entry that names the hash of the ' +
    'one before it. --verify recomputes it all and compares it with the store. --checkpoint signs how far the ledger goes, to be ' +
    'kept elsewhere; --consistent-with proves later that the ledger still begins with just those entries.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --action kit --since 2025-01-01',
    '<%= config.bin %> <%= command.id %> --verify',
    '<%= config.bin %> <%= command.id %> --checkpoint --key auditor.key > checkpoint.txt',
    '<%= config.bin %> <%= command.id %> --consistent-with checkpoint.txt --trust-root auditor.key.pub',
  ];
  static override flags = {
    verify: Flags.boolean({
      exclusive: ['checkpoint', 'consistent-with'],
      description: 'recompute the ledger and compare it with the store; exit 5 when they do not agree',
    }),
    checkpoint: Flags.boolean({
      exclusive: ['consistent-with'],
      description: 'print a signed checkpoint of the ledger (a C2SP signed note)',
    }),
    key: signerFlags.key,
    'passphrase-file': signerFlags['passphrase-file'],
    'consistent-with': Flags.string({
      helpValue: 'FILE',
      description: 'prove that the ledger begins with the entries of this checkpoint (- for standard input)',
    }),
    'trust-root': trustRootFlag,
    action: actionFlag,
    subject: Flags.string({
      helpValue: 'TEXT',
      description: 'only entries about this kit id, fingerprint or scan id',
    }),
    since: momentFlag('start')({ description: 'only entries from this day or time on' }),
    until: momentFlag('end')({ description: 'only entries up to this day or time' }),
    last: lastFlag({ description: 'only the newest so many' }),
  };

  protected override async execute(): Promise<Answer> {
    if (this.flags.verify) return await this.#verify();
    if (this.flags.checkpoint) return await this.#checkpoint();
    if (this.flags['consistent-with'] !== undefined)
      return await this.#consistency(this.flags['consistent-with']);
    const { action, subject, since, until, last } = this.flags;
    const listing = listLedger({ action, subject, since, until, last }, await this.context.store('open'));
    return {
      document: listing,
      render: (style) => renderLedger(listing, style),
      error: disagreementError(listing.problems),
    };
  }

  async #verify(): Promise<Answer> {
    const { workspace } = await this.context.kits();
    const store = await this.context.store('open');
    const verification = verifyLedger({ store, workspace, clock: this.context.clock });
    return {
      document: verification,
      render: (style) => renderLedgerVerification(verification, style),
      error: disagreementError(verification.problems),
    };
  }

  async #checkpoint(): Promise<Answer> {
    const checkpoint = makeCheckpoint(await this.context.store('open'), await this.#signingKey());
    return { document: checkpoint, render: () => renderCheckpoint(checkpoint) };
  }

  async #consistency(path: string): Promise<Answer> {
    const bytes = await readInputFile(path, {
      what: 'the checkpoint',
      missing: 'INPUT_MISSING',
      maxBytes: CHECKPOINT_BYTES_MAX,
    });
    const keys = await checkpointKeys(this.flags['trust-root'], this.context);
    const report = checkConsistency(bytes, keys, await this.context.store('open'));
    return { document: report, render: (style) => renderConsistency(report, style) };
  }

  async #signingKey(): Promise<SigningKey> {
    const options = {
      key: this.flags.key,
      'passphrase-file': this.flags['passphrase-file'],
      certificate: undefined,
    };
    const signer =
      (await signerFrom(options)) ?? (await this.context.ownSigner(await passphraseFrom(options)));
    if (signer !== null) return signer.key;
    throw new StellaError('INPUT_MISSING', 'there is no key to sign the checkpoint with', {
      hint: 'give one with --key PEM, or make one of your own with "stella key generate --default"',
    });
  }
}
