/**
 * The main job on the shipped fixtures, printing each command line as it runs it: build a kit, import it, scan, replay
 * twice, compare the roots, bundle, verify, look at the Merkle spine. Everything it writes is under `.demo/`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('.demo', { recursive: true, force: true });
mkdirSync('.demo');

const env = { ...process.env, STELLA_HOME: '.demo/home' };

function say(text: string): void {
  process.stdout.write(`\n# ${text}\n`);
}

/** Prints the command line, runs it, and lets it print. */
function stella(...args: string[]): void {
  process.stdout.write(`$ stella ${args.join(' ')}\n`);
  execFileSync('bin/stella', args, { env, stdio: 'inherit' });
}

/** The same, with its JSON answer read instead of shown. */
function stellaJson(...args: string[]): Record<string, unknown> {
  process.stdout.write(`$ stella ${args.join(' ')} --output json\n`);
  return JSON.parse(execFileSync('bin/stella', [...args, '--output', 'json'], { env, encoding: 'utf8' }));
}

say('On the connected side: a key, and a signed kit of advisory feeds');
stella('key', 'generate', '--output', '.demo/issuer.key');
stella(
  'offline',
  'build',
  '--from',
  'fixtures/feeds',
  '--output',
  '.demo/kit.tar.gz',
  '--key',
  '.demo/issuer.key',
  '--sequence',
  '1',
);

say('On the host without a network: import it');
stella('offline', 'import', '--bundle', '.demo/kit.tar.gz', '--trust-root', '.demo/issuer.key.pub');

say('Scan this project itself, by its own SBOM');
process.stdout.write('$ npm sbom --sbom-format cyclonedx > .demo/stella.cdx.json\n');
writeFileSync(
  '.demo/stella.cdx.json',
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
stella('scan', 'run', '.demo/stella.cdx.json', '--scan', 'stella-itself');

say('Scan a web shop that has not been updated for a while');
stella('scan', 'run', 'fixtures/sboms/webshop.cdx.json', '--scan', 'webshop-1.4.2');

say('Replay its score twice, and compare the root hashes');
const [first, second] = [1, 2].map(
  () => stellaJson('score', 'replay', '--scan', 'webshop-1.4.2')['rootHash'],
);
process.stdout.write(`${first}\n${second}\n`);
if (first !== second) throw new Error('the two replays gave different roots');
stella('score', 'verify', '--scan', 'webshop-1.4.2', '--root-hash', String(first));

say('Sign the proof bundle, and verify it as an auditor would who has only the file and the public key');
stella(
  'score',
  'bundle',
  '--scan',
  'webshop-1.4.2',
  '--key',
  '.demo/issuer.key',
  '--output',
  '.demo/bundle.tar.gz',
);
stella(
  'proof',
  'verify',
  '--bundle',
  '.demo/bundle.tar.gz',
  '--trust-root',
  '.demo/issuer.key.pub',
  '--offline',
  '--report',
  '.demo/report.html',
);

say('The Merkle spine: from the root down to each input and the score');
stella('proof', 'spine', '--bundle', '.demo/bundle.tar.gz', '--verify');
