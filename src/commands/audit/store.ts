import { disagreementError } from '../../app/audit/audit-ledger.ts';
import { auditStore } from '../../app/audit/audit-store.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { renderStoreAudit } from '../../cli/render/store-audit.ts';

export default class AuditStore extends FormatCommand<typeof AuditStore> {
  static override summary = 'check the whole store: ledger, database, blobs, scans and feeds';
  static override description =
    'Recomputes what the store says of itself: the ledger and the rows that it speaks for, the database file by SQLite, each blob by ' +
    'its digest, the root hash of each scan, and the index of each feed snapshot from its records. Reads everything once; exit 5 ' +
    'when something does not hold.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected override async execute(): Promise<Answer> {
    const { context } = this;
    const { workspace } = await context.kits();
    const store = await context.store('open');
    const audit = auditStore({ store, workspace, clock: context.clock, progress: context.progress });
    return {
      document: audit,
      render: (style) => renderStoreAudit(audit, style),
      error: disagreementError(audit.checks.flatMap(({ problems }) => problems)),
    };
  }
}
