/** The OSV corpora: an ecosystem's zip as osv.dev publishes it, one JSON file a record. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Advisory } from '../../src/core/feed/feed-view.ts';
import { parseOsvRecord } from '../../src/core/feed/osv-record.ts';
import { canonicalDigest } from '../../src/core/json/canonical-json.ts';
import { parseStrictJson } from '../../src/core/json/strict-json.ts';
import { corpusPath } from './corpora.ts';

/** Every record of `feeds/osv/<ecosystem>.zip`, with its digest. */
export function readOsvCorpus(ecosystem: string): readonly Advisory[] {
  const files = unzipSync(readFileSync(corpusPath(`feeds/osv/${ecosystem}.zip`)));
  return Object.entries(files).map(([name, bytes]) => {
    const value = parseStrictJson(bytes, name);
    return { digest: canonicalDigest(value), record: parseOsvRecord(value, name) };
  });
}
