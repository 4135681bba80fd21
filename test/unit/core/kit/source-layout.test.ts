import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kitPathOf } from '../../../../src/core/kit/source-layout.ts';

const PLACED = [
  ['feeds/osv/npm.zip', 'feeds/osv/npm.zip'],
  ['osv/PyPI.zip', 'feeds/osv/PyPI.zip'],
  ['osv/crates.io.zip', 'feeds/osv/crates.io.zip'],
  ['PyPI.zip', 'feeds/osv/PyPI.zip'],
  ['PyPI/all.zip', 'feeds/osv/PyPI.zip'],
  ['osv/PyPI/all.zip', 'feeds/osv/PyPI.zip'],
  ['feeds/osv/PyPI/all.zip', 'feeds/osv/PyPI.zip'],
  ['GitHub Actions/all.zip', 'feeds/osv/GitHub Actions.zip'],
  ['Debian:12/all.zip', 'feeds/osv/Debian:12.zip'],
  ['epss_scores.csv.gz', 'feeds/epss/epss_scores.csv.gz'],
  ['epss/epss_scores-2025-08-20.csv.gz', 'feeds/epss/epss_scores.csv.gz'],
  ['epss_scores-current.csv.gz', 'feeds/epss/epss_scores.csv.gz'],
  ['kev/known_exploited_vulnerabilities.json', 'feeds/kev/known_exploited_vulnerabilities.json'],
  ['known_exploited_vulnerabilities.json', 'feeds/kev/known_exploited_vulnerabilities.json'],
  ['rules/x.yaml', 'rules/x.yaml'],
  ['rules/x.yml', 'rules/x.yaml'],
  ['policy/x.json', 'policies/x.yaml'],
  ['policies/x.yaml', 'policies/x.yaml'],
  ['trust/issuer.pub', 'trust/issuer.pem'],
  ['trust/ca.crt', 'trust/ca.pem'],
  ['vex/vendor.json', 'vex/vendor.json'],
  ['scans/web.tar.gz', 'scans/web.tar.gz'],
  ['kit.dsse.json', ''],
] as const;

const NOT_UNDERSTOOD = [
  'README.md',
  '.DS_Store',
  'all.zip',
  'osv/all.zip',
  'feeds/osv/all.zip',
  'osv/a/b/all.zip',
  'osv/.zip',
  'epss/epss_scores-2025-08-20.csv',
  'epss/scores.csv.gz',
  'kev/known_exploited_vulnerabilities.csv',
  'rules/sub/x.yaml',
  'trust/key.der',
  'vex/sub/x.json',
  'scans/x.zip',
  'osv/kit.dsse.json',
];

describe('the layouts of publishers', () => {
  for (const [source, path] of PLACED) it(`places ${source}`, () => assert.equal(kitPathOf(source), path));
  for (const source of NOT_UNDERSTOOD) {
    it(`does not understand ${source}`, () => assert.equal(kitPathOf(source), null));
  }
});
