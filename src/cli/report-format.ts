/** `--format`: a scan in the formats of others, on standard output. */
import * as Flags from '@oclif/core/flags';
import type { ScanReport } from '../core/report/scan-report.ts';
import type { Answer } from './base-command.ts';
import { serialize } from './output.ts';

const FORMATS = ['sarif', 'cyclonedx', 'markdown'] as const;
export type ReportFormat = (typeof FORMATS)[number];

export const reportFormatFlag = Flags.option({
  options: FORMATS,
  exclusive: ['output'],
  description:
    'print the scan in a format of others instead: SARIF 2.1.0, a CycloneDX 1.6 report (VDR and VEX), or Markdown for tickets',
})();

/** The answer in that format; what decides the exit status stays as it was. */
export async function reportAnswer(
  format: ReportFormat,
  report: ScanReport,
  { error, exit }: Pick<Answer, 'error' | 'exit'> = {},
): Promise<Answer> {
  const text = await textOf(format, report);
  return {
    document: { format, text },
    render: () => text,
    ...(error === undefined ? {} : { error }),
    ...(exit === undefined ? {} : { exit }),
  };
}

async function textOf(format: ReportFormat, report: ScanReport): Promise<string> {
  switch (format) {
    case 'sarif': {
      const { sarifOf } = await import('../core/report/sarif.ts');
      return await serialize(sarifOf(report), 'json');
    }
    case 'cyclonedx': {
      const { cycloneDxReportOf } = await import('../core/report/cyclonedx-vdr.ts');
      return await serialize(cycloneDxReportOf(report), 'json');
    }
    case 'markdown': {
      const { markdownOf } = await import('../core/report/markdown.ts');
      return markdownOf(report);
    }
  }
}
