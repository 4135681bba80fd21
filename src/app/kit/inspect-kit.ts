/** Looks at a kit without importing it: what it claims to be, and whether every byte is what a trusted signer says. */
import type { Digest } from '../../core/digest/sha256.ts';
import { type ErrorCode, isStellaError } from '../../core/errors.ts';
import type { KitEntry, KitStatement } from '../../core/kit/kit-statement.ts';
import { parseUnverifiedKit, type VerifiedKit, verifyKitEnvelope } from '../../core/kit/verify-kit.ts';
import type { KitReader } from '../ports/kit-tools.ts';
import type { Progress } from '../ports/progress.ts';
import type { TrustSource } from '../ports/trust.ts';
import { countProgress } from './count-progress.ts';

export interface InspectPorts {
  readonly reader: KitReader;
  readonly trust: TrustSource;
}

export interface KitInspection {
  readonly kit: string;
  readonly digest: Digest;
  /** Whether a trusted key signed what follows; when not, it is a claim of a stranger. */
  readonly signature:
    | { readonly verified: true; readonly signers: readonly string[] }
    | { readonly verified: false; readonly code: ErrorCode; readonly reason: string };
  readonly statement: KitStatement;
}

/**
 * What the envelope says; the files are not looked at.
 * @throws StellaError KIT_NOT_FOUND, PERMISSION_DENIED, KIT_INVALID, UNSUPPORTED_VERSION, INPUT_INVALID or LIMIT_EXCEEDED
 */
export async function inspectKit(path: string, { reader, trust }: InspectPorts): Promise<KitInspection> {
  const envelope = await reader.readEnvelope(path);
  const { digest, statement } = parseUnverifiedKit(envelope);
  try {
    const { signers } = verifyKitEnvelope(envelope, trust.roots);
    return { kit: path, digest, signature: { verified: true, signers }, statement };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    const { code, message } = error;
    return { kit: path, digest, signature: { verified: false, code, reason: message }, statement };
  }
}

export interface KitVerification {
  readonly kit: string;
  readonly verified: true;
  readonly digest: Digest;
  readonly kitId: string;
  readonly sequence: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly signers: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/**
 * Checks the signature and every byte; the content of the feeds is not read, and the store not asked.
 * @throws StellaError as importing a kit does for the same faults
 */
export async function verifyKit(
  path: string,
  { reader, trust, progress }: InspectPorts & { readonly progress: Progress },
): Promise<KitVerification> {
  const accepted: { kit: VerifiedKit | null } = { kit: null };
  const accept = (envelope: Uint8Array): readonly KitEntry[] => {
    accepted.kit = verifyKitEnvelope(envelope, trust.roots);
    return accepted.kit.statement.entries;
  };
  try {
    await reader.read(path, { accept, progress: countProgress(progress, 'checking bytes') });
  } finally {
    progress.stop();
  }
  const { digest, signers, statement } = accepted.kit as VerifiedKit;
  const { kitId, sequence, createdAt, expiresAt, entries } = statement;
  return {
    kit: path,
    verified: true,
    digest,
    kitId,
    sequence,
    createdAt,
    expiresAt: expiresAt ?? null,
    signers,
    files: entries.length,
    bytes: entries.reduce((sum, { size }) => sum + size, 0),
  };
}
