/** A disclosure that was written, for people. */
import type { MadeDisclosure } from '../../app/proof/disclose-finding.ts';
import type { Style } from '../terminal.ts';
import { renderPairs } from './layout.ts';

export function renderDisclosure(
  { disclosure, ...report }: MadeDisclosure['report'] & { readonly disclosure: string },
  style: Style,
): string {
  return renderPairs(
    [
      ['disclosure', disclosure],
      ['finding', report.id],
      ['in', report.purl],
      ['of scan', report.scanId],
      ['root hash', report.rootHash],
      ['not shown', `${report.withheld} other findings`],
      ['size', `${report.sizeBytes} bytes`],
      ['digest', report.digest],
      ['signature', 'not checked here: stella proof verify --bundle FILE does that'],
    ],
    style,
  );
}
