/** A store in which everything has happened once, made by the real program: what checks of a whole store are tested on. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  kitKey,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  sampleFeeds,
  strangerKey,
  writeFileIn,
} from './kits.ts';
import { projectRoot, runStella, type StellaRun, scratchFolder } from './run-stella.ts';
import { ed25519Pem } from './test-keys.ts';

export interface LivedInStore {
  /** The home folder. */
  readonly home: string;
  /** Where the kits and keys lie: `kit-1.tar` to `kit-3.tar`, `issuer.pub`, `own.key`. */
  readonly folder: string;
  /** Runs the program on the store, or on another one. */
  run(args: readonly string[], home?: string): Promise<StellaRun>;
  /** A copy of the store, to be spoilt. */
  copy(): string;
}

/** A rules document of this name, otherwise the default one. */
export function rulesNamed(name: string): Uint8Array {
  const text = readFileSync(join(projectRoot, 'offline-kit/rules/stella-default.yaml'), 'utf8');
  return new TextEncoder().encode(text.replace(/^name:.*$/m, `name: ${name}`));
}

/**
 * Kit 1 with feeds; kit 2 with another feed, rules and a trust root; a scan under each; a replay and a bundle; kit 2 rolled back; a
 * refused kit; kit 3 in force.
 */
export async function makeLivedInStore(): Promise<LivedInStore> {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  const run = (args: readonly string[], of = home): Promise<StellaRun> =>
    runStella(args, { cwd: folder, env: { STELLA_HOME: of } });
  const kits = {
    'kit-1.tar': kitTar({ ...sampleFeeds, 'vex/a.json': new TextEncoder().encode('{}') }),
    'kit-2.tar': kitTar(
      {
        [OSV_PATH]: osvZip(osvRecord('GHSA-9', 'lodash')),
        'rules/other.yaml': rulesNamed('other'),
        'trust/stranger.pem': new TextEncoder().encode(publicPem(strangerKey)),
      },
      { kitId: 'kit-2', sequence: 2 },
    ),
    'kit-3.tar': kitTar(sampleFeeds, { kitId: 'kit-3', sequence: 3 }),
  };
  for (const [name, content] of Object.entries(kits)) writeFileIn(folder, name, content);
  writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
  writeFileSync(join(folder, 'own.key'), ed25519Pem(11));
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [{ type: 'library', name: 'lodash', version: '4.17.0', purl: 'pkg:npm/lodash@4.17.0' }],
  };
  writeFileIn(folder, 'sbom.json', JSON.stringify(sbom));
  const steps: readonly (readonly [number, string])[] = [
    [0, 'trust add issuer.pub --reason letter'],
    [0, 'offline import --bundle kit-1.tar'],
    [0, 'scan run sbom.json --scan first'],
    [0, 'offline import --bundle kit-2.tar'],
    [0, 'scan run sbom.json --scan second --rules other'],
    [0, 'score replay --scan first'],
    [0, 'score bundle --scan first --key own.key --output first.tar.gz'],
    [0, 'offline rollback --reason broken'],
    [8, 'offline import --bundle kit-2.tar'],
    [0, 'offline import --bundle kit-3.tar'],
  ];
  for (const [exit, line] of steps) {
    const result = await run(line.split(' '));
    assert.equal(result.exit, exit, `${line}\n${result.stderr}`);
  }
  let copies = 0;
  return {
    home,
    folder,
    run,
    copy() {
      const copied = join(folder, `copy-${copies++}`);
      cpSync(home, copied, { recursive: true });
      return copied;
    },
  };
}
