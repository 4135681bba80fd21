/**
 * What pip-audit and cargo-audit said of real packages, as people have shown it in public, against what the engine says of
 * the same packages with the PYSEC and RUSTSEC records of the corpora. `at` is when they were asked.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from '../../src/core/feed/feed-view.ts';
import { scoreScan } from '../../src/core/scoring/score-scan.ts';
import { corpusSkip } from '../helpers/corpora.ts';
import { readOsvCorpus } from '../helpers/osv-corpus.ts';
import { component, feedWith, manifestAt, scanInput } from '../helpers/scoring.ts';

type Answer = readonly [name: string, version: string, ids: string];

const PYPI_AT = '2024-10-10T00:00:00Z';
const PYPI: readonly Answer[] = [
  ['flask', '0.12.2', '2018-66 2019-179 2023-62'],
  ['flask', '2.0.1', '2023-62'],
  ['flask', '2.2.4', '2023-62'],
  ['idna', '2.10', '2024-60'],
  ['idna', '2.7', '2024-60'],
  ['jinja2', '2.10', '2019-217 2021-66'],
  ['jinja2', '3.1.0', ''],
  ['pip', '21.1.1', '2023-228'],
  ['pyyaml', '5.3.1', '2021-142'],
  ['pyyaml', '5.4', ''],
  ['requests', '2.19.1', '2018-28 2023-74'],
  ['requests', '2.25.0', '2023-74'],
  ['setuptools', '56.0.0', '2022-43012'],
  ['urllib3', '1.26.20', ''],
  ['urllib3', '1.26.5', '2023-192 2023-212'],
  ['werkzeug', '2.0.1', '2022-203 2023-221 2023-57 2023-58'],
  ['werkzeug', '2.2.2', '2023-221 2023-57 2023-58'],
  ['werkzeug', '2.2.3', '2023-221'],
];

const CARGO_AT = '2022-11-28T00:00:00Z';
const CARGO: readonly Answer[] = [
  ['conduit', '0.8.1', ''],
  ['conduit-hyper', '0.1.3', ''],
  // cargo-audit did not tell of unsound code then: 2022-0022.
  ['hyper', '0.12.36', '2021-0078 2021-0079 2022-0022'],
  ['mio', '0.6.23', ''],
  ['miow', '0.2.2', ''],
  ['net2', '0.2.38', '2020-0016'],
  ['regex', '0.1.80', '2022-0013'],
  ['semver', '0.5.1', ''],
  ['thread_local', '0.2.7', '2022-0006'],
  ['time', '0.1.45', '2020-0071'],
  ['tokio', '0.1.22', '2021-0124'],
];

function check(ecosystem: string, type: string, at: string, answers: readonly Answer[]): void {
  const records = readOsvCorpus(ecosystem);
  const isAbout =
    (name: string) =>
    ({ record }: Advisory) =>
      record.affected.some((entry) => entry.package?.name.toLowerCase() === name);
  for (const [name, version, ids] of answers) {
    const feed = feedWith(records.filter(isAbout(name)), {}, [ecosystem]);
    const components = [component(`pkg:${type}/${name}@${version}`)];
    const { score } = scoreScan(scanInput({ components, feed, manifest: manifestAt(at) }));
    const found = score.findings.flatMap(({ advisories }) =>
      advisories.map(({ id }) => id.replace(/^[A-Z]+-/, '')),
    );
    assert.deepEqual([name, version, found.sort().join(' ')], [name, version, ids]);
  }
}

describe('recorded answers', () => {
  it('of pip-audit', { skip: corpusSkip('feeds/osv/PyPI.zip') }, () => check('PyPI', 'pypi', PYPI_AT, PYPI));
  it('of cargo-audit', { skip: corpusSkip('feeds/osv/crates.io.zip') }, () =>
    check('crates.io', 'cargo', CARGO_AT, CARGO),
  );
});
