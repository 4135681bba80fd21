import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RevocationRequest } from '../../../../src/app/proof/evidence-context.ts';
import { type ProofVerification, verifyProofFile } from '../../../../src/app/proof/verify-proof.ts';
import { ENVELOPE_FILE, TIMESTAMP_FILE } from '../../../../src/core/bundle/bundle-layout.ts';
import { packBundle } from '../../../../src/core/bundle/write-bundle.ts';
import { preAuthenticationEncoding } from '../../../../src/core/dsse/pae.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import type { CheckName } from '../../../../src/core/proof/report.ts';
import type { TrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';
import { stranger } from '../../../helpers/proof-documents.ts';
import { makeEntry, readList } from '../../../helpers/revocation-lists.ts';
import {
  BOTH_ROOTS,
  CA_KEY,
  envelopeOf,
  type Files,
  SIGNER_KEY,
  SIGNER_SERIAL,
  SIGNING_ROOT,
  signedFiles,
  timestampedFiles,
  tsa,
  withFirstSignature,
  withoutCertificate,
} from '../../../helpers/timestamped-bundles.ts';

/** Long after the signing certificate has expired, and while it was valid. */
const LATER = '2031-06-01T00:00:00Z';
const THEN = '2025-01-20T00:00:00Z';

interface Given {
  readonly trust?: TrustRoots;
  readonly time?: string;
  readonly revocation?: RevocationRequest;
}

async function verify(
  files: Files,
  { trust = BOTH_ROOTS, time = LATER, revocation }: Given = {},
): Promise<ProofVerification> {
  return await verifyProofFile('bundle.tar.gz', {
    bundles: {
      read: async () => await Promise.resolve({ packed: packBundle(files), files }),
    },
    trust: { roots: trust, origin: 'the test' },
    at: { time, origin: 'the test', clock: null },
    ...(revocation === undefined ? {} : { revocation }),
  });
}

function check(report: ProofVerification, name: CheckName): string {
  const found = report.checks.find((candidate) => candidate.name === name);
  return found?.status === 'fail' ? found.code : (found?.status ?? 'missing');
}

const says = (sentences: readonly string[], pattern: RegExp) =>
  assert.ok(
    sentences.some((sentence) => pattern.test(sentence)),
    `${pattern} in ${JSON.stringify(sentences)}`,
  );

describe('a bundle with a timestamp by a trusted authority', () => {
  test('verifies years after its certificate has expired', async () => {
    const report = await verify(timestampedFiles());
    assert.equal(report.code, null);
    assert.equal(check(report, 'certificate'), 'pass');
    assert.equal(check(report, 'timestamp'), 'pass');
    says(
      report.established,
      /existed at 2025-01-15T00:00:00Z, by the clock of the time-stamping authority CN=TSA$/,
    );
    says(report.established, /certificate that was valid at 2025-01-15T00:00:00Z/);
    says(report.assumed, /the clock of CN=TSA: the trust root tsa-root\.pem vouches/);
    says(
      report.notEstablished,
      /that the timestamp's certificate was not revoked: no revocation list was checked/,
    );
    assert.ok(!report.notEstablished.some((sentence) => sentence.startsWith('when the bundle was signed')));
  });

  test('does not verify without it', async () => {
    const report = await verify(signedFiles());
    assert.equal(report.code, 'CERTIFICATE_EXPIRED');
    assert.equal(check(report, 'timestamp'), 'skipped');
  });

  test('does not verify when it was made before or after the certificate was valid', async () => {
    const late = await verify(timestampedFiles({ genTime: '20250201000000Z' }), { time: THEN });
    assert.equal(late.code, 'CERTIFICATE_EXPIRED');
    assert.equal(check(late, 'timestamp'), 'pass');
    const early = await verify(timestampedFiles({ genTime: '20231231235959Z' }), { time: THEN });
    assert.equal(early.code, 'CERTIFICATE_NOT_YET_VALID');
  });

  test('says when it was signed also by a key that is trusted as it is', async () => {
    const trust = { keys: SIGNER_KEY.keys, anchors: BOTH_ROOTS.anchors };
    for (const files of [timestampedFiles(), withoutCertificate(timestampedFiles())]) {
      const report = await verify(files, { trust });
      assert.equal(report.code, null);
      assert.equal(check(report, 'timestamp'), 'pass');
      says(report.established, /existed at 2025-01-15/);
    }
  });

  test('says that the clock of the verification is behind, when it is', async () => {
    const report = await verify(timestampedFiles(), { time: '2024-06-01T00:00:00Z' });
    assert.equal(report.code, null);
    says(
      report.notEstablished,
      /that the time of this verification is right: the timestamp is later, of 2025-01-15/,
    );
  });
});

describe('a timestamp that does not hold fails the verification', () => {
  test('over other bytes, altered, or no response at all', async () => {
    const good = timestampedFiles().get(TIMESTAMP_FILE) ?? new Uint8Array();
    for (const bytes of [
      timestampedFiles({ over: utf8Encode('another') }).get(TIMESTAMP_FILE) ?? new Uint8Array(),
      good.with(good.length - 1, (good.at(-1) ?? 0) ^ 1),
      new Uint8Array(),
    ]) {
      const report = await verify(signedFiles().set(TIMESTAMP_FILE, bytes), { time: THEN });
      assert.equal(report.code, 'TIMESTAMP_INVALID');
      assert.equal(report.proven, null);
      assert.equal(check(report, 'certificate'), 'pass', 'the certificate is judged now');
    }
  });

  test('by an authority that no anchor vouches for, with another anchor or with keys alone', async () => {
    for (const [files, trust] of [
      [timestampedFiles(), SIGNING_ROOT],
      [timestampedFiles(), SIGNER_KEY],
      [withoutCertificate(timestampedFiles()), SIGNER_KEY],
    ] as const) {
      const report = await verify(files, { trust, time: THEN });
      assert.equal(report.code, 'TIMESTAMP_INVALID');
      assert.equal(check(report, 'signature'), 'pass');
      const timestamp = report.checks.find(({ name }) => name === 'timestamp');
      assert.equal(timestamp?.status === 'fail' && timestamp.details?.['reason'], 'authority');
    }
  });

  test('weighs more than missing trust only when it is wrong in itself', async () => {
    const good = await verify(timestampedFiles(), { trust: NO_TRUST_ROOTS });
    assert.equal(good.code, 'TRUST_ROOT_MISSING');
    assert.equal(check(good, 'timestamp'), 'skipped');
    const bad = await verify(timestampedFiles({ over: utf8Encode('x') }), { trust: NO_TRUST_ROOTS });
    assert.equal(bad.code, 'TIMESTAMP_INVALID');
  });

  test('weighs less than an altered document or signature', async () => {
    const files = timestampedFiles({ over: utf8Encode('x') });
    const text = new TextDecoder().decode(files.get('score.json')).replace('"verdict":"', '"verdict":"x');
    assert.notEqual((await verify(files.set('score.json', utf8Encode(text)))).code, 'TIMESTAMP_INVALID');
  });

  test('cannot be checked without a signature', async () => {
    const files = timestampedFiles().set(ENVELOPE_FILE, utf8Encode('{}'));
    const report = await verify(files);
    assert.equal(report.code, 'BUNDLE_INVALID');
    assert.equal(check(report, 'timestamp'), 'skipped');
  });
});

describe('a timestamp over a first signature that is another’s', () => {
  /** Whoever stole the key later puts a signature of his own first, which he had timestamped in time. */
  function withStrangersFirst(): Files {
    const { payloadType, payload } = envelopeOf(signedFiles());
    const files = withFirstSignature(stranger.sign(preAuthenticationEncoding(payloadType, payload)));
    return timestampedFiles({}, files);
  }

  test('does not date the signature of the certificate', async () => {
    const report = await verify(withStrangersFirst());
    assert.equal(report.code, 'CERTIFICATE_EXPIRED');
    const junk = await verify(timestampedFiles({}, withFirstSignature(new Uint8Array(64))));
    assert.equal(junk.code, 'CERTIFICATE_EXPIRED');
  });

  test('is skipped, and says nothing about when the bundle was signed', async () => {
    const report = await verify(withStrangersFirst(), { time: THEN });
    assert.equal(report.code, null);
    assert.equal(check(report, 'timestamp'), 'skipped');
    says(report.notEstablished, /when the bundle was signed/);
  });

  test('dates it when that other key is trusted too, but not the certificate', async () => {
    const trust = { keys: [{ ...stranger.publicKey, source: 'x.pub' }], anchors: BOTH_ROOTS.anchors };
    const report = await verify(withStrangersFirst(), { trust });
    assert.equal(report.code, null);
    assert.equal(check(report, 'timestamp'), 'pass');
    assert.equal(check(report, 'certificate'), 'skipped');
  });
});

describe('revocation lists', () => {
  const lists = (entries: Uint8Array[], thisUpdate = '2025-01-16T00:00:00Z') => ({
    lists: [readList({ issuer: 'signing root', key: CA_KEY, thisUpdate, entries })],
    isRequired: false,
  });
  const ofTsa = (entries: Uint8Array[]) =>
    readList({ issuer: 'TSA root', key: tsa.rootKey, thisUpdate: '2025-01-16T00:00:00Z', entries });

  test('establish that the certificate was not revoked as of their time', async () => {
    const report = await verify(signedFiles(), { time: THEN, revocation: lists([]) });
    assert.equal(report.code, null);
    says(report.established, /the certificate was not revoked as of 2025-01-16T00:00:00Z, nor any above it/);
    says(report.notEstablished, /that the certificate was not revoked since 2025-01-16T00:00:00Z/);
  });

  test('that are about others establish nothing, unless they are required to', async () => {
    const revocation = { lists: [ofTsa([])], isRequired: false };
    const report = await verify(signedFiles(), { time: THEN, revocation });
    assert.equal(report.code, null);
    says(report.notEstablished, /that the certificate was not revoked: no list covers CN=issuer/);
    const strict = await verify(signedFiles(), {
      time: THEN,
      revocation: { ...revocation, isRequired: true },
    });
    assert.equal(strict.code, 'CERTIFICATE_UNTRUSTED');
  });

  test('refuse a revoked certificate', async () => {
    const revocation = lists([
      makeEntry({ serial: SIGNER_SERIAL, reason: 4, revokedAt: '2025-01-16T00:00:00Z' }),
    ]);
    const report = await verify(signedFiles(), { time: THEN, revocation });
    assert.equal(report.code, 'CERTIFICATE_UNTRUSTED');
    const certificate = report.checks.find(({ name }) => name === 'certificate');
    assert.ok(certificate?.status === 'fail' && certificate.details?.['revoked'] !== undefined);
  });

  test('leave a signature that is dated before a revocation without harm', async () => {
    const entries = [makeEntry({ serial: SIGNER_SERIAL, reason: 4, revokedAt: '2025-01-16T00:00:00Z' })];
    const report = await verify(timestampedFiles(), { revocation: lists(entries) });
    assert.equal(report.code, null);
    says(
      report.established,
      /CN=issuer was revoked at 2025-01-16T00:00:00Z \(superseded\), after the signature was made/,
    );
    const stolen = [makeEntry({ serial: SIGNER_SERIAL, reason: 1, revokedAt: '2025-01-16T00:00:00Z' })];
    assert.equal(
      (await verify(timestampedFiles(), { revocation: lists(stolen) })).code,
      'CERTIFICATE_UNTRUSTED',
    );
  });

  test('count the accuracy of the clock against the signature', async () => {
    const accuracy = Uint8Array.of(0x30, 3, 2, 1, 60);
    const files = () => timestampedFiles({ infoTail: [accuracy] });
    const revokedAt = (time: string) => [makeEntry({ serial: SIGNER_SERIAL, reason: 4, revokedAt: time })];
    const within = await verify(files(), { revocation: lists(revokedAt('2025-01-15T00:01:00Z')) });
    assert.equal(within.code, 'CERTIFICATE_UNTRUSTED');
    const beyond = await verify(files(), { revocation: lists(revokedAt('2025-01-15T00:01:01Z')) });
    assert.equal(beyond.code, null);
  });

  test('apply to the chain of the authority too', async () => {
    const revoked = [makeEntry({ serial: tsa.authority.serial, reason: 1 })];
    const report = await verify(timestampedFiles(), {
      revocation: { lists: [ofTsa(revoked)], isRequired: false },
    });
    assert.equal(report.code, 'TIMESTAMP_INVALID');
    const cleared = await verify(timestampedFiles(), {
      revocation: { lists: [ofTsa([])], isRequired: false },
    });
    assert.equal(cleared.code, null);
    says(cleared.established, /the timestamp's certificate was not revoked as of 2025-01-16T00:00:00Z/);
    const later = [makeEntry({ serial: tsa.authority.serial, reason: 5, revokedAt: '2025-01-15T12:00:00Z' })];
    const outlived = await verify(timestampedFiles(), {
      revocation: { lists: [ofTsa(later)], isRequired: false },
    });
    assert.equal(outlived.code, null);
  });
});
