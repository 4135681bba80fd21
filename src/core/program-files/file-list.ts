/**
 * The list of an archive's files, `SHA256SUMS`: a line of 64 lowercase hex digits, two spaces and a path for each, sorted by path, as
 * `sha256sum` writes it, so that a host without this program can check it. The list itself and its envelope are not in it.
 */
import { type Digest, digestHex, formatDigest } from '../digest/sha256.ts';
import { hexDecode } from '../encoding/hex.ts';
import { sortedByKey } from '../encoding/order.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { formatStatement } from '../intoto/statement.ts';

/** The list's name in the archive's folder. */
export const FILE_LIST = 'SHA256SUMS';
/** The name of the DSSE envelope over a statement whose subject is the list. */
export const FILE_LIST_ENVELOPE = 'SHA256SUMS.dsse.json';
export const ARCHIVE_PREDICATE_TYPE = 'https://stella-ops.org/attestation/program-files/v1';

export interface ListedFile {
  /** Relative to the archive's folder, with slashes. */
  readonly path: string;
  readonly digest: Digest;
}

/** Printable ASCII without a backslash, which `sha256sum` would escape; no step up, and not absolute. */
const LINE = /^([0-9a-f]{64}) {2}((?!\/)[\x20-\x5b\x5d-\x7e]+)$/;

/** The list's text. */
export function formatFileList(files: readonly ListedFile[]): string {
  const sorted = sortedByKey(files, ({ path }) => path);
  return sorted.map(({ path, digest }) => `${digestHex(digest)}  ${path}\n`).join('');
}

/**
 * Reads a list strictly: another spelling of the same list is refused.
 * @throws StellaError INPUT_INVALID
 */
export function parseFileList(bytes: Uint8Array): readonly ListedFile[] {
  const text = utf8Decode(bytes, FILE_LIST);
  const files = text.split('\n').slice(0, -1).map(parseLine);
  const isSound = new Set(files.map(({ path }) => path)).size === files.length;
  if (files.length > 0 && isSound && formatFileList(files) === text) return files;
  throw invalid('is empty, not sorted, has a path twice, or does not end with its last line');
}

function parseLine(line: string, index: number): ListedFile {
  const [, hex, path] = LINE.exec(line) ?? [];
  if (hex === undefined || path === undefined || path.split('/').includes('..'))
    throw invalid(`has no digest and path in line ${index + 1}`);
  return { path, digest: formatDigest(hexDecode(hex)) };
}

function invalid(problem: string): StellaError {
  return new StellaError('INPUT_INVALID', `${FILE_LIST} ${problem}`, {
    hint: 'unpack the archive again, from a copy that was checked',
  });
}

/** Canonical bytes of the in-toto statement over a list: the payload to sign. */
export function formatFileListStatement(
  listDigest: Digest,
  about: { readonly version: string; readonly target: string; readonly engine: Digest },
): Uint8Array {
  return formatStatement({
    subject: [{ name: FILE_LIST, digest: { sha256: digestHex(listDigest) } }],
    predicateType: ARCHIVE_PREDICATE_TYPE,
    predicate: { name: 'stella', ...about },
  });
}

export interface FileListDifference {
  readonly altered: readonly string[];
  readonly missing: readonly string[];
  /** On the disk and not in the list. */
  readonly added: readonly string[];
}

/**
 * Holds what is on the disk against the list.
 * @param found paths with their digests; null for what is no plain file
 */
export function compareWithList(
  listed: readonly ListedFile[],
  found: ReadonlyMap<string, Digest | null>,
): FileListDifference {
  const paths = new Set(listed.map(({ path }) => path));
  return {
    altered: listed
      .filter(({ path, digest }) => found.has(path) && found.get(path) !== digest)
      .map(({ path }) => path),
    missing: listed.filter(({ path }) => !found.has(path)).map(({ path }) => path),
    added: sortedByKey(
      [...found.keys()].filter((path) => !paths.has(path)),
      (path) => path,
    ),
  };
}
