/**
 * Makes an offline kit from a folder of published files: the connected side's half. Every file is read whole and checked before
 * anything is signed. The same files, key and options give the same kit, byte for byte.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { formatEnvelope } from '../../core/dsse/envelope.ts';
import { signEnvelope } from '../../core/dsse/verify-envelope.ts';
import { StellaError } from '../../core/errors.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../core/intoto/statement.ts';
import type { SigningKey } from '../../core/keys/types.ts';
import { KIT_ENVELOPE_FILE, KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import {
  type ExcludedRecord,
  formatKitStatement,
  type KitEntry,
  type KitStatement,
} from '../../core/kit/kit-statement.ts';
import { verifyKitEnvelope } from '../../core/kit/verify-kit.ts';
import type { TrustRoots } from '../../core/trust/trust-roots.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeedFileReader, KitReader, KitWriter, SourceFolder } from '../ports/kit-tools.ts';
import type { Progress } from '../ports/progress.ts';
import { type BaseKits, changedFiles, readBaseKits } from './base-kits.ts';
import { collectSources, type SourceFile } from './collect-sources.ts';
import { countProgress } from './count-progress.ts';

export interface BuildRequest {
  readonly output: string;
  readonly sequence: number;
  readonly kitId: string;
  /** Null: the latest capture of a feed in it, so that the same files give the same kit. */
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  /** Null: of each feed what its content says. */
  readonly capturedAt: string | null;
  readonly excluded: readonly ExcludedRecord[];
  /** Paths of the kits that a delta is laid on, the whole one first; none for a whole kit. */
  readonly bases: readonly string[];
  readonly overwrite: boolean;
}

export interface BuildPorts {
  readonly sources: SourceFolder;
  readonly feeds: FeedFileReader;
  readonly bundles: BundleReader;
  readonly reader: KitReader;
  readonly writer: KitWriter;
  readonly key: SigningKey;
  /** Whom the base kit may be signed by. */
  readonly baseTrust: TrustRoots;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly explain: (line: string) => void;
}

export interface KitBuild {
  readonly kit: string;
  readonly kitId: string;
  readonly digest: Digest;
  readonly sequence: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly base: Digest | null;
  readonly keyid: string;
  /** Each file of the kit; `source` is where it was found, `records` what a feed holds. */
  readonly entries: readonly (KitEntry & { readonly source: string; readonly records: number | null })[];
  readonly excluded: readonly ExcludedRecord[];
}

/**
 * @throws StellaError USAGE, INPUT_MISSING, INPUT_INVALID (a file that is not understood, an unreadable record, an exclusion that
 * meets none), LIMIT_EXCEEDED, OUTPUT_EXISTS, STORAGE_FULL, or what is wrong with the base kit
 */
export async function buildKit(request: BuildRequest, ports: BuildPorts): Promise<KitBuild> {
  const { writer, key, progress } = ports;
  writer.check(request.output, request.overwrite);
  try {
    const base = await readBaseKits(request.bases, ports);
    if (base !== null) checkAbove(request.sequence, base);
    if (base !== null) ports.explain(`a delta over the kit ${base.digest}`);
    const collected = await collectSources(request, ports);
    const files = base === null ? collected : changedFiles(collected, base, request.excluded);
    const statement = makeStatement(request, files, base?.digest ?? null, ports.clock.now());
    checkLasts(statement);
    const payload = formatKitStatement(statement);
    const envelope = formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, payload, key));
    checkReadable(envelope, ports);
    await writer.write(request.output, outgoingFiles(envelope, files, ports.sources), {
      overwrite: request.overwrite,
      progress: countProgress(progress, 'writing bytes'),
    });
    return buildReport(request.output, statement, digestOf(payload), key, files);
  } finally {
    progress.stop();
  }
}

/** A host on which the base is active would refuse the delta. */
function checkAbove(sequence: number, base: BaseKits): void {
  if (sequence > base.sequence) return;
  throw new StellaError(
    'USAGE',
    `the base kit has the sequence ${base.sequence}, the delta would have ${sequence}`,
    {
      details: { expected: `above ${base.sequence}`, received: sequence },
      hint: `give --sequence ${base.sequence + 1}, or whatever your next number is`,
    },
  );
}

/** By the kit's own time and not the clock, so that the same call means the same on every day. */
function checkLasts({ createdAt, expiresAt }: KitStatement): void {
  if (expiresAt === undefined || expiresAt > createdAt) return;
  throw new StellaError(
    'USAGE',
    `the kit would expire at ${expiresAt}, and is of ${createdAt}: nobody could import it`,
    {
      details: { expected: `after ${createdAt}`, received: expiresAt },
      hint: 'give a later --expires-at',
    },
  );
}

function makeStatement(
  { kitId, sequence, createdAt, expiresAt, excluded }: BuildRequest,
  files: readonly SourceFile[],
  base: Digest | null,
  now: string,
): KitStatement {
  const captures = files.flatMap(({ entry }) => entry.capturedAt ?? []).sort();
  return {
    kitId,
    sequence,
    createdAt: createdAt ?? captures.at(-1) ?? now,
    entries: files.map(({ entry }) => entry),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(base === null ? {} : { base }),
    ...(excluded.length === 0 ? {} : { excluded }),
  };
}

/** Reads the envelope back as an importer will: a kit that nobody could import is not written. */
function checkReadable(envelope: Uint8Array, { key }: BuildPorts): void {
  if (envelope.length > KIT_LIMITS.maxEnvelopeBytes)
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `the kit would have a statement of ${envelope.length} bytes; at most ${KIT_LIMITS.maxEnvelopeBytes} are read`,
    );
  verifyKitEnvelope(envelope, { keys: [{ ...key.publicKey, source: 'the signing key' }], anchors: [] });
}

function outgoingFiles(envelope: Uint8Array, files: readonly SourceFile[], sources: SourceFolder) {
  const first = {
    path: KIT_ENVELOPE_FILE,
    size: envelope.length,
    digest: digestOf(envelope),
    content: envelope,
  };
  const others = files.map(({ entry: { path, size, digest }, source }) => ({
    path,
    size,
    digest,
    content: { file: sources.pathOf(source) },
  }));
  return [first, ...others];
}

function buildReport(
  kit: string,
  statement: KitStatement,
  digest: Digest,
  key: SigningKey,
  files: readonly SourceFile[],
): KitBuild {
  const { kitId, sequence, createdAt, expiresAt, base, excluded } = statement;
  return {
    kit,
    kitId,
    digest,
    sequence,
    createdAt,
    expiresAt: expiresAt ?? null,
    base: base ?? null,
    keyid: key.publicKey.keyid,
    entries: files.map(({ entry, source, records }) => ({ ...entry, source, records })),
    excluded: excluded ?? [],
  };
}
