import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distinctComponents } from '../../../../src/core/scoring/components.ts';
import { component } from '../../../helpers/scoring.ts';

const DEB = 'pkg:deb/debian/libssl3@3.0.11-1?distro=debian-12';

function kinds(...components: Parameters<typeof distinctComponents>[0]): string[] {
  return distinctComponents(components).warnings.map(({ kind, ref }) => `${kind} ${ref}`);
}

describe('SourceCount', () => {
  it('tells of an SBOM whose distribution packages name no source', () => {
    assert.deepEqual(kinds(component(DEB), component('pkg:npm/a@1')), ['source-packages-unnamed deb']);
    const apk = 'pkg:apk/alpine/libssl3@3.0.11-r0?distro=alpine-3.19';
    assert.deepEqual(kinds(component(DEB), component(apk)), [
      'source-packages-unnamed deb',
      'source-packages-unnamed apk',
    ]);
  });

  it('does not where one of them does, in its purl or beside it', () => {
    const bash = 'pkg:deb/debian/bash@5.2-1?distro=debian-12';
    assert.deepEqual(kinds(component(`${DEB}&upstream=openssl`), component(bash)), []);
    const source = { name: 'openssl', version: null };
    assert.deepEqual(kinds(component(DEB, { source }), component(bash)), []);
  });

  it('does not of packages whose records name binary packages, or that no record can name', () => {
    for (const purl of ['pkg:rpm/redhat/curl@1-1?distro=rhel-9', 'pkg:rpm/fedora/curl@1-1?distro=fedora-40'])
      assert.deepEqual(kinds(component(purl)), [], purl);
  });
});
