import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Attachment,
  attachTimestamp,
  requestTimestamp,
} from '../../../../src/app/bundle/timestamp-bundle.ts';
import { ENVELOPE_FILE, TIMESTAMP_FILE } from '../../../../src/core/bundle/bundle-layout.ts';
import { packBundle } from '../../../../src/core/bundle/write-bundle.ts';
import { formatEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { hashOf } from '../../../../src/core/timestamp/message-imprint.ts';
import {
  formatTimestampRequest,
  parseTimestampRequest,
} from '../../../../src/core/timestamp/timestamp-request.ts';
import {
  BOTH_ROOTS,
  envelopeOf,
  type Files,
  SIGNING_ROOT,
  signedFiles,
  timestampedFiles,
} from '../../../helpers/timestamped-bundles.ts';
import type { TokenRecipe } from '../../../helpers/timestamps.ts';

const NONCE = hexDecode('0102030405060708');
const firstSignature = (files: Files) => envelopeOf(files).signatures[0]?.signature ?? new Uint8Array();

function attach(
  recipe: Partial<TokenRecipe> = {},
  options: Partial<Attachment> = {},
  files: Files = signedFiles(),
) {
  const response = timestampedFiles(recipe).get(TIMESTAMP_FILE) ?? new Uint8Array();
  return attachTimestamp(files, { response, query: null, trust: null, overwrite: false, ...options });
}

function withoutSignatures(): Files {
  const files = signedFiles();
  return files.set(ENVELOPE_FILE, formatEnvelope({ ...envelopeOf(files), signatures: [] }));
}

test('the query is over the first signature of the bundle', () => {
  const files = signedFiles();
  const { imprint, nonce } = parseTimestampRequest(requestTimestamp(files, NONCE));
  assert.deepEqual(imprint.hash, hashOf('sha256', firstSignature(files)));
  assert.deepEqual(nonce, NONCE.subarray(0, 8));
});

test('there is no query for a bundle without a signature or an envelope', () => {
  assert.throws(() => requestTimestamp(withoutSignatures(), NONCE), { code: 'SIGNATURE_INVALID' });
  assert.throws(() => requestTimestamp(new Map(), NONCE), { code: 'BUNDLE_INVALID' });
});

describe('the answer', () => {
  test('is put into the bundle, and nothing else changes', async () => {
    const { packed, report } = await attach();
    assert.deepEqual(packed, packBundle(timestampedFiles()));
    assert.deepEqual(
      { ...report, bundleDigest: '' },
      {
        bundleDigest: '',
        bundleSizeBytes: packed.length,
        time: '2025-01-15T00:00:00Z',
        authority: 'CN=TSA',
        policy: '1.2.3.4.5',
        trusted: false,
      },
    );
    assert.deepEqual((await attach()).packed, packed, 'the same again');
  });

  test('must be over the first signature, in order for itself, and granted', async () => {
    await assert.rejects(attach({ over: utf8Encode('x') }), { code: 'TIMESTAMP_INVALID' });
    await assert.rejects(attach({ ess: [] }), { code: 'TIMESTAMP_INVALID' });
    await assert.rejects(attach({}, { response: new Uint8Array() }), { code: 'TIMESTAMP_INVALID' });
  });

  test('must be by an authority that the trust roots vouch for, when they are given', async () => {
    assert.equal((await attach({}, { trust: BOTH_ROOTS })).report.trusted, true);
    await assert.rejects(attach({}, { trust: SIGNING_ROOT }), { code: 'TIMESTAMP_INVALID' });
  });

  test('must repeat the nonce of the query, when that is given', async () => {
    const query = formatTimestampRequest(firstSignature(signedFiles()), NONCE);
    assert.equal((await attach({ nonce: NONCE }, { query })).report.time, '2025-01-15T00:00:00Z');
    for (const recipe of [{}, { nonce: hexDecode('01') }])
      await assert.rejects(attach(recipe, { query }), {
        code: 'TIMESTAMP_INVALID',
        details: { reason: 'nonce' },
      });
    await assert.rejects(attach({}, { query: utf8Encode('x') }), { code: 'INPUT_INVALID' });
  });

  test('replaces another one only when that is asked for', async () => {
    const before = timestampedFiles({ genTime: '20240615000000Z' });
    await assert.rejects(attach({}, {}, before), { code: 'OUTPUT_EXISTS' });
    const { packed } = await attach({}, { overwrite: true }, before);
    assert.deepEqual(packed, packBundle(timestampedFiles()));
  });
});
