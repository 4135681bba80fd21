import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { base64Encode } from '../../../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  inForceAt,
  parseTrustedRoot,
  type SigstoreTrustedRoot,
} from '../../../../src/core/sigstore/trusted-root.ts';
import { KEYS, logIdOf, trustedRoot } from '../../../helpers/sigstore-instance.ts';

function parse(root: object): SigstoreTrustedRoot {
  return parseTrustedRoot(utf8Encode(JSON.stringify(root)), 'trusted_root.json');
}

describe('parseTrustedRoot', () => {
  it('reads logs and authorities', () => {
    const root = parse(trustedRoot());
    assert.deepEqual(
      root.logs.map(({ name }) => name),
      ['rekor.example', 'log2025.example'],
    );
    assert.deepEqual(root.logs[0]?.logId, logIdOf(KEYS.rekor));
    assert.deepEqual(root.logs[0]?.key, KEYS.rekor.publicKey);
    assert.equal(root.certificateAuthorities[0]?.certificates.length, 2);
    assert.equal(root.certificateLogs[0]?.name, 'ct.example/2025');
    assert.equal(root.timestampAuthorities.length, 1);
  });

  it('reads one that trusts nobody', () => {
    const mediaType = 'application/vnd.dev.sigstore.trustedroot+json;version=0.1';
    const empty = { logs: [], certificateAuthorities: [], certificateLogs: [], timestampAuthorities: [] };
    assert.deepEqual(parse({ mediaType }), { ...empty, source: 'trusted_root.json' });
    assert.deepEqual(parse({ mediaType, tlogs: null, ctlogs: [] }), {
      ...empty,
      source: 'trusted_root.json',
    });
  });

  it('reads RSA keys as PKCS#1 has them', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const root = trustedRoot();
    root.ctlogs[0]!.publicKey.rawBytes = publicKey
      .export({ type: 'pkcs1', format: 'der' })
      .toString('base64');
    root.ctlogs[0]!.publicKey.keyDetails = 'PKCS1_RSA_PKCS1V5';
    const key = parse(root).certificateLogs[0]?.key;
    assert.deepEqual(
      typeof key === 'string' ? key : key?.spkiDer,
      new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    );
  });

  it('keeps a log whose key is of a kind that it cannot use, and says why', () => {
    const root = trustedRoot();
    root.tlogs[0]!.publicKey.rawBytes = base64Encode(Uint8Array.of(1));
    assert.match(String(parse(root).logs[0]?.key), /malformed/);
    Object.assign(root.tlogs[1]!, { hashAlgorithm: 'SHA2_512' });
    assert.match(String(parse(root).logs[1]?.key), /not over SHA-256/);
  });

  it('reads names without a scheme, and checkpoint key ids', () => {
    const root = trustedRoot();
    root.tlogs[0]!.baseUrl = 'rekor.example/';
    Object.assign(root.tlogs[0]!, { checkpointKeyId: { keyId: 'AQIDBA==' }, logId: undefined });
    const [log] = parse(root).logs;
    assert.equal(log?.name, 'rekor.example');
    assert.deepEqual(log?.checkpointKeyId, Uint8Array.of(1, 2, 3, 4));
    assert.deepEqual(log?.logId, new Uint8Array());
  });

  for (const [what, change, code] of [
    [
      'another media type',
      { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
      'UNSUPPORTED_VERSION',
    ],
    [
      'a version that nobody knows',
      { mediaType: 'application/vnd.dev.sigstore.trustedroot.v1+json' },
      'UNSUPPORTED_VERSION',
    ],
    ['no media type', { mediaType: undefined }, 'UNSUPPORTED_VERSION'],
    ['logs that are no list', { tlogs: {} }, 'INPUT_INVALID'],
    ['a log without a key', { tlogs: [{ baseUrl: 'x', logId: {} }] }, 'INPUT_INVALID'],
    [
      'a time that has no beginning',
      { tlogs: [withValidFor({ end: '2030-01-01T00:00:00Z' })] },
      'INPUT_INVALID',
    ],
    ['a time that is no time', { tlogs: [withValidFor({ start: 'yesterday' })] }, 'INPUT_INVALID'],
    [
      'an authority without certificates',
      { certificateAuthorities: [{ certChain: { certificates: [] } }] },
      'INPUT_INVALID',
    ],
    [
      'base64 that is not strict',
      { certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: 'A A=' }] } }] },
      'INPUT_INVALID',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parse({ ...trustedRoot(), ...change }), { code });
    });
  }
});

describe('inForceAt', () => {
  it('counts both ends', () => {
    const item = { validFor: { start: 10, end: 20 } };
    for (const time of [10, 15, 20]) assert.deepEqual(inForceAt([item], time), [item]);
    for (const time of [9, 21]) assert.deepEqual(inForceAt([item], time), []);
  });

  it('takes no end for going on, and no range for always', () => {
    for (const validFor of [{ start: 10, end: null }, { start: 10 }, null])
      assert.equal(inForceAt([{ validFor }] as never[], 1e15).length, 1);
  });
});

function withValidFor(validFor: object): object {
  const [log] = trustedRoot().tlogs;
  return { ...log, publicKey: { ...log!.publicKey, validFor } };
}
