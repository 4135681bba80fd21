/**
 * Writes gzip files (RFC 1952) through a deflate in JavaScript, because the bytes that zlib makes differ between its builds, and a
 * bundle must be the same file whatever Node made it.
 */
import { gzipSync } from 'fflate';

/** Compresses `content` reproducibly: no name, no time. Level 9 takes nearly twice the time of 6 and saves half a percent. */
export function writeGzip(content: Uint8Array): Uint8Array {
  return gzipSync(content, { level: 6, mtime: 0 });
}
