/** Scans as SARIF and CycloneDX, as the program prints them: valid by their schemas, of an empty SBOM too. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { parseSbom } from '../../src/core/sbom/read-sbom.ts';
import { type PreparedHome, prepareHome } from '../helpers/prepared-home.ts';
import { runStella } from '../helpers/run-stella.ts';
import { validateSarif } from '../helpers/sarif-schema.ts';

const EMPTY_SBOM = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: [] });

let prepared: PreparedHome;

async function printed(...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runStella(args, {
    env: { STELLA_HOME: prepared.home },
    input: EMPTY_SBOM,
  });
  assert.equal(exit, 0, stderr);
  return stdout;
}

describe('a scan in a format of others', () => {
  before(async () => {
    prepared = await prepareHome();
  });

  it('is SARIF 2.1.0', async () => {
    const log = JSON.parse(await printed('scan', 'show', prepared.scanId, '--format', 'sarif'));
    assert.equal(validateSarif(log), null);
    assert.equal(log.runs[0].results.length, 6);
    const empty = JSON.parse(await printed('scan', 'run', '-', '--scan', 'empty-1', '--format', 'sarif'));
    assert.equal(validateSarif(empty), null);
    assert.deepEqual(empty.runs[0].results, []);
  });

  it('is CycloneDX 1.6', async () => {
    const report = await printed('scan', 'show', prepared.scanId, '--format', 'cyclonedx');
    parseSbom(utf8Encode(report));
    assert.equal(JSON.parse(report).vulnerabilities.length, 6);
    const empty = await printed('scan', 'run', '-', '--scan', 'empty-2', '--format', 'cyclonedx');
    parseSbom(utf8Encode(empty));
    assert.deepEqual(JSON.parse(empty).vulnerabilities, []);
  });
});
