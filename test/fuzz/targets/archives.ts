/** Archives of bundles with their signed index, receipts of replays, and the lines that a run of many bundles leaves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, tar } from '../../../fixtures/generate/vectors-archive.ts';
import { type Batch, planBatch } from '../../../src/app/proof/plan-batch.ts';
import { WHOLE } from '../../../src/app/proof/shard.ts';
import { summarizeResults } from '../../../src/app/proof/summarize-results.ts';
import { type VerificationLine, verifyBatch, verifyItem } from '../../../src/app/proof/verify-batch.ts';
import { makeReceipt } from '../../../src/app/score/replay-receipt.ts';
import type { BundleIndex } from '../../../src/core/bundle/bundle-index.ts';
import { formatIndexStatement } from '../../../src/core/bundle/index-statement.ts';
import { digestOf } from '../../../src/core/digest/sha256.ts';
import { formatEnvelope } from '../../../src/core/dsse/envelope.ts';
import { signEnvelope } from '../../../src/core/dsse/verify-envelope.ts';
import { renderPem } from '../../../src/core/encoding/pem.ts';
import { isStellaError } from '../../../src/core/errors.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../../src/core/intoto/statement.ts';
import { canonicalBytes } from '../../../src/core/json/canonical-json.ts';
import { manifestHashOf } from '../../../src/core/manifest/manifest.ts';
import { judgeReceipts } from '../../../src/core/receipt/judge-receipts.ts';
import { bundleSources, readBundleAt } from '../../../src/io/archive/bundle-sources.ts';
import { proofDocuments, proofFiles, signer, trustInSigner } from '../../helpers/proof-documents.ts';
import { mutatedTar } from '../mutators/archive.ts';
import { damaged } from '../mutators/bytes.ts';
import { mutatedJson } from '../mutators/json.ts';
import type { Random } from '../random.ts';
import { scratchFile } from '../scratch.ts';
import { type FuzzTarget, type Outcome, WrongAcceptance } from '../target.ts';
import { mutatedPayload, mutateFile } from './bundle.ts';

const AT = { time: '2025-06-01T00:00:00Z', origin: 'the fuzzer', clock: null } as const;
const TRUST = { roots: trustInSigner, origin: 'the fuzzer' } as const;
const SIGNER_PEM = renderPem('PUBLIC KEY', signer.publicKey.spkiDer);

const BUNDLES = (['a', 'b'] as const).map((base) => {
  const documents = proofDocuments(base);
  const files = proofFiles(documents);
  const { rootHash } = JSON.parse(Buffer.from(files.get('merkle-proof.json')!).toString());
  return { ...documents, rootHash, packed: pack(files), file: `${base}.tar.gz` };
});

/** An archive as `score bundle-export` writes it into a tar. */
function archiveOf(): Uint8Array {
  const index: BundleIndex = {
    schema: 'stella.bundle-index/v1',
    since: null,
    until: null,
    scan: null,
    bundles: BUNDLES.map(({ manifest, rootHash, packed, file }) => ({
      file,
      digest: digestOf(packed),
      size: packed.length,
      scanId: manifest.scanId,
      scannedAt: manifest.scannedAt,
      manifestHash: manifestHashOf(manifest),
      rootHash,
    })),
  };
  const bytes = canonicalBytes(index);
  const statement = formatIndexStatement(index, digestOf(bytes));
  const envelope = formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, statement, signer));
  return tar([
    { path: 'index.dsse.json', content: envelope },
    { path: 'index.json', content: bytes },
    ...BUNDLES.map(({ file, packed }) => ({ path: file, content: packed })),
  ]);
}

async function linesOf(bytes: Uint8Array): Promise<{ batch: Batch; lines: VerificationLine[] }> {
  const batch = await planBatch(
    { bundles: [], archive: scratchFile(bytes), list: null },
    { sources: bundleSources, trust: TRUST, at: AT, revocation: null },
  );
  const ports = { trust: TRUST, at: AT, revocation: null, replay: null, receipts: null, read: readBundleAt };
  const verifier = { width: 1, verify: (item: Batch['items'][number]) => verifyItem(item, ports) };
  const context = { at: AT, trust: TRUST, onBundle: () => undefined };
  const lines: VerificationLine[] = [];
  for await (const line of verifyBatch(batch, WHOLE, verifier, context)) lines.push(line);
  return { batch, lines };
}

/** Scans and roots that the archive is said to prove, and that it is all of them. */
const WHOLE_ARCHIVE = JSON.stringify(BUNDLES.map(({ manifest, rootHash }) => [manifest.scanId, rootHash]));

