/** The index of an archive: read, and its signature held against the trust roots. */
import {
  type BundleIndex,
  INDEX_CERTIFICATE_FILE,
  INDEX_ENVELOPE_FILE,
  INDEX_FILE,
  parseBundleIndex,
} from '../../core/bundle/bundle-index.ts';
import { verifyIndexStatement } from '../../core/bundle/index-statement.ts';
import { parseEnvelope } from '../../core/dsse/envelope.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { acceptSignature } from '../../core/proof/accept-signature.ts';
import type { ArchiveContents } from '../ports/bundle-files.ts';
import type { TrustSource } from '../ports/trust.ts';
import type { RevocationRequest } from '../proof/evidence-context.ts';

export interface IndexVerification {
  /** Null when it is not there or cannot be read. */
  readonly index: BundleIndex | null;
  /** Key ids; null when the index is not verified. */
  readonly signers: readonly string[] | null;
  /** Why it is not verified; null when it is. */
  readonly error: StellaError | null;
}

export interface IndexPorts {
  readonly trust: TrustSource;
  readonly at: { readonly time: string };
  readonly revocation: RevocationRequest | null;
}

/** Never throws for what is wrong with the index. */
export async function verifyArchiveIndex(
  archive: ArchiveContents,
  ports: IndexPorts,
): Promise<IndexVerification> {
  let index: BundleIndex | null = null;
  try {
    const bytes = await required(archive, INDEX_FILE);
    index = parseBundleIndex(bytes);
    return { index, signers: await verifySignature(archive, index, bytes, ports), error: null };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return { index, signers: null, error };
  }
}

async function verifySignature(
  archive: ArchiveContents,
  index: BundleIndex,
  bytes: Uint8Array,
  { trust, at, revocation }: IndexPorts,
): Promise<readonly string[]> {
  const envelope = parseEnvelope(
    await required(archive, INDEX_ENVELOPE_FILE),
    INDEX_ENVELOPE_FILE,
    'BUNDLE_INVALID',
  );
  const pem = await archive.read(INDEX_CERTIFICATE_FILE);
  const context = { trust: trust.roots, now: at.time, revocation };
  const certificate =
    pem === null
      ? null
      : (await import('../proof/examine-certificate.ts')).examineCertificate(pem, envelope, context, null);
  const { verified, by } = acceptSignature(envelope, trust.roots, certificate);
  if (by === 'certificate' && certificate !== null && certificate.status !== 'trusted')
    throw certificate.error;
  verifyIndexStatement(verified, index, bytes);
  return verified.signers.map(({ keyid }) => keyid);
}

async function required(archive: ArchiveContents, name: string): Promise<Uint8Array> {
  const bytes = await archive.read(name);
  if (bytes !== null) return bytes;
  throw new StellaError('INPUT_MISSING', `the archive ${JSON.stringify(archive.path)} has no ${name}`, {
    hint: 'without a signed index nobody knows whether bundles are missing; "score bundle-export" writes one, and --bundle with the folder checks the bundles alone',
  });
}
