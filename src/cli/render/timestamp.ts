/** What became of a bundle's timestamp, for people. */
import type { TimestampedBundle } from '../../app/bundle/timestamp-bundle.ts';
import type { Style } from '../terminal.ts';
import { renderPairs } from './layout.ts';

export function renderTimestampRequest(
  { request, sizeBytes }: { readonly request: string; readonly sizeBytes: number },
  style: Style,
): string {
  return renderPairs(
    [
      ['query', `${request} (${sizeBytes} bytes)`],
      [
        'next',
        'send it to the authority as application/timestamp-query, then attach the answer with --attach',
      ],
    ],
    style,
  );
}

export function renderTimestamped(
  report: TimestampedBundle['report'] & { readonly output: string },
  style: Style,
): string {
  return renderPairs(
    [
      ['bundle', report.output],
      ['size', `${report.bundleSizeBytes} bytes`],
      ['digest', report.bundleDigest],
      ['time', report.time],
      ['authority', report.authority],
      ['policy', report.policy],
      ['trusted', report.trusted ? 'yes' : 'not checked: give the root of the authority with --trust-root'],
    ],
    style,
  );
}
