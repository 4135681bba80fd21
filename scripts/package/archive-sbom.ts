/** The SBOM that goes with an archive. */
import { type NodeLibrary, nodeLibraries } from './node-libraries.ts';
import type { ThirdParty } from './third-party.ts';

/** A CycloneDX 1.6 SBOM of the archive; the same for the same contents, so it carries no time and no serial number. */
export function archiveSbom(parties: readonly ThirdParty[], version: string): string {
  const node = partyOf(parties, 'node');
  const inNode = nodeLibraries(node.version).map((library) => ({ ...library, ref: `node/${library.purl}` }));
  const database = partyOf(parties, 'better-sqlite3');
  const { purl: sqlite } = partyOf(parties, 'sqlite');
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'stella',
        name: 'stella',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: [...parties.map(componentOf), ...inNode.map(partComponent)],
    dependencies: [
      { ref: 'stella', dependsOn: parties.map(({ purl }) => purl).filter((purl) => purl !== sqlite) },
      { ref: database.purl, dependsOn: [sqlite] },
      { ref: node.purl, dependsOn: inNode.map(({ ref }) => ref) },
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function partyOf(parties: readonly ThirdParty[], wanted: string): ThirdParty {
  const party = parties.find(({ name }) => name === wanted);
  if (party === undefined) throw new Error(`the archive has no ${wanted}`);
  return party;
}

function componentOf({ name, version, license, purl, sha256 }: ThirdParty) {
  return {
    type: name === 'node' ? 'platform' : 'library',
    'bom-ref': purl,
    name,
    version,
    ...(sha256 === null ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
    licenses: licensesOf(license),
    purl,
  };
}

function partComponent({ ref, name, version, license, purl }: NodeLibrary & { readonly ref: string }) {
  return { type: 'library', 'bom-ref': ref, name, version, licenses: licensesOf(license), purl };
}

function licensesOf(license: string) {
  return [/ (?:AND|OR|WITH) /.test(license) ? { expression: license } : { license: { id: license } }];
}
