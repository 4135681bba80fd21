/** Rules and policies, for people. */
import { stringify } from 'yaml';
import type { DocumentRow } from '../../app/ports/documents.ts';
import type { JsonObject } from '../../core/json/json-value.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export function renderDocumentList(rows: readonly DocumentRow[], style: Style): string {
  return renderTable(
    [{ head: 'NAME' }, { head: 'VERSION' }, { head: 'ORIGIN' }, { head: 'DIGEST' }],
    rows.map(({ name, version, origin, digest }) => [name, version, origin, digest]),
    style,
  );
}

/** What names the document, then the document as YAML. */
export function renderDocument(row: DocumentRow, document: JsonObject, style: Style): string {
  const { name, version, digest, origin } = row;
  const body = stringify(document, { lineWidth: 0 }).split('\n').map(safeText).join('\n');
  return `${renderPairs(
    [
      ['name', name],
      ['version', version],
      ['digest', digest],
      ['origin', origin],
    ],
    style,
  )}\n${body}`;
}
