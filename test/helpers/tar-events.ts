/** What a kit's tar reader tells its handler, as text. */
import { KitTarReader } from '../../src/core/kit/kit-tar-reader.ts';

/** `file NAME SIZE`, `data BYTES` (joined), `end`, `folder NAME` in order. */
export function tarEvents(archive: Uint8Array, chunkBytes = archive.length || 1): string[] {
  const events: string[] = [];
  let dataBytes = 0;
  const reader = new KitTarReader({
    file: (path, size) => events.push(`file ${path} ${size}`),
    data: (chunk) => {
      dataBytes += chunk.length;
    },
    fileEnd: () => {
      events.push(`end ${dataBytes}`);
      dataBytes = 0;
    },
    folder: (path) => events.push(`folder ${path}`),
  });
  for (let i = 0; i < archive.length; i += chunkBytes) reader.push(archive.subarray(i, i + chunkBytes));
  reader.end();
  return events;
}
