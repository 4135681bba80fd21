/** Envelopes of others: bare DSSE with a key or a certificate, and Sigstore bundles. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type EnvelopeVerification, verifyEnvelopeFile } from '../../../src/app/proof/verify-envelope.ts';
import { base64Encode } from '../../../src/core/encoding/base64.ts';
import { renderPem } from '../../../src/core/encoding/pem.ts';
import type { ProvenEnvelope } from '../../../src/core/envelope/envelope-report.ts';
import { isStellaError } from '../../../src/core/errors.ts';
import type { ExpectedIdentity } from '../../../src/core/sigstore/identity.ts';
import { NO_TRUST_ROOTS, type TrustRoots } from '../../../src/core/trust/trust-roots.ts';
import { makeCa, toAnchor } from '../../helpers/certificates.ts';
import { makeEnvelope, makeSigner, withCert, withWitnessCertificate } from '../../helpers/envelopes.ts';
import { makeBundle } from '../../helpers/sigstore-bundles.ts';
import { ARTIFACT, IDENTITY, trustedRoot } from '../../helpers/sigstore-instance.ts';
import { ed25519Key } from '../../helpers/test-keys.ts';
import { damaged } from '../mutators/bytes.ts';
import { mutatedDer } from '../mutators/der.ts';
import { mutatedJson } from '../mutators/json.ts';
import { mutatedPem } from '../mutators/text.ts';
import type { Random } from '../random.ts';
import { expectSame, type FuzzTarget, type Outcome } from '../target.ts';

const AT = '2025-06-01T00:00:00Z';
const [KEY, CA_KEY, SIGNER_KEY] = [ed25519Key(1), ed25519Key(2), ed25519Key(3)];
const CA = makeCa('CA', CA_KEY);
const SIGNER = makeSigner(SIGNER_KEY, { name: 'CA', key: CA_KEY });
const ROOTS: TrustRoots = { keys: [{ ...KEY.publicKey, source: 'key.pub' }], anchors: [toAnchor(CA)] };

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

interface Setting {
  readonly trust: TrustRoots;
  readonly identity: ExpectedIdentity | null;
  readonly artifact: string | null;
  readonly trustedRoot: string | null;
}

/** The artifact, wherever one is asked for. */
const streamArtifact = () => Readable.from([ARTIFACT]) as AsyncIterable<Uint8Array>;

function verify(bytes: Uint8Array, setting: Setting): Promise<readonly EnvelopeVerification[]> {
  return verifyEnvelopeFile(
    { file: 'f', predicateType: null, threshold: 1, ...setting },
    {
      trust: { roots: setting.trust, origin: 'the fuzzer' },
      at: { time: AT, origin: 'the fuzzer', clock: null },
      readDocument: async (path: string) => (path === 'trusted-root.json' ? json(trustedRoot()) : bytes),
      streamArtifact,
    },
  );
}

/** What is proven must be what the good one, `expected`, proves. */
async function judge(bytes: Uint8Array, setting: Setting, expected: Promise<unknown>): Promise<Outcome> {
  try {
    const reports = await verify(bytes, setting);
    for (const { proven } of reports)
      if (proven !== null) expectSame('proof', proofOf(proven), await expected);
    const refused = reports.find(({ verified }) => !verified);
    return refused === undefined ? 'accepted' : (refused.code ?? 'INTERNAL');
  } catch (error) {
    if (isStellaError(error)) return error.code;
    throw error;
  }
}

function proofOf({ payloadType, payload, statement }: ProvenEnvelope): unknown {
  return [payloadType, payload, statement];
}

async function proofOfGood(bytes: Uint8Array, setting: Setting): Promise<unknown> {
  const [report] = await verify(bytes, setting);
  if (report?.proven == null) throw new Error(`a seed is not good: ${JSON.stringify(report)}`);
  return proofOf(report.proven);
}

const BARE: Setting = { trust: ROOTS, identity: null, artifact: null, trustedRoot: null };
const SIGSTORE: Setting = {
  trust: NO_TRUST_ROOTS,
  identity: IDENTITY,
  artifact: null,
  trustedRoot: 'trusted-root.json',
};
const MESSAGE: Setting = { ...SIGSTORE, artifact: 'artifact' };

const good = makeEnvelope([KEY]);
const STATEMENT_PROOF = proofOfGood(json(good), BARE);
const MESSAGE_PROOF = proofOfGood(json(makeBundle({ content: 'message' })), MESSAGE);

/** JSON, but that what stands in it as base64 is edited within. */
function mutateDocument(seed: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(2)) return mutatedJson(seed, random);
  const text = Buffer.from(seed).toString();
  const fields = [...text.matchAll(/"([A-Za-z0-9+/]{24,}={0,2})"/g)];
  if (fields.length === 0) return mutatedJson(seed, random);
  const [whole, base64 = ''] = random.pick(fields);
  const inner = new Uint8Array(Buffer.from(base64, 'base64'));
  const changed =
    inner[0] === 0x30
      ? mutatedDer(inner, random)
      : inner[0] === 0x7b
        ? mutatedJson(inner, random)
        : inner[0] === 0x2d
          ? mutatedPem(inner, random)
          : damaged(inner, random);
  return Buffer.from(text.replace(whole, () => `"${base64Encode(changed)}"`));
}

export const envelope: FuzzTarget = {
  name: 'envelope',
  seeds: [
    json(good),
    json(withCert(makeEnvelope([SIGNER_KEY]), SIGNER)),
    json(withWitnessCertificate(makeEnvelope([SIGNER_KEY]), SIGNER, CA)),
    Buffer.from(`${JSON.stringify(good)}\n${JSON.stringify(good)}\n`),
  ],
  mutate: mutateDocument,
  judge: (bytes) => judge(bytes, BARE, STATEMENT_PROOF),
  command: {
    isSameAnswer: false,
    setUp: (folder) => {
      writeFileSync(join(folder, 'key.pub'), renderPem('PUBLIC KEY', KEY.publicKey.spkiDer));
      writeFileSync(join(folder, 'ca.pem'), renderPem('CERTIFICATE', CA));
    },
    args: (file) => [
      'proof',
      'envelope',
      file,
      '--trust-root',
      'key.pub',
      '--trust-root',
      'ca.pem',
      '--at',
      AT,
    ],
  },
};

const sigstoreCommand = (...more: readonly string[]) => ({
  isSameAnswer: false,
  setUp: (folder: string) => {
    writeFileSync(join(folder, 'trusted-root.json'), json(trustedRoot()));
    writeFileSync(join(folder, 'artifact'), ARTIFACT);
  },
  args: (file: string) => [
    ...['proof', 'envelope', file, '--trusted-root', 'trusted-root.json'],
    ...['--certificate-identity', IDENTITY.subject, '--certificate-oidc-issuer', IDENTITY.issuer, ...more],
  ],
});

export const sigstoreBundle: FuzzTarget = {
  name: 'sigstore-bundle',
  seeds: [json(makeBundle()), json(makeBundle({ log: 'rekor2' })), json(makeBundle({ version: '0.1' }))],
  mutate: mutateDocument,
  judge: (bytes) => judge(bytes, SIGSTORE, STATEMENT_PROOF),
  command: sigstoreCommand(),
};

export const sigstoreMessage: FuzzTarget = {
  name: 'sigstore-message',
  seeds: [json(makeBundle({ content: 'message' })), json(makeBundle({ content: 'message', log: 'rekor2' }))],
  mutate: mutateDocument,
  judge: (bytes) => judge(bytes, MESSAGE, MESSAGE_PROOF),
  command: sigstoreCommand('--artifact', 'artifact'),
};
