/**
 * Makes standalone archives: `npm run package -- [--target NAME]… [--key PEM] [--output DIR]`, after a build.
 *
 * Everything in an archive comes from this folder and from packages that the lock file pins, and depends on nothing else: not on the
 * clock, the folder, the locale or the umask. `--key` signs the list of its files; without it the archive is not signed.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTar } from '../src/core/archive/tar-writer.ts';
import { writeGzip } from '../src/core/archive/write-gzip.ts';
import { digestOf } from '../src/core/digest/sha256.ts';
import { formatEnvelope } from '../src/core/dsse/envelope.ts';
import { signEnvelope } from '../src/core/dsse/verify-envelope.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../src/core/intoto/statement.ts';
import type { SigningKey } from '../src/core/keys/types.ts';
import {
  FILE_LIST,
  FILE_LIST_ENVELOPE,
  formatFileList,
  formatFileListStatement,
  type ListedFile,
} from '../src/core/program-files/file-list.ts';
import { engineDigest } from '../src/io/program/engine-digest.ts';
import { readSigner } from '../src/io/signing-keys.ts';
import { writeCodeCaches } from './package/code-cache.ts';
import { archiveContents, type Entry, listed } from './package/contents.ts';
import { hostTarget, nodePath, root, TARGETS, type Target } from './package/targets.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    key: { type: 'string' },
    output: { type: 'string', default: 'packages' },
  },
});
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const names = values.target ?? TARGETS.map(({ name }) => name);
const key = values.key === undefined ? null : await signingKey(values.key);

mkdirSync(values.output, { recursive: true });
const archives: ListedFile[] = [];
for (const name of names) {
  const target = TARGETS.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`--target is one of ${TARGETS.map((t) => t.name).join(', ')}`);
  const path = `stella-${version}-${name}.tar.gz`;
  const packed = await makeArchive(target);
  writeFileSync(join(values.output, path), packed);
  archives.push({ path, digest: digestOf(packed) });
  console.log(`${path}  ${(packed.length / 1e6).toFixed(1)} MB`);
}
for (const [path, { content }] of signedList(archives, names.join(' ')))
  writeFileSync(join(values.output, path), content);
console.log(key === null ? 'not signed: no --key was given' : `signed by ${key.publicKey.keyid}`);

async function makeArchive(target: Target): Promise<Uint8Array> {
  const entries = await archiveContents(target);
  if (target === hostTarget()) addCodeCaches(entries, nodePath(target));
  for (const [path, entry] of signedList(listed(entries), target.name)) entries.set(path, entry);
  const folder = `stella-${version}-${target.name}`;
  return writeGzip(writeTar([...entries].map(([path, entry]) => ({ path: `${folder}/${path}`, ...entry }))));
}

/** Only this machine's own Node.js can make them; an archive for another machine compiles its code at each start. */
function addCodeCaches(entries: Map<string, Entry>, node: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'stella-package-'));
  try {
    for (const [path, { content }] of entries) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content, { mode: 0o755 });
    }
    const caches = writeCodeCaches(folder, join(folder, node));
    for (const path of caches) entries.set(path, { content: readFileSync(join(folder, path)) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The list of `files`, and its envelope where there is a key. */
function signedList(files: readonly ListedFile[], target: string): Map<string, Entry> {
  const list = Buffer.from(formatFileList(files));
  if (key === null) return new Map([[FILE_LIST, { content: list }]]);
  const statement = formatFileListStatement(digestOf(list), { version, target, engine: engineDigest(root) });
  const envelope = formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, statement, key));
  return new Map([
    [FILE_LIST, { content: list }],
    [FILE_LIST_ENVELOPE, { content: envelope }],
  ]);
}

async function signingKey(path: string): Promise<SigningKey> {
  const passphrase = process.env['STELLA_KEY_PASSPHRASE'];
  return (await readSigner({ key: path, certificate: null, passphrase })).key;
}
