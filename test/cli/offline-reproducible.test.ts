/** Two makers that never talk to each other: the same files, key and flags give the same kit, byte for byte. */
import assert from 'node:assert/strict';
import { chmodSync, globSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { osvRecord, osvZip, sampleFeeds, writeFileIn } from '../helpers/kits.ts';
import { projectRoot, runStella, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Pem } from '../helpers/test-keys.ts';

const folder = scratchFolder();

const FILES: Readonly<Record<string, Uint8Array>> = {
  ...sampleFeeds,
  'feeds/osv/PyPI.zip': osvZip(osvRecord('PYSEC-1', 'Éclair', 'PyPI')),
  'rules/a.yaml': readFileSync(join(projectRoot, 'offline-kit/rules/stella-default.yaml')),
  'vex/a-Z_9.json': new TextEncoder().encode('{}'),
  'vex/B.json': new TextEncoder().encode('{"b":1}'),
  'vex/a.json': new TextEncoder().encode('{"a":1}'),
};

interface Maker {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the files: in this order, of this time, with this mode. */
  readonly paths: readonly string[];
  readonly time: number;
  readonly mode: number;
  readonly umask: string;
}

const paths = Object.keys(FILES);
const MAKERS: readonly Maker[] = [
  { name: 'one', env: { TZ: 'UTC', LANG: 'C' }, paths, time: 1e9, mode: 0o644, umask: '022' },
  {
    name: 'other',
    env: { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    paths: paths.toReversed(),
    time: 1.7e9 + 0.5,
    mode: 0o600,
    umask: '077',
  },
];

async function build(maker: Maker, output: string): Promise<void> {
  const args = ['offline', 'build', '--from', `${maker.name}/from`, '--key', 'key', '--sequence', '5'];
  // The shell's only part is to set the umask.
  const under = ['sh', '-c', `umask ${maker.umask} && exec "$0" "$@"`];
  const { exit, stderr } = await runStella([...args, '--output', join(maker.name, output)], {
    cwd: folder,
    env: { ...maker.env, STELLA_HOME: join(folder, maker.name, 'home') },
    under,
  });
  assert.equal(exit, 0, stderr);
}

before(() => {
  writeFileIn(folder, 'key', ed25519Pem(3));
  for (const { name, paths: order, time, mode } of MAKERS)
    for (const path of order) {
      const file = writeFileIn(join(folder, name, 'from'), path, FILES[path] as Uint8Array);
      utimesSync(file, time, time);
      chmodSync(file, mode);
    }
});

describe('a kit', () => {
  for (const form of ['kit.tar.gz', 'kit.tar.zst', 'kit.tar'])
    it(`as ${form} is the same in other zones, locales, orders, times and modes`, async () => {
      for (const maker of MAKERS) await build(maker, form);
      const [one, other] = MAKERS.map(({ name }) => readFileSync(join(folder, name, form)));
      assert.ok(one?.equals(other as Buffer));
    });

  it('as a folder too, file by file', async () => {
    for (const maker of MAKERS) await build(maker, 'kit/');
    const [one, other] = MAKERS.map(({ name }) => {
      const kit = join(folder, name, 'kit');
      const files = globSync('**', { cwd: kit }).filter((path) => statSync(join(kit, path)).isFile());
      return files.sort().map((path) => [path, readFileSync(join(kit, path), 'base64')]);
    });
    assert.equal(one?.length, paths.length + 1);
    assert.deepEqual(one, other);
  });
});
