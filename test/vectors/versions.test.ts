/**
 * The hand-written comparisons of osv-scalibr for twelve schemes: every line, in both directions. A line that we do not answer
 * as it says is named here with the reason; a named line that is no longer in its file fails as well.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { versionSchemeOf } from '../../src/core/version/registry.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { type Relation, relationOf } from '../helpers/version-rows.ts';

interface Corpus {
  readonly file: string;
  readonly ecosystems: readonly string[];
  readonly lines: number;
  /** Lines with a version that we refuse, and why. */
  readonly refused?: Readonly<Record<string, string>>;
}

const LEGACY = 'no PEP 440 version; Python packaging has raised InvalidVersion for these since version 22';
const NO_ORDER =
  'PHP gives no order: 1.2.3.# equals both 1.2.3 and 1.2.3.1, which differ; Composer refuses such a version';

const CORPORA: readonly Corpus[] = [
  { file: 'alpine', ecosystems: ['Alpine:v3.19', 'Wolfi', 'Chainguard'], lines: 778 },
  { file: 'cran', ecosystems: ['CRAN', 'Bioconductor'], lines: 21 },
  { file: 'debian', ecosystems: ['Debian:12', 'Ubuntu:22.04:LTS'], lines: 30 },
  { file: 'hackage', ecosystems: ['Hackage'], lines: 11 },
  { file: 'maven', ecosystems: ['Maven'], lines: 102 },
  { file: 'nuget', ecosystems: ['NuGet'], lines: 35 },
  {
    file: 'packagist',
    ecosystems: ['Packagist'],
    lines: 95,
    refused: {
      '1.2.3.# = 1.2.3': NO_ORDER,
      '1.2.3.# = 1.2.3.#': NO_ORDER,
      '1.2.3.# = 1.2.3.1': NO_ORDER,
      '1.2.3.#.1 > 1.2.3': NO_ORDER,
      '1.2.3.#.p3 > 1.2.3': NO_ORDER,
      '1.2.3.#.beta < 1.2.3': NO_ORDER,
    },
  },
  { file: 'pub', ecosystems: ['Pub'], lines: 100 },
  {
    file: 'pypi',
    ecosystems: ['PyPI'],
    lines: 37,
    refused: {
      '0.1-bulbasaur < 0.1-charmander': LEGACY,
      '0.1-charmander < 0.9-doduo': LEGACY,
      '0.9-doduo < 0.9-eevee': LEGACY,
      '0.9-eevee < 0.9-fearow': LEGACY,
      '0.9-fearow < 0.9-gyarados': LEGACY,
      '0.9-gyarados < 0.9-horsea': LEGACY,
      '0.9-horsea < 0.9-ivysaur': LEGACY,
      '0.9-ivysaur < 1.0': LEGACY,
      '-class.-jw.util.version.version-pre < 1.0': LEGACY,
      '-class.-jw.util.version.version-preview < 1.0': LEGACY,
      '-class.-jw.util.version.version-dev < 1.0': LEGACY,
    },
  },
  { file: 'redhat', ecosystems: ['Red Hat', 'AlmaLinux:9', 'SUSE'], lines: 165 },
  { file: 'rubygems', ecosystems: ['RubyGems'], lines: 25 },
  {
    file: 'semver',
    ecosystems: ['npm', 'crates.io', 'Go', 'Hex', 'SwiftURL'],
    lines: 86,
  },
];

const REVERSED: Readonly<Record<string, Relation>> = { '<': '>', '=': '=', '>': '<' };

function comparisonsIn(file: string): string[] {
  const text = readFileSync(corpusPath(`versions/${file}-versions.txt`), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('//'));
}

for (const { file, ecosystems, lines, refused = {} } of CORPORA) {
  for (const ecosystem of ecosystems) {
    test(`${ecosystem}: ${file}-versions.txt`, { skip: corpusSkip('versions') }, () => {
      const scheme = versionSchemeOf(ecosystem);
      assert.ok(scheme);
      const comparisons = comparisonsIn(file);
      assert.equal(comparisons.length, lines);
      for (const line of comparisons.filter((line) => refused[line] === undefined)) {
        const [a = '', relation = '', b = '', ...rest] = line.split(' ');
        assert.ok(relation in REVERSED && rest.length === 0, `not a comparison: ${line}`);
        assert.equal(relationOf(scheme, a, b), relation, line);
        assert.equal(relationOf(scheme, b, a), REVERSED[relation], line);
      }
    });

    for (const [line, reason] of Object.entries(refused)) {
      test(`${ecosystem}: refuses "${line}" (${reason})`, { skip: corpusSkip('versions') }, () => {
        assert.ok(comparisonsIn(file).includes(line));
        const [a = '', , b = ''] = line.split(' ');
        assert.throws(() => versionSchemeOf(ecosystem)?.compare(a, b), RangeError);
      });
    }
  }
}
