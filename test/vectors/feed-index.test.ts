/** The roots that an independent program computed for the index over crates.io's records and over the KEV catalogue. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'fflate';
import { parseEpss } from '../../src/core/feed/epss.ts';
import type { FeedIndex } from '../../src/core/feed/index-tree.ts';
import { parseKev } from '../../src/core/feed/kev.ts';
import {
  epssIndexOf,
  kevIndexOf,
  PackageIndexBuilder,
  packageKeysOf,
} from '../../src/core/feed/package-index.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { readOsvCorpus } from '../helpers/osv-corpus.ts';

const vectorFile = corpusPath('../vectors/feed-index.json');
const skip =
  corpusSkip('feeds') || (existsSync(vectorFile) ? false : 'no ../shared/vectors beside the project');

function expectedIndex(name: 'index' | 'kevIndex'): FeedIndex {
  const { treeSize, rootHash } = JSON.parse(readFileSync(vectorFile, 'utf8'))[name];
  return { treeSize, rootHash };
}

function packageIndexOf(ecosystem: string): FeedIndex {
  const builder = new PackageIndexBuilder();
  for (const { digest, record } of readOsvCorpus(ecosystem)) {
    for (const key of packageKeysOf(record)) builder.add(key, digest);
  }
  return builder.index();
}

describe('feed index vectors', { skip }, () => {
  it('gives the root of the package index over crates.io', () => {
    assert.deepEqual(packageIndexOf('crates.io'), expectedIndex('index'));
  });

  it('gives the root of the KEV index', () => {
    const file = readFileSync(corpusPath('feeds/kev/known_exploited_vulnerabilities.json'));
    const { rows, dateReleased, catalogVersion } = parseKev(file, 'the KEV catalogue');
    assert.deepEqual(kevIndexOf(rows), expectedIndex('kevIndex'));
    assert.equal(dateReleased, '2025-08-25T17:04:19Z');
    assert.equal(catalogVersion, '2025.08.25');
  });

  it("reads FIRST's file and indexes every row", () => {
    const file = gunzipSync(readFileSync(corpusPath('feeds/epss/epss_scores.csv.gz')));
    const { rows, scoreDate, modelVersion } = parseEpss(file, 'the EPSS file');
    assert.equal([...rows].length, 993);
    assert.deepEqual([...rows][0], { cve: 'CVE-2010-5330', probability: '0.52725', percentile: '0.97841' });
    assert.equal(scoreDate, '2025-08-20T00:00:00Z');
    assert.equal(modelVersion, 'v2025.03.14');
    assert.equal(epssIndexOf(rows).treeSize, 993);
  });
});