/** An archive that is accepted whole must be the whole archive: nothing missing, nothing added, nothing exchanged. */
export const archive: FuzzTarget = {
  name: 'archive',
  seeds: [archiveOf()],
  mutate: (seed, random) => mutatedTar(seed, random, (content, path) => mutateFile(content, path, random)),
  async judge(bytes): Promise<Outcome> {
    try {
      const { lines } = await linesOf(bytes);
      const failed = lines.find(({ verified }) => !verified);
      if (failed !== undefined) return failed.code ?? 'INTERNAL';
      const proven = JSON.stringify(lines.map((line) => [line.proven?.scanId, line.proven?.rootHash]));
      if (proven !== WHOLE_ARCHIVE)
        throw new WrongAcceptance(`accepted as an archive of ${proven}, expected ${WHOLE_ARCHIVE}`);
      return 'accepted';
    } catch (error) {
      if (isStellaError(error)) return error.code;
      throw error;
    }
  },
  command: {
    // Several failures end in one status.
    isSameAnswer: false,
    setUp: (folder) => writeFileSync(join(folder, 'root.pem'), SIGNER_PEM),
    args: (file) => ['proof', 'verify', file, '--at', AT.time, '--trust-root', 'root.pem'],
  },
};

const digest = (digits: string) => `sha256:${digits.repeat(32)}` as const;

const RECEIPTS = ['aa', 'bb'].map((digits) =>
  makeReceipt(
    {
      report: {
        scanId: 'scan-1',
        manifestHash: digest(digits),
        rootHash: digest('cc'),
        score: 7.5,
        replayedAt: '2025-01-16T10:30:00Z',
        deterministic: true,
      },
      expectedRootHash: digest('cc'),
      engine: { name: 'stella-score', version: '1' },
      tool: { name: 'stella', version: '0.1.0' },
      environment: { node: 'v24.0.0', platform: 'linux', arch: 'x64' },
    },
    signer,
  ),
);

/** Null when no trusted signature holds. */
function receiptIn(bytes: Uint8Array): string | null {
  const [judged] = judgeReceipts([{ name: 'receipt.json', bytes }], trustInSigner.keys);
  if (judged === undefined || 'code' in judged || judged.signers.length === 0) return null;
  return JSON.stringify([judged.receipt, judged.signers]);
}

/** A receipt that counts must be one of the good ones, but for how its envelope is written. */
export const receipt: FuzzTarget = {
  name: 'receipt',
  seeds: RECEIPTS,
  mutate: (seed, random) => (random.oneIn(2) ? mutatedPayload(seed, random) : mutatedJson(seed, random)),
  judge(bytes): Outcome {
    const received = receiptIn(bytes);
    if (received === null) return 'does not count';
    if (!RECEIPTS.some((good) => receiptIn(good) === received))
      throw new WrongAcceptance(`counted as another receipt: ${received}`);
    return 'accepted';
  },
  command: {
    isSameAnswer: false,
    setUp(folder) {
      writeFileSync(join(folder, 'root.pem'), SIGNER_PEM);
      writeFileSync(join(folder, 'bundle.tar.gz'), BUNDLES[0]!.packed);
    },
    args: (file) => [
      ...['proof', 'verify', '--bundle', 'bundle.tar.gz', '--trust-root', 'root.pem'],
      ...['--receipts', file],
    ],
  },
};

const { lines: LINES } = await linesOf(archiveOf());
const RESULTS = Buffer.from(LINES.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** Results are not signed: all that counts is that whatever stands there is summed up or refused. */
export const results: FuzzTarget = {
  name: 'results',
  seeds: [new Uint8Array(RESULTS)],
  mutate: mutatedLines,
  async judge(bytes): Promise<Outcome> {
    try {
      await summarizeResults([{ name: 'results', lines: linesIn(bytes) }]);
      return 'accepted';
    } catch (error) {
      if (isStellaError(error)) return error.code;
      throw error;
    }
  },
  command: { isSameAnswer: false, args: (file) => ['proof', 'summary', file] },
};

async function* linesIn(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'));
}

function mutatedLines(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(4)) return damaged(bytes, random);
  const lines = Buffer.from(bytes).toString().trimEnd().split('\n');
  const at = random.below(lines.length);
  const line = mutatedJson(Buffer.from(lines[at]!), random);
  const changed = random.oneIn(4)
    ? [...lines, lines[at]!]
    : lines.with(at, Buffer.from(line).toString('latin1'));
  return Buffer.from(`${changed.join('\n')}\n`, 'latin1');
}
