/** The folder that an operator starts from: its guide is run, its collector too (with a curl of our own), its files are fresh. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checksums, sampleKitFiles } from '../../fixtures/generate/sample-kit.ts';
import { epssGz, kevJson, osvRecord, osvZip, writeFileIn } from '../helpers/kits.ts';
import { projectRoot, runStellaJson, scratchFolder, stellaBinary } from '../helpers/run-stella.ts';

const offlineKit = join(projectRoot, 'offline-kit');
const FRESH = 'run "npm run fixtures"';

/** A curl that knows three files: it writes down what it was asked, and gives what is in `served`. */
const CURL = `#!/bin/sh
set -eu
for url; do :; done
echo "$url" >> "$LOG"
[ "\${FAIL_ON:-none}" != "\${url##*/}" ] || { echo 'curl: (22) The requested URL returned error: 503' >&2; exit 22; }
while [ "$1" != --output ]; do shift; done
case $url in
  */all.zip) cp "$SERVED/all.zip" "$2" ;;
  *.csv.gz) cp "$SERVED/epss" "$2" ;;
  *.json) cat "$SERVED/kev" > "$2"; sed 's/2024-0001/2024-0002/' "$SERVED/kev" > "$SERVED/kev.new"; mv "$SERVED/kev.new" "$SERVED/kev" ;;
esac
`;

interface Desk {
  readonly folder: string;
  sh(script: string, env?: Readonly<Record<string, string>>): { status: number | null; output: string };
}

/** A folder with the program, the offline-kit folder and that curl at hand. */
function desk(): Desk {
  const folder = scratchFolder();
  writeFileIn(folder, 'bin/curl', CURL);
  chmodSync(join(folder, 'bin/curl'), 0o755);
  symlinkSync(stellaBinary, join(folder, 'bin/stella'));
  symlinkSync(offlineKit, join(folder, 'offline-kit'));
  writeFileIn(folder, 'served/all.zip', osvZip(osvRecord('A-1', 'left-pad')));
  writeFileIn(folder, 'served/epss', epssGz('CVE-2024-0001,0.1,0.9'));
  writeFileIn(folder, 'served/kev', kevJson('CVE-2024-0001'));
  const own = { LOG: join(folder, 'log'), SERVED: join(folder, 'served'), STELLA_HOME: join(folder, 'home') };
  return {
    folder,
    sh(script, env = {}) {
      const PATH = `${join(folder, 'bin')}:${process.env['PATH']}`;
      const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], {
        cwd: folder,
        env: { PATH, HOME: folder, ...own, ...env },
        encoding: 'utf8',
      });
      return { status, output: stdout + stderr };
    },
  };
}

describe('the guide', () => {
  it('works as it stands, from the key to the delta', () => {
    const guide = readFileSync(join(offlineKit, 'README.md'), 'utf8');
    const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
    assert.equal(blocks.length, 5);
    const { status, output } = desk().sh(blocks.join('\n'));
    assert.equal(status, 0, output);
    assert.match(output, /kit-2/);
  });
});

describe('collect.sh', () => {
  const collect = 'sh offline-kit/collect.sh downloads';

  it('fetches each file from its publisher to where "offline build" looks for it', () => {
    const { folder, sh } = desk();
    const { status, output } = sh(`${collect} npm "Red Hat"`);
    assert.equal(status, 0, output);
    assert.deepEqual(readFileSync(join(folder, 'log'), 'utf8').trim().split('\n'), [
      'https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip',
      'https://osv-vulnerabilities.storage.googleapis.com/Red%20Hat/all.zip',
      'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
      'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    ]);
    const build =
      'stella offline build --from downloads --output kit.tar --sequence 1 --key key --format json';
    const built = sh(`stella key generate --output key > key.txt && ${build}`);
    assert.deepEqual(
      JSON.parse(built.output).entries.map(({ path }: { path: string }) => path),
      [
        'feeds/epss/epss_scores.csv.gz',
        'feeds/kev/known_exploited_vulnerabilities.json',
        'feeds/osv/Red Hat.zip',
        'feeds/osv/npm.zip',
      ],
    );
  });

  it('ends with the failure of curl, and keeps what was there before', () => {
    const { folder, sh } = desk();
    assert.equal(sh(`${collect} npm`).status, 0);
    const before = readFileSync(join(folder, 'downloads/epss_scores-current.csv.gz'));
    const { status, output } = sh(`${collect} npm`, { FAIL_ON: 'epss_scores-current.csv.gz' });
    assert.deepEqual([status, /503/.test(output)], [22, true]);
    assert.deepEqual(readFileSync(join(folder, 'downloads/epss_scores-current.csv.gz')), before);
    assert.equal(existsSync(join(folder, 'downloads/epss_scores-current.csv.gz.part')), false);
  });

  it('says how it is used', () => {
    const { status, output } = desk().sh('sh offline-kit/collect.sh');
    assert.deepEqual([status, /usage:/.test(output)], [2, true]);
    const help = desk().sh('sh offline-kit/collect.sh --help');
    assert.deepEqual([help.status, /usage:/.test(help.output)], [0, true]);
  });

  const shellcheck =
    spawnSync('shellcheck', ['--version']).status === 0 ? false : 'no shellcheck on this machine';
  it('has nothing that shellcheck finds fault with', { skip: shellcheck }, () => {
    const { status, stdout } = spawnSync('shellcheck', [join(offlineKit, 'collect.sh')], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });
});

describe('the sample kit', () => {
  it('is what its generator makes', async () => {
    for (const [name, bytes] of await sampleKitFiles())
      assert.deepEqual(new Uint8Array(readFileSync(join(offlineKit, 'sample', name))), bytes, FRESH);
  });

  it('is imported with its key', async () => {
    const args = ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.pub'];
    const options = { cwd: join(offlineKit, 'sample'), env: { STELLA_HOME: scratchFolder() } };
    const { exit, document } = await runStellaJson(args, options);
    assert.deepEqual([exit, document.kitId], [0, 'stella-sample']);
    assert.ok(document.feed.sources.length >= 5);
  });
});

it('SHA256SUMS is that of the files', () => {
  assert.equal(readFileSync(join(offlineKit, 'SHA256SUMS'), 'utf8'), checksums(), FRESH);
});
