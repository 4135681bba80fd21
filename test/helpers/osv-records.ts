/** OSV records and feeds for tests. */
import type { Advisory, FeedView } from '../../src/core/feed/feed-view.ts';
import { parseOsvRecord } from '../../src/core/feed/osv-record.ts';
import { packageKeysOf } from '../../src/core/feed/package-index.ts';
import { canonicalDigest } from '../../src/core/json/canonical-json.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';

/** The record of an OSV document, with the document's digest. */
export function advisory(document: JsonObject): Advisory {
  return { digest: canonicalDigest(document), record: parseOsvRecord(document, 'the record') };
}

/** A document with one entry for one package. */
export function osvDocument(id: string, ecosystem: string, name: string, entry: JsonObject): JsonObject {
  return { id, affected: [{ package: { ecosystem, name }, ...entry }] };
}

/** A feed of these records; `ecosystems` are what its sources cover, suffixes and all. */
export function feedOf(advisories: readonly Advisory[], ecosystems: readonly string[]): FeedView {
  const byKey = Map.groupBy(
    advisories.flatMap((one) => packageKeysOf(one.record).map((key) => ({ key, one }))),
    ({ key }) => key,
  );
  return {
    hasEcosystem: (ecosystem) => ecosystems.includes(ecosystem),
    advisories: (key) => (byKey.get(key) ?? []).map(({ one }) => one),
    epss: () => null,
    kev: () => null,
  };
}
