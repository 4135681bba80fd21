/** A home as an operator has it after the first steps: a key, the sample kit in force, one scan. Made once for a test file. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { projectRoot, runStella, scratchFolder } from './run-stella.ts';

export interface PreparedHome {
  /** The working folder: `issuer.key`, `issuer.key.pub`, `kit.tar.gz`, `bundle.tar.gz`. */
  readonly folder: string;
  /** `STELLA_HOME`. */
  readonly home: string;
  readonly scanId: string;
}

export const SAMPLE_SBOM: string = join(projectRoot, 'fixtures/sboms/webshop.cdx.json');

export async function prepareHome(): Promise<PreparedHome> {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  const scanId = 'scan-1';
  const steps = [
    ['key', 'generate', '--default', '--output', 'issuer.key'],
    [
      ...['offline', 'build', '--from', join(projectRoot, 'fixtures/feeds'), '--output', 'kit.tar.gz'],
      ...['--key', 'issuer.key', '--sequence', '1', '--created-at', '2025-09-01T00:00:00Z'],
    ],
    ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.key.pub'],
    ['scan', 'run', SAMPLE_SBOM, '--scan', scanId, '--freeze', '2025-01-15T00:00:00Z'],
    ['score', 'bundle', '--scan', scanId, '--output', 'bundle.tar.gz'],
  ];
  for (const args of steps) {
    const { exit, stderr } = await runStella(args, { cwd: folder, env: { STELLA_HOME: home } });
    assert.equal(exit, 0, `${args.join(' ')}\n${stderr}`);
  }
  return { folder, home, scanId };
}
