import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isBundleEntry } from '../../../../src/core/bundle/bundle-layout.ts';

const HEX = '0a'.repeat(32);
const isFile = (path: string) => isBundleEntry({ path, type: 'file', size: 0 });
const isFolder = (path: string) => isBundleEntry({ path, type: 'directory', size: 0 });

describe('isBundleEntry', () => {
  const files = [
    ...[
      'manifest.json',
      'score.json',
      'merkle-proof.json',
      'dsse-envelope.json',
      'certificate.pem',
      'timestamp.tsr',
    ],
    ...['inputs/sbom', 'inputs/rules.json', 'inputs/policy.json', 'inputs/feed.json', 'inputs/evidence.json'],
    ...['inputs/feed-proof.json', 'inputs/epss.json', 'inputs/kev.json'],
    ...[`inputs/vex/${HEX}`, `inputs/vex/sha256:${HEX}`, `inputs/advisories/${HEX}.json`],
  ];
  for (const name of files) {
    test(`takes the file ${name}, and no folder of that name`, () => {
      assert.ok(isFile(`bundle/${name}`));
      assert.ok(!isFolder(`bundle/${name}/`) && !isFolder(`bundle/${name}`));
    });
  }

  for (const path of ['bundle/', 'bundle/inputs/', 'bundle/inputs/vex/', 'bundle/inputs/advisories/']) {
    test(`takes the folder ${path}, and no file of that name`, () => {
      assert.ok(isFolder(path));
      assert.ok(!isFile(path));
    });
  }

  const strange = [
    ...[
      '',
      '/',
      'bundle',
      'manifest.json',
      '/bundle/manifest.json',
      './bundle/manifest.json',
      'bundle//manifest.json',
    ],
    ...[
      'bundle/./manifest.json',
      'bundle/../bundle/manifest.json',
      'bundle/manifest.json/',
      'bundle/manifest.json ',
    ],
    ...[
      'bundle/Manifest.json',
      'BUNDLE/manifest.json',
      'bundle/manifest.json\n',
      'bundle/x.json',
      'bundle\\manifest.json',
    ],
    ...[
      'bundle/inputs/sbom.json',
      'bundle/inputs/vex/x',
      `bundle/inputs/vex/${HEX}.json`,
      `bundle/inputs/vex/${HEX}0`,
    ],
    ...[
      `bundle/inputs/advisories/${HEX}`,
      `bundle/inputs/advisories/${HEX.toUpperCase()}.json`,
      'bundle/inputs/advisories/.json',
    ],
    ...[
      `bundle/inputs/vex/sha512:${HEX}`,
      `bundle/inputs/advisories/sha256:${HEX}.json`,
      `xbundle/inputs/vex/${HEX}`,
    ],
    ...['bundle/__proto__', 'bundle/constructor', 'bundle/inputs/../manifest.json'],
  ];
  for (const path of strange) {
    test(`refuses ${JSON.stringify(path)}`, () => {
      assert.ok(!isFile(path));
      assert.ok(!isFolder(path));
    });
  }
});
