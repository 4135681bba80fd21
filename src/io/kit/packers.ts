/** How a kit is packed, by the ending of its name. */
import { once } from 'node:events';
import { constants, createZstdCompress } from 'node:zlib';
import { Gzip } from 'fflate';
import { StellaError } from '../../core/errors.ts';

/** Takes bytes in order and hands packed ones on. */
export interface Packer {
  start(write: (chunk: Uint8Array) => void): void;
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/**
 * @param isPackedAlready true for content that will not become smaller
 * @throws StellaError USAGE for an ending that names no form of a kit
 */
export function packerFor(output: string, isPackedAlready = false): Packer {
  if (/\.(?:tar\.gz|tgz)$/.test(output)) return gzipPacker(isPackedAlready ? 0 : GZIP_LEVEL);
  if (/\.(?:tar\.zst|tzst)$/.test(output)) return zstdPacker();
  if (output.endsWith('.tar')) return plainPacker();
  throw new StellaError('USAGE', `${JSON.stringify(output)} does not say what form of kit to write`, {
    hint: 'end it in .tar.gz, .tar.zst or .tar, or in a slash for a folder',
  });
}

const GZIP_LEVEL = 6;

/** In JavaScript, because the bytes that zlib makes differ between its builds; without name and time. */
function gzipPacker(level: 0 | typeof GZIP_LEVEL): Packer {
  const gzip = new Gzip({ level, mtime: 0 });
  return {
    start: (write) => {
      gzip.ondata = write;
    },
    push: async (chunk) => gzip.push(chunk),
    end: async () => gzip.push(new Uint8Array(0), true),
  };
}

function zstdPacker(): Packer {
  const stream = createZstdCompress({
    params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 10 },
  });
  stream.on('error', () => {
    // Comes out of the write that is waited for, too.
  });
  return {
    start: (write) => {
      stream.on('data', (chunk: Uint8Array) => {
        try {
          write(chunk);
        } catch (error) {
          stream.destroy(error as Error);
        }
      });
    },
    // One write at a time: with another one waiting, Node ends the frame early and adds an empty one.
    push: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    end: async () => {
      stream.end();
      await once(stream, 'end');
    },
  };
}

function plainPacker(): Packer {
  let write: (chunk: Uint8Array) => void = () => {};
  return {
    start: (to) => {
      write = to;
    },
    push: async (chunk) => write(chunk),
    end: async () => {},
  };
}
