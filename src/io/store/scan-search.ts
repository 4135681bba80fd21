/** A query for scans as SQL: conditions on the scan and its original manifest, with their values. */
import type { ScanQuery } from '../../app/ports/scans.ts';

export interface ScanSearch {
  /** From `FROM` up to the conditions. */
  readonly source: string;
  /** `ORDER BY`, `LIMIT` and `OFFSET`. */
  readonly page: string;
  readonly values: readonly (string | number)[];
}

const ORDERS: Readonly<Record<ScanQuery['order'], string>> = {
  scannedAt: 's.scanned_at',
  scanId: 's.scan_id',
  score: 'm.score',
  findings: 'm.findings_count',
};

export function scanSearch(query: ScanQuery): ScanSearch {
  const conditions: [string, ...(string | number)[]][] = [];
  if (query.id !== null) conditions.push(['s.scan_id GLOB ?', query.id]);
  if (query.subject !== null)
    conditions.push([`CAST(m.document AS TEXT) ->> '$.subject.name' GLOB ?`, query.subject]);
  if (query.since !== null) conditions.push(['date(s.scanned_at) >= ?', query.since]);
  if (query.until !== null) conditions.push(['date(s.scanned_at) <= ?', query.until]);
  if (query.severities.length > 0) conditions.push(oneOf('m.severity', query.severities));
  if (query.verdicts.length > 0) conditions.push(oneOf('m.verdict', query.verdicts));
  if (query.isHeld !== null) conditions.push([`h.scan_id IS ${query.isHeld ? 'NOT NULL' : 'NULL'}`]);
  if (query.environment !== null) conditions.push(['s.environment = ?', query.environment]);
  const where = conditions.map(([condition]) => condition).join(' AND ');
  const direction = query.isReversed ? 'DESC' : 'ASC';
  return {
    source: `FROM scan s JOIN manifest m ON m.manifest_hash = s.manifest_hash
      LEFT JOIN scan_hold h ON h.scan_id = s.scan_id ${where === '' ? '' : `WHERE ${where}`}`,
    page: `ORDER BY ${ORDERS[query.order]} ${direction}, s.scan_id ${direction}
      LIMIT ${query.limit ?? -1} OFFSET ${query.offset}`,
    values: conditions.flatMap(([, ...values]) => values),
  };
}

function oneOf(column: string, values: readonly string[]): [string, ...string[]] {
  return [`${column} IN (${values.map(() => '?').join(', ')})`, ...values];
}
