/** The header blocks of one file of a kit: ustar, and before it a pax record for a name that ustar cannot carry. */
import { tarHeaderBlock, tarPadding } from '../../core/archive/tar-writer.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';

/** What ustar's name field holds; its prefix field is not used, because not every reader joins the two. */
const USTAR_NAME_BYTES = 100;
const PAX_ENTRY = 0x78;
const TYPE_OFFSET = 156;
const CHECKSUM_OFFSET = 148;

/** @param path ASCII, as all paths of kits are */
export function entryHeader(path: string, size: number): Uint8Array {
  if (path.length <= USTAR_NAME_BYTES) return tarHeaderBlock(path, size);
  const record = utf8Encode(paxRecord('path', path));
  const meta = tarHeaderBlock('pax-header', record.length);
  retype(meta, PAX_ENTRY);
  return Buffer.concat([
    meta,
    record,
    tarPadding(record.length),
    tarHeaderBlock(path.slice(-USTAR_NAME_BYTES), size),
  ]);
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return `${length}${rest}`;
}

/** Changes the type of an entry, and the checksum with it. */
function retype(block: Uint8Array, type: number): void {
  const text = String.fromCharCode(...block.subarray(CHECKSUM_OFFSET, CHECKSUM_OFFSET + 6));
  const sum = Number.parseInt(text, 8) - (block[TYPE_OFFSET] as number) + type;
  block[TYPE_OFFSET] = type;
  block.set(utf8Encode(sum.toString(8).padStart(6, '0')), CHECKSUM_OFFSET);
}
