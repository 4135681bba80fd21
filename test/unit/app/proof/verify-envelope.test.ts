import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type EnvelopeFileRequest,
  envelopeError,
  verifyEnvelopeFile,
} from '../../../../src/app/proof/verify-envelope.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { ENVELOPE_SIGNATURES_MAX } from '../../../../src/core/envelope/documents.ts';
import type { TrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { makeCa, toAnchor } from '../../../helpers/certificates.ts';
import { makeEnvelope, makeSigner, withCert } from '../../../helpers/envelopes.ts';
import { makeBundle } from '../../../helpers/sigstore-bundles.ts';
import { ARTIFACT, IDENTITY, trustedRoot } from '../../../helpers/sigstore-instance.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const [alice, bob] = [ed25519Key(70), ed25519Key(71)];
const root = makeCa('root', bob);
const trustAlice: TrustRoots = {
  keys: [{ ...alice.publicKey, source: 'alice.pub' }],
  anchors: [toAnchor(root)],
};

/** Verifies documents, a line each, without a disk. */
function verify(
  documents: readonly unknown[],
  request: Partial<EnvelopeFileRequest> = {},
  files: Readonly<Record<string, Uint8Array>> = {},
) {
  const text = documents.map((document) => JSON.stringify(document)).join('\n');
  const all: Readonly<Record<string, Uint8Array>> = {
    it: utf8Encode(text),
    root: utf8Encode(JSON.stringify(trustedRoot())),
    artifact: ARTIFACT,
    ...files,
  };
  const read = (path: string) => all[path] ?? new Uint8Array();
  return verifyEnvelopeFile(
    {
      file: 'it',
      artifact: null,
      trustedRoot: null,
      identity: null,
      predicateType: null,
      threshold: 1,
      ...request,
    },
    {
      trust: { roots: trustAlice, origin: 'the test' },
      at: { time: '2025-06-01T00:00:00Z', origin: 'the test', clock: null },
      readDocument: (path) => Promise.resolve(read(path)),
      async *streamArtifact(path) {
        for (const byte of await Promise.resolve(read(path))) yield Uint8Array.of(byte);
      },
    },
  );
}

describe('verifyEnvelopeFile', () => {
  it('gives a report for each document, in order', async () => {
    const reports = await verify([makeEnvelope([alice]), makeEnvelope([bob]), makeEnvelope([alice])]);
    assert.deepEqual(
      reports.map(({ code }) => code),
      [null, 'KEY_UNKNOWN', null],
    );
    assert.deepEqual(
      reports.map((report) => envelopeError(report)?.code),
      [undefined, 'KEY_UNKNOWN', undefined],
    );
  });

  it('looks at no certificate that it does not need', async () => {
    const envelope = makeEnvelope([alice]);
    const odd = { ...envelope, signatures: [{ ...envelope.signatures[0], cert: 'no certificate' }] };
    const [report] = await verify([odd]);
    assert.ok(report?.verified);
    await assert.rejects(verify([odd], { threshold: 2 }), { code: 'INPUT_INVALID' });
  });

  it('takes a certificate where the keys do not suffice', async () => {
    const [report] = await verify([
      withCert(makeEnvelope([bob]), makeSigner(bob, { name: 'root', key: bob })),
    ]);
    assert.ok(report?.verified);
    assert.ok(report.assumed.some((line) => line.startsWith('the time 2025-06-01')));
  });

  it('reads an artifact once for signatures, statements and any number of documents', async () => {
    const documents = [makeBundle({ content: 'message' }), makeBundle(), makeBundle({ content: 'message' })];
    const request = { artifact: 'artifact', trustedRoot: 'root', identity: IDENTITY };
    const reports = await verify(documents, request);
    assert.deepEqual(
      reports.map(({ code }) => code),
      [null, null, null],
    );
    const swapped = await verify(documents, request, { artifact: utf8Encode('another') });
    assert.deepEqual(
      swapped.map(({ code }) => code),
      ['SUBJECT_MISMATCH', 'SUBJECT_MISMATCH', 'SUBJECT_MISMATCH'],
    );
  });

  it('tells where a Sigstore bundle’s trust came from, and of no clock', async () => {
    const [report] = await verify([makeBundle()], { trustedRoot: 'root', identity: IDENTITY });
    assert.deepEqual(report?.assumed, ["Sigstore's trusted root: root"]);
  });

  it('refuses a trusted root for a bare envelope, which proves no time', async () => {
    await assert.rejects(verify([makeEnvelope([alice])], { trustedRoot: 'root' }), { code: 'USAGE' });
  });

  it('tries no more signatures than its limit', async () => {
    const envelope = makeEnvelope([alice]);
    const many = { ...envelope, signatures: new Array(64).fill(envelope.signatures[0]) };
    const full = new Array(ENVELOPE_SIGNATURES_MAX / 64).fill(many);
    assert.equal((await verify(full)).length, full.length);
    await assert.rejects(verify([...full, envelope]), { code: 'LIMIT_EXCEEDED' });
  });
});
