/** What an import has on the disk when it says that a kit is in force: seen in its calls to the system, since power cannot be cut here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { kitKey, kitTar, publicPem, sampleFeeds, strangerKey, writeFileIn } from '../helpers/kits.ts';
import { runStella, scratchFolder } from '../helpers/run-stella.ts';

const CALLS = 'trace=mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync';
const canTrace = spawnSync('strace', ['-f', '-y', '-e', CALLS, '-o', '/dev/null', 'true']).status === 0;

interface Call {
  readonly name: string;
  /** What was made, renamed to, removed or synced. */
  readonly path: string;
}

describe('an import', { skip: canTrace ? false : 'no strace that may trace on this machine' }, () => {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  let calls: Call[];

  /** Where the first call of this kind stands after another one; -1 when there is none. */
  const after = (start: number, name: RegExp, path: string): number =>
    calls.findIndex((call, i) => i > start && name.test(call.name) && call.path === path);

  before(async () => {
    writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
    const text = new TextEncoder();
    const files = { 'vex/a.json': text.encode('{}'), 'trust/next.pem': text.encode(publicPem(strangerKey)) };
    writeFileIn(folder, 'kit.tar', kitTar({ ...sampleFeeds, ...files }));
    const args = ['offline', 'import', '--bundle', 'kit.tar', '--trust-root', 'issuer.pub'];
    const under = ['strace', '-f', '-y', '-s', '4096', '-e', CALLS, '-o', join(folder, 'trace')];
    const { exit, stderr } = await runStella(args, { cwd: folder, env: { STELLA_HOME: home }, under });
    assert.equal(exit, 0, stderr);
    calls = readFileSync(join(folder, 'trace'), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, name = '', rest = ''] = /^\d+ +(\w+)\((.*)\) += 0$/.exec(line) ?? [];
        const paths = name.endsWith('sync') ? /<(.*)>/.exec(rest) : /.*"([^"]*)"/.exec(rest);
        return paths === null ? [] : [{ name, path: paths[1] as string }];
      });
  });

  it('has synced every folder that it made, and every file that it put there, before the commit that names them', () => {
    const pending = after(-1, /sync/, join(home, 'trust.pending'));
    const commit = after(pending, /sync/, join(home, 'scanner.db-wal'));
    assert.ok(pending > 0 && commit > pending);
    const made = calls.slice(0, commit).flatMap(({ name, path }, i) => {
      const isOurs = path.startsWith(`${home}/`) && !path.includes('/staging');
      return isOurs && /mkdir|rename/.test(name) ? [{ path, i }] : [];
    });
    assert.ok(made.some(({ path }) => path === join(home, 'blobs')));
    for (const { path, i } of made) {
      const synced = after(i, /sync/, dirname(path));
      assert.ok(synced > i && synced < commit, path);
    }
  });

  it('takes the mark of a pending change of trust away when the files of it are synced', () => {
    const unmarked = after(-1, /unlink/, join(home, 'trust.pending'));
    assert.ok(unmarked > 0);
    for (const path of [home, join(home, 'trust')]) {
      const making = calls.findLastIndex(
        ({ name, path: made }, i) => i < unmarked && /mkdir|rename/.test(name) && dirname(made) === path,
      );
      const synced = after(making, /sync/, path);
      assert.ok(synced > making && synced < unmarked, path);
    }
  });
});
