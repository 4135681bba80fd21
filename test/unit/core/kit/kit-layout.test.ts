import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  feedSourceName,
  isKitPath,
  type KitKind,
  kitFileLimit,
  kitKindOf,
  kitMediaType,
} from '../../../../src/core/kit/kit-layout.ts';

const PLACES: readonly (readonly [string, KitKind])[] = [
  ['feeds/osv/npm.zip', 'feed/osv'],
  ['feeds/osv/crates.io.zip', 'feed/osv'],
  ['feeds/osv/Debian:12.zip', 'feed/osv'],
  ['feeds/osv/GitHub Actions.zip', 'feed/osv'],
  ['feeds/osv/[EMPTY].zip', 'feed/osv'],
  ['feeds/epss/epss_scores.csv.gz', 'feed/epss'],
  ['feeds/kev/known_exploited_vulnerabilities.json', 'feed/kev'],
  ['rules/stella-default.yaml', 'rules'],
  ['policies/strict.yaml', 'policy'],
  ['trust/issuer-2025.pem', 'trust-root'],
  ['vex/vendor.json', 'vex'],
  ['vex/vendor', 'vex'],
  ['scans/web-1.4.2.tar.gz', 'scan'],
  [`scans/sha256:${'a'.repeat(64)}.tar.gz`, 'scan'],
];

const NO_PLACES = [
  '',
  'kit.dsse.json',
  'feeds/osv/.zip',
  'feeds/osv/../npm.zip',
  'feeds/osv/..zip',
  'feeds/osv/npm.zip/',
  'feeds/osv/a/b.zip',
  'feeds/osv/npm.zip ',
  'feeds/osv/npm.ZIP',
  'feeds/osv/np\\m.zip',
  'feeds/osv/np\u0000m.zip',
  'feeds/osv/np\nm.zip',
  'feeds/osv/ünicode.zip',
  'feeds/osv/-rf.zip',
  'Feeds/osv/npm.zip',
  '/feeds/osv/npm.zip',
  './feeds/osv/npm.zip',
  'feeds//osv/npm.zip',
  'feeds/epss/epss_scores-2025-01-01.csv.gz',
  'feeds/kev/kev.json',
  'rules/x.yml',
  'rules/.hidden.yaml',
  'trust/issuer.pub',
  'vex/',
  'vex/.',
  'vex/..',
  'vex/a/b',
  'vex/ends-in-dot.',
  'scans/-x.tar.gz',
  'scans/x.tar',
  `scans/${'a'.repeat(129)}.tar.gz`,
  `vex/${'a'.repeat(250)}`,
];

describe('the layout of a kit', () => {
  for (const [path, kind] of PLACES) {
    it(`has ${path} as ${kind} and as nothing else`, () => {
      assert.equal(kitKindOf(path), kind);
      assert.equal(isKitPath(kind, path), true);
      assert.equal(isKitPath(kind === 'vex' ? 'scan' : 'vex', path), false);
    });
  }

  for (const path of NO_PLACES) {
    it(`has no place for ${JSON.stringify(path.slice(0, 40))}`, () => assert.equal(kitKindOf(path), null));
  }

  it('names the sources of the snapshot', () => {
    assert.equal(feedSourceName('feed/osv', 'feeds/osv/Debian:12.zip'), 'osv/Debian:12');
    assert.equal(feedSourceName('feed/epss', 'feeds/epss/epss_scores.csv.gz'), 'epss');
    assert.equal(feedSourceName('feed/kev', 'feeds/kev/known_exploited_vulnerabilities.json'), 'kev');
  });

  it('says what a file is and how large it may be', () => {
    assert.equal(kitMediaType('feed/osv', 'feeds/osv/npm.zip'), 'application/zip');
    assert.equal(kitMediaType('vex', 'vex/a.json'), 'application/json');
    assert.equal(kitMediaType('vex', 'vex/a.xml'), 'application/octet-stream');
    assert.equal(kitFileLimit('rules'), 2 ** 20);
  });
});
