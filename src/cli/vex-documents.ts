/** VEX documents as a command line names them: files, or those that kits brought, by their digests. */
import type { BlobStore } from '../app/ports/blobs.ts';
import { type Digest, isDigest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { MAX_DOCUMENT_BYTES, readInputFile } from '../io/files/read-input-file.ts';

export const VEX_VALUE = 'FILE|sha256:HEX';

/** @throws StellaError INPUT_MISSING, LIMIT_EXCEEDED, PERMISSION_DENIED, or DIGEST_MISMATCH for one in the store that was edited */
export async function readVexDocuments(
  names: readonly string[],
  blobs: () => Promise<BlobStore>,
): Promise<Uint8Array[]> {
  return await Promise.all(
    names.map(async (name) =>
      isDigest(name)
        ? storedDocument(name, await blobs())
        : await readInputFile(name, {
            what: 'the VEX document',
            missing: 'INPUT_MISSING',
            maxBytes: MAX_DOCUMENT_BYTES,
          }),
    ),
  );
}

function storedDocument(digest: Digest, blobs: BlobStore): Uint8Array {
  if (blobs.has(digest)) return blobs.get(digest, 'the VEX document');
  throw new StellaError('INPUT_MISSING', `the VEX document ${digest} is not in the store`, {
    hint: 'give a file, or the digest that "stella offline inspect KIT" shows of a document of a kit that was imported',
  });
}
