import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ENVIRONMENTS, type Environment, SCAN_ORDERS, type ScanQuery } from '../../app/ports/scans.ts';
import { listScans } from '../../app/scan/show-scan.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { dayFlag } from '../../cli/flags.ts';
import { renderScanList } from '../../cli/render/scan.ts';
import type { Severity, Verdict } from '../../core/score/score-document.ts';

export default class ScanList extends FormatCommand<typeof ScanList> {
  static override summary = 'list the scans in the store, by time';
  static override description =
    'Patterns are globs: * is any text, ? any character, [a-c] one of these. Every scan that fits is listed unless --limit says how many.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'web-*' --verdict fail --severity critical",
    '<%= config.bin %> <%= command.id %> --since 2025-01-01 --sort score --reverse --limit 10',
    "<%= config.bin %> <%= command.id %> --output json | jq -r '.scans[].scanId'",
  ];
  static override args = { pattern: Args.string({ description: 'only scans whose id fits this glob' }) };
  static override flags = {
    since: dayFlag({ description: 'scanned on this day (UTC) or later' }),
    until: dayFlag({ description: 'scanned on this day (UTC) or earlier' }),
    subject: Flags.string({ helpValue: 'GLOB', description: 'whose subject has a name that fits' }),
    severity: Flags.option({
      multiple: true,
      multipleNonGreedy: true,
      options: ['none', 'low', 'medium', 'high', 'critical'] as const,
      description: 'of this severity (repeatable)',
    })(),
    verdict: Flags.option({
      multiple: true,
      multipleNonGreedy: true,
      options: ['pass', 'warn', 'fail'] as const,
      description: 'of this verdict (repeatable)',
    })(),
    environment: Flags.option({ options: ENVIRONMENTS, description: 'made in this environment' })(),
    held: Flags.boolean({ allowNo: true, description: 'under a legal hold; --no-held: under none' }),
    sort: Flags.option({
      options: SCAN_ORDERS,
      default: 'scannedAt' as const,
      description: 'what they are sorted by, then by id',
    })(),
    reverse: Flags.boolean({ description: 'the last first' }),
    limit: Flags.integer({ helpValue: 'N', min: 1, description: 'at most so many (default: all)' }),
    offset: Flags.integer({ helpValue: 'N', min: 0, default: 0, description: 'pass over so many first' }),
  };

  protected override async execute(): Promise<Answer> {
    const query = queryFrom(this.args.pattern, this.flags);
    const listing = listScans(await this.context.store('open'), query);
    const isFiltered = FILTERS.some((flag) => this.flags[flag] !== undefined) || query.id !== null;
    return { document: listing, render: (style) => renderScanList(listing, isFiltered, style) };
  }
}

const FILTERS = ['since', 'until', 'subject', 'severity', 'verdict', 'environment', 'held'] as const;

interface ListFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly subject?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly verdict?: readonly Verdict[] | undefined;
  readonly environment?: Environment | undefined;
  readonly held?: boolean | undefined;
  readonly sort: ScanQuery['order'];
  readonly reverse: boolean;
  readonly limit?: number | undefined;
  readonly offset: number;
}

function queryFrom(pattern: string | undefined, flags: ListFlags): ScanQuery {
  return {
    id: pattern ?? null,
    subject: flags.subject ?? null,
    since: flags.since ?? null,
    until: flags.until ?? null,
    severities: flags.severity ?? [],
    verdicts: flags.verdict ?? [],
    isHeld: flags.held ?? null,
    environment: flags.environment ?? null,
    order: flags.sort,
    isReversed: flags.reverse,
    limit: flags.limit ?? null,
    offset: flags.offset,
  };
}
