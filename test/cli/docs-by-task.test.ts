/** The pages by task: each block of commands runs as it stands, one after the other, in a folder that has what the page speaks of. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { docBlocks } from '../helpers/doc-blocks.ts';
import { makeExampleWorld } from '../helpers/example-world.ts';
import { projectRoot, runStella, scratchFolder } from '../helpers/run-stella.ts';

const world = scratchFolder();
const PAGES = ['README.md', ...globSync('docs/for-*.md', { cwd: projectRoot }).sort()];
const PROGRAMS = ['jq', 'openssl', 'sha256sum', 'tar', 'base64'];
const missing = PROGRAMS.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);

describe('a page by task', { skip: missing.length === 0 ? false : `no ${missing.join(', ')}` }, () => {
  before(async () => {
    await makeExampleWorld(world);
    // What the README's demonstration leaves.
    cpSync(join(world, 'home'), join(world, '.demo/home'), { recursive: true });
    cpSync(join(world, 'bundle.tar.gz'), join(world, '.demo/bundle.tar.gz'));
    cpSync(join(world, 'issuer.pub'), join(world, '.demo/issuer.key.pub'));
    const sbom = ['scan', 'run', join(world, 'sbom.cdx.json'), '--scan', 'webshop-1.4.2'];
    const { exit, stderr } = await runStella(sbom, { env: { STELLA_HOME: join(world, '.demo/home') } });
    assert.equal(exit, 0, stderr);
    symlinkSync(join(projectRoot, 'bin'), join(world, 'bin'));
  });

  for (const page of PAGES) {
    it(`has commands that run as they stand: ${page}`, () => {
      const folder = scratchFolder();
      cpSync(world, folder, { recursive: true });
      // npm brings the program itself, which the tests have.
      const blocks = docBlocks(page).filter(({ script }) => !script.startsWith('npm '));
      assert.ok(blocks.length > 0);
      for (const { line, script } of blocks) {
        const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], {
          cwd: folder,
          encoding: 'utf8',
          env: {
            PATH: `${join(projectRoot, 'bin')}:${process.env['PATH']}`,
            HOME: folder,
            LANG: 'C.UTF-8',
            STELLA_HOME: join(folder, 'home'),
            PROGRAM_FOLDER: projectRoot,
          },
        });
        assert.equal(status, 0, `${page}:${line}\n${script}\n${stdout}${stderr}`);
      }
    });
  }
});

describe('the documentation', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...globSync('docs/**/*.md', { cwd: projectRoot }),
  ];

  it('has no link to a file that is not there', () => {
    const broken = pages.flatMap((page) => {
      const links = readFileSync(join(projectRoot, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g);
      return [...links]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(projectRoot, dirname(page), target)))
        .map((target) => `${page}: ${target}`);
    });
    assert.deepEqual(broken, []);
  });

  it('has every part of the core in the picture of the architecture', () => {
    const [, picture = ''] = readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8').split('```');
    const parts = globSync('src/core/*', { cwd: projectRoot, withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual(
      parts.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(picture)),
      [],
    );
  });

  it('has every page in its index', () => {
    const index = readFileSync(join(projectRoot, 'docs/README.md'), 'utf8');
    const absent = globSync('*.md', { cwd: join(projectRoot, 'docs') }).filter(
      (page) => page !== 'README.md' && !index.includes(`(${page})`),
    );
    assert.deepEqual(absent, []);
  });
});
