/** Edits of tar archives, entry by entry, whose checksums hold afterwards. */
import type { Random } from '../random.ts';
import { damaged, joined } from './bytes.ts';

const BLOCK = 512;

export interface TarEntry {
  /** The header block as it stands. */
  readonly header: Uint8Array;
  readonly content: Uint8Array;
}

/** Fields of a header by offset and length. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  size: [124, 12],
  mtime: [136, 12],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

const NAMES = [
  '../../etc/passwd',
  '/etc/passwd',
  'bundle/../x',
  'bundle//score.json',
  'bundle/score.json\u001b[2J',
  'x'.repeat(100),
  '',
];

export function readTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const header = archive.slice(at, at + BLOCK);
    const size = Number.parseInt(Buffer.from(header.subarray(124, 135)).toString('latin1'), 8) || 0;
    entries.push({ header, content: archive.slice(at + BLOCK, at + BLOCK + size) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap(({ header, content }) => [
    header,
    content,
    new Uint8Array(-content.length & (BLOCK - 1)),
  ]);
  return joined(...blocks, new Uint8Array(2 * BLOCK));
}

/** The path that an entry says it has. */
export function pathOf({ header }: TarEntry): string {
  const [name = ''] = Buffer.from(header.subarray(0, 100)).toString('latin1').split('\0');
  return name;
}

/** An archive with an entry edited, moved, doubled or gone; or damaged as bytes. */
export function mutatedTar(
  archive: Uint8Array,
  random: Random,
  mutateContent: (content: Uint8Array, path: string) => Uint8Array,
): Uint8Array {
  const entries = readTar(archive);
  if (entries.length === 0 || random.oneIn(5)) return damaged(archive, random);
  const at = random.below(entries.length);
  const entry = entries[at]!;
  switch (random.below(7)) {
    case 0:
      return writeTar(entries.toSpliced(at, 1));
    case 1:
      return writeTar([...entries, entry]);
    case 2:
      return writeTar(entries.toSpliced(at, 1).toSpliced(random.below(entries.length), 0, entry));
    case 3:
      return writeTar(entries.with(at, { ...entry, header: editedHeader(entry.header, random) }));
    case 4:
      return joined(
        writeTar(entries).subarray(0, -BLOCK * random.below(3)),
        new Uint8Array(BLOCK * random.below(4)),
      );
    default: {
      const content = mutateContent(entry.content, pathOf(entry));
      return writeTar(entries.with(at, { header: withSize(entry.header, content.length), content }));
    }
  }
}

function editedHeader(header: Uint8Array, random: Random): Uint8Array {
  const copy = header.slice();
  const [offset, length] = random.pick(Object.values(FIELDS));
  const value = random.pick([
    () => random.bytes(length),
    () => Buffer.from(random.pick(NAMES).slice(0, length).padEnd(length, '\0'), 'latin1'),
    () => Buffer.from(String(random.below(8)).repeat(length), 'latin1'),
    () => Buffer.alloc(length),
    () => Buffer.from('\u0080'.padEnd(length, '\u00ff'), 'latin1'),
  ])();
  copy.set(value.subarray(0, length), offset);
  return withChecksum(copy);
}

function withSize(header: Uint8Array, size: number): Uint8Array {
  const copy = header.slice();
  copy.set(Buffer.from(`${size.toString(8).padStart(11, '0')}\0`, 'latin1'), 124);
  return withChecksum(copy);
}

function withChecksum(header: Uint8Array): Uint8Array {
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, octet) => total + octet, 0);
  header.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `, 'latin1'), 148);
  return header;
}
