/** Reads a kit from a file or a folder: the envelope first, then every byte of every file, each compared with the statement. */
import { stat } from 'node:fs/promises';
import type { KitFileSink, KitReader, KitReadOptions } from '../../app/ports/kit-tools.ts';
import { StellaError } from '../../core/errors.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';
import { KitTarReader } from '../../core/kit/kit-tar-reader.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { readArchive } from './archive-chunks.ts';
import { KitIntake } from './kit-intake.ts';
import { readKitFolder } from './read-kit-folder.ts';

/** Where bytes go that are only to be hashed. */
const NOWHERE: KitFileSink = { write: () => {}, end: () => {}, abort: () => {} };

/** Ends the reading of an archive once the envelope is known. */
class EnvelopeRead extends Error {}

export const kitReader: KitReader = {
  async readEnvelope(path) {
    let envelope: Uint8Array | null = null;
    const accept = (bytes: Uint8Array): readonly KitEntry[] => {
      envelope = bytes;
      throw new EnvelopeRead();
    };
    try {
      await readKit(path, { accept, open: () => NOWHERE, progress: () => {} });
    } catch (error) {
      if (!(error instanceof EnvelopeRead)) throw error;
    }
    if (envelope === null) throw new StellaError('INTERNAL', 'the kit was read without its envelope');
    return envelope;
  },
  read: (path, options) => readKit(path, { open: () => NOWHERE, ...options }),
};

/** @throws StellaError KIT_NOT_FOUND, PERMISSION_DENIED, KIT_INVALID, DIGEST_MISMATCH, or what `accept` throws */
async function readKit(
  path: string,
  { accept, open, progress }: KitReadOptions & { open: (entry: KitEntry) => KitFileSink },
): Promise<void> {
  let listedBytes = 0;
  const acceptAndCount = (envelope: Uint8Array): readonly KitEntry[] => {
    const entries = accept(envelope);
    listedBytes = entries.reduce((sum, { size }) => sum + size, envelope.length);
    return entries;
  };
  const intake = new KitIntake({ accept: acceptAndCount, open });
  try {
    const status = await stat(path);
    if (status.isDirectory())
      await readKitFolder(path, intake, (bytes) => listedBytes > 0 && progress(bytes, listedBytes));
    else if (status.isFile()) await readKitArchive(path, intake, (bytes) => progress(bytes, status.size));
    else
      throw new StellaError('KIT_INVALID', `the kit ${JSON.stringify(path)} is neither a file nor a folder`);
  } catch (error) {
    intake.abort();
    throw fileSystemError(error, { what: `the kit ${JSON.stringify(path)}`, missing: 'KIT_NOT_FOUND' });
  }
}

async function readKitArchive(
  path: string,
  intake: KitIntake,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const reader = new KitTarReader(intake);
  for await (const chunk of readArchive(path, onBytes)) reader.push(chunk);
  reader.end();
  intake.end();
}
